"""The message of a test as the event that a round would have made of it."""

from collections.abc import Iterable

from screener.domain.conditions.scene import Readable
from screener.domain.record.event import (
    Arrival,
    Attachment,
    Caller,
    CallReceived,
    Content,
    MailReceived,
    Unreadable,
    VoicemailReceived,
    Vouched,
)
from screener.domain.rules.rule_test import Composed, Rang, RuleTest
from screener.domain.rules.rulebook import Rulebook
from screener.normalize.mail import Reading, read_whole

_PROVIDER = "generic"


def event_of(test: RuleTest, reading: Reading, rulebook: Rulebook) -> Readable | Unreadable:
    """What comes, as the account reads it."""
    reading = reading.model_copy(update={"header_names": rulebook.header_names})
    match test.message:
        case Composed(raw=raw, vouched=vouched, attachments=attachments):
            size = len(raw) + sum(map(_encoded, attachments))
            event = read_whole(raw, arrival=arrival_of(test, size), reading=reading)
            if isinstance(event, MailReceived):
                return _vouched(_with_attachments(event, attachments), said=vouched)
            return event
        case Rang() as rang:
            return call_of(rang, arrival_of(test, 0), reading.header_names)


def call_of(
    rang: Rang, arrival: Arrival, header_names: Iterable[str]
) -> VoicemailReceived | CallReceived:
    """A voicemail or a missed call."""
    caller = Caller(number=rang.number, withheld=rang.number is None)
    mail = MailReceived(
        arrival=arrival,
        vouched=Vouched.PASSED if rang.vouched else Vouched.UNKNOWN,
        headers=dict.fromkeys(header_names, ()),
        content=Content(),
    )
    if rang.kind == "call":
        return CallReceived(arrival=arrival, mail=mail, provider=_PROVIDER, caller=caller)
    return VoicemailReceived(
        arrival=arrival,
        mail=mail,
        provider=_PROVIDER,
        caller=caller,
        duration=rang.duration,
        transcript=rang.transcript,
    )


def arrival_of(test: RuleTest, size: int) -> Arrival:
    """When and where the message of the test comes."""
    return Arrival(
        account=test.account,
        folder=test.folder,
        uidvalidity=1,
        uid=1,
        identity=f"test:{test.name}",
        received=test.at,
        size=size,
        keywords=test.keywords,
    )


def _encoded(attachment: Attachment) -> int:
    """Octets that an attachment takes in a message: four for three, as base64 has it."""
    return -(-attachment.size // 3) * 4


def _vouched(mail: MailReceived, *, said: bool | None) -> MailReceived:
    if said is None and mail.vouched is not Vouched.UNKNOWN:
        return mail
    vouched = Vouched.UNKNOWN if said is False else Vouched.PASSED
    return mail.model_copy(update={"vouched": vouched})


def _with_attachments(mail: MailReceived, more: tuple[Attachment, ...]) -> MailReceived:
    if not more or mail.content is None:
        return mail
    there = mail.content
    content = there.model_copy(
        update={
            "attachments": (*there.attachments, *more),
            "has_audio": there.has_audio or any(one.type.startswith("audio/") for one in more),
            "has_invite": there.has_invite or any(one.extension == "ics" for one in more),
        }
    )
    return mail.model_copy(update={"content": content})
