"""What the conditions of a rule look at: one event, who it is from, and when it is.

A scene is made for one decision and thrown away. It folds each text once, however many rules
look at it.
"""

from collections.abc import Callable
from datetime import datetime, tzinfo
from functools import cached_property

from screener.domain.people.contact import Met
from screener.domain.record.decision import Door
from screener.domain.record.event import (
    SUSPECTED_FAKE,
    Address,
    Caller,
    CallReceived,
    Content,
    MailReceived,
    VoicemailReceived,
)
from screener.domain.record.history import NOTHING, History, Past
from screener.domain.record.stay import Stay
from screener.domain.text import Text, text_of

Readable = MailReceived | VoicemailReceived | CallReceived


class Scene:
    """One event in its circumstances; `zone` is the account's, `now` is aware.

    The history has the event itself as its last. `stay` is their stay in a gate, None outside.
    """

    def __init__(
        self,
        event: Readable,
        *,
        met: Met,
        now: datetime,
        zone: tzinfo,
        history: History = NOTHING,
        stay: Stay | None = None,
    ) -> None:
        self.event = event
        self.stay = stay
        self.met = met
        self.now = now
        self.zone = zone
        self.mail: MailReceived = event if isinstance(event, MailReceived) else event.mail
        """The message itself; for voicemail and calls, the provider's."""
        self._before = history

    @cached_property
    def history(self) -> History:
        """What was before, with this event; whether they were heard before is as it was."""
        past = Past.of(self.event, at_closed_door=self.met.door is Door.CLOSED)
        return self._before.model_copy(update={"events": (*self._before.events, past)})

    @property
    def content(self) -> Content | None:
        """What only the whole message tells; None if it was not read."""
        return self.mail.content

    @property
    def caller(self) -> Caller | None:
        """Who telephoned, if somebody did."""
        return None if isinstance(self.event, MailReceived) else self.event.caller

    @cached_property
    def keywords(self) -> frozenset[str]:
        """The keywords that it carries, and the one that it gets for what it is."""
        suspected = SUSPECTED_FAKE in self.mail.defects
        return self.event.arrival.keywords | (frozenset({SUSPECTED_FAKE}) if suspected else set())

    @cached_property
    def subject(self) -> Text:
        """The decoded subject; empty for voicemail and calls, where it is the provider's."""
        return text_of(self.event.subject if isinstance(self.event, MailReceived) else "")

    @cached_property
    def body(self) -> Text | None:
        """The new text; None if it was not read."""
        if not isinstance(self.event, MailReceived):
            return text_of("")
        return None if self.content is None else text_of(self.content.text)

    @cached_property
    def transcript(self) -> Text:
        """What somebody made of the recording; empty for anything but voicemail."""
        return text_of(self.event.transcript if isinstance(self.event, VoicemailReceived) else "")

    def addresses(self, field: str) -> tuple[Address, ...]:
        """The addresses of one field of the rule language."""
        return ADDRESS_FIELDS[field](self.mail)


ADDRESS_FIELDS: dict[str, Callable[[MailReceived], tuple[Address, ...]]] = {
    "from": lambda mail: mail.from_,
    "reply_to": lambda mail: mail.reply_to,
    "to": lambda mail: mail.to,
    "cc": lambda mail: mail.cc,
    "recipient": lambda mail: (*mail.to, *mail.cc, *mail.delivered_to),
}
