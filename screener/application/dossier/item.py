"""A moment as the timeline tells it: a heading, a few facts, some words."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple

from screener.application.dossier.gather import Moment
from screener.application.dossier.redact import Eyes
from screener.application.record.note import Note, read_note
from screener.domain.doors.swept import Whose
from screener.domain.record.chain import Act, Deed
from screener.domain.record.decision import Decision
from screener.domain.record.effect import Do, Effect, Status
from screener.domain.record.event import (
    Arrival,
    CallReceived,
    Event,
    MailReceived,
    Unreadable,
    VoicemailReceived,
    Vouched,
)
from screener.normalize.mail import Reading, read_whole

WORDS = 1_200
"""So many characters of a message are shown; the original has the rest."""

LINES = 20
"""So many lines of them."""

VERDICTS = {
    Vouched.PASSED: "passed: the mail server vouches for the sender's domain",
    Vouched.FORGED: "failed: the mail server says that the sender's domain is forged",
    Vouched.UNKNOWN: "unknown: no trusted server says anything about the sender's domain",
}

ACTS = {
    Act.CLOSED: "The door was closed",
    Act.OPENED: "The door was opened",
    Act.WELCOMED: "They were made welcome",
    Act.ALERTED: "Others were told",
    Act.REPLIED: "An answer was sent",
    Act.REFUSED: "No answer was sent",
    Act.EXPORTED: "A dossier was made",
    Act.FORGOTTEN: "What was kept until then was removed",
}

_HEADINGS = {
    Whose.THEIRS: "Message",
    Whose.YOURS: "Message to them",
    Whose.OTHERS: "Message of somebody else to them",
}

_UNTOLD = frozenset({Do.PRESERVE, Do.DIGEST, Do.KEEP})

_DONE = {Do.FILE: "filed in", Do.TRASH: "moved to the trash", Do.REPLY: "answered with"}


class Item(NamedTuple):
    """What is shown of one moment. `facts` are labels with values.

    `records` tells that a recording is among the parts of the original.
    """

    heading: str
    facts: Sequence[tuple[str, str]] = ()
    text: str = ""
    knock: bool = False
    whose: Whose = Whose.THEIRS
    note: Note | None = None
    records: bool = False


def tell(moment: Moment, octets: bytes | None, eyes: Eyes) -> Item:
    """The item; `octets` are the archived original, None if there is none."""
    if moment.recorded is not None:
        decision = moment.recorded.decision
        fate = _fate(moment.recorded.effects)
        return _of_event(decision.event, octets, eyes, decision=decision, fate=fate)
    assert moment.deed is not None  # noqa: S101  a moment has one or the other
    deed = moment.deed
    if deed.act is Act.NOTED:
        return _of_note(deed, octets, eyes)
    if deed.act is Act.PRESERVED and octets is not None:
        event = read_whole(octets, arrival=_arrival(deed, moment.at), reading=Reading())
        whose = Whose(str(deed.detail.get("whose", Whose.THEIRS)))
        return _of_event(event, octets, eyes, whose=whose)
    if deed.act is Act.REPLIED and octets is not None:
        event = read_whole(octets, arrival=_arrival(deed, moment.at), reading=Reading())
        item = _of_event(event, octets, eyes, whose=Whose.YOURS)
        return item._replace(heading=_answer(deed))
    return Item(ACTS.get(deed.act, "A message was preserved"))


def _answer(deed: Deed) -> str:
    if deed.detail.get("stage") is None:
        return ACTS[deed.act]
    return "An answer was sent, and nobody knows whether it arrived"


def doubt(octets: bytes | None, name: str) -> str:
    """What is to be said of an object that is not what it was; empty if it is."""
    if octets is None:
        return "not in the archive any more"
    return "" if sha256(octets).hexdigest() == name else "CHANGED since it was preserved"


def _of_event(
    event: Event,
    octets: bytes | None,
    eyes: Eyes,
    *,
    decision: Decision | None = None,
    fate: str = "",
    whose: Whose = Whose.THEIRS,
) -> Item:
    knock = decision is not None and decision.knock
    if isinstance(event, Unreadable):
        facts = [("Not readable", event.reason)]
        return Item("Message", facts, knock=knock, whose=whose)
    if isinstance(event, MailReceived):
        event = _whole(event, octets)
    mail = event if isinstance(event, MailReceived) else event.mail
    facts = [*_people(event, mail, eyes), ("Subject", eyes.text(mail.subject))]
    if whose is not Whose.YOURS:
        facts.append(("Authentication", VERDICTS[mail.vouched]))
    if fate:
        facts.append(("What was done", eyes.text(fate)))
    return Item(
        _heading(event, whose),
        facts,
        _words(event, eyes),
        knock=knock,
        whose=whose,
        records=_records(event),
    )


def _whole(mail: MailReceived, octets: bytes | None) -> MailReceived:
    """The message with its words, if there is an original to read them from.

    All else stays as it was when it was decided: whom the account trusts is not known here.
    """
    if mail.content is not None or octets is None:
        return mail
    again = read_whole(octets, arrival=mail.arrival, reading=Reading())
    content = again.content if isinstance(again, MailReceived) else None
    return mail.model_copy(update={"content": content})


def _records(event: Event) -> bool:
    if isinstance(event, VoicemailReceived):
        return True
    content = event.content if isinstance(event, MailReceived) else None
    return content is not None and (content.has_audio or content.truncated)


def _heading(event: Event, whose: Whose) -> str:
    match event:
        case VoicemailReceived(duration=duration):
            length = f", {int(duration.total_seconds())} seconds" if duration is not None else ""
            return f"Voicemail{length}"
        case CallReceived():
            return "Missed call"
        case _:
            return _HEADINGS[whose]


def _people(event: Event, mail: MailReceived, eyes: Eyes) -> Iterator[tuple[str, str]]:
    if isinstance(event, VoicemailReceived | CallReceived):
        caller = event.caller
        number = caller.number or ("withheld" if caller.withheld else caller.raw)
        yield "Caller", eyes.text(f"{number} {caller.name}".strip())
    for label, addresses in (("From", mail.from_), ("To", mail.to), ("Cc", mail.cc)):
        if addresses:
            yield label, ", ".join(map(eyes.address, addresses))


def _words(event: Event, eyes: Eyes) -> str:
    if isinstance(event, VoicemailReceived):
        return _shortened(eyes.text(event.transcript))
    if not isinstance(event, MailReceived) or event.content is None:
        return ""
    return _shortened(eyes.text(event.content.text[: 2 * WORDS]))


def _of_note(deed: Deed, octets: bytes | None, eyes: Eyes) -> Item:
    knock = deed.detail.get("knock_at") is not None
    with suppress(ValueError, KeyError, TypeError):
        note = read_note(octets or b"")
        facts = [("How", note.channel.value)]
        if note.told_no:
            facts.append(("Answer", "they were told no"))
        return Item("Noted by hand", facts, eyes.text(note.text), knock=knock, note=note)
    return Item("Noted by hand", knock=knock)


def _fate(effects: Sequence[Effect]) -> str:
    return "; ".join(_done(effect) for effect in effects if effect.do not in _UNTOLD)


def _done(effect: Effect) -> str:
    value = effect.value if isinstance(effect.value, str) else ", ".join(effect.value)
    words = _DONE.get(effect.do, effect.do.value)
    said = words if effect.do is Do.TRASH else f"{words} {value}"
    return said if effect.status is Status.DONE else f"{said} ({effect.status.value})"


def _shortened(text: str) -> str:
    lines = text.strip()[:WORDS].split("\n")
    shown = "\n".join(lines[:LINES]).rstrip()
    return shown if len(shown) == len(text.strip()) else f"{shown} […]"


def _arrival(deed: Deed, at: datetime) -> Arrival:
    return Arrival(
        account=deed.account or "",
        folder=str(deed.detail.get("folder", "")),
        uidvalidity=0,
        uid=0,
        identity="",
        received=at,
        size=0,
    )
