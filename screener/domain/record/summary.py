"""What a line of the log says of an event: who, about what, under which Message-ID.

All of it is read from the event alone, so that the log can be printed again from what is stored.
"""

from typing import NamedTuple, assert_never

from screener.domain.record.event import (
    CallReceived,
    Event,
    MailReceived,
    Unreadable,
    VoicemailReceived,
)

ANONYMOUS = "anonymous"
"""The handle of a caller who withholds the number, or whose number nobody could read."""


class Summary(NamedTuple):
    """The parts of an event that people look for.

    `from_handle` is the first From address as written but in lower case, for a voicemail or a call
    the number in E.164 or `anonymous`. `from_name` is what the sender calls himself; None if
    nothing. Of an unreadable message everything is None.
    """

    from_handle: str | None = None
    from_name: str | None = None
    subject: str | None = None
    message_id: str | None = None


def summary(event: Event) -> Summary:
    """The summary of one event; every event has one."""
    match event:
        case MailReceived():
            return _of_mail(event)
        case VoicemailReceived(caller=caller, mail=mail) | CallReceived(caller=caller, mail=mail):
            return _of_mail(mail)._replace(
                from_handle=caller.number or (ANONYMOUS if caller.withheld else None),
                from_name=caller.name or None,
            )
        case Unreadable():
            return Summary()
        case _:
            assert_never(event)


def _of_mail(mail: MailReceived) -> Summary:
    if not mail.from_:
        return Summary(subject=mail.subject, message_id=mail.message_id)
    first = mail.from_[0]
    return Summary(first.address.lower(), first.name or None, mail.subject, mail.message_id)
