"""What closed contacts wrote, for the person who reads it so that the user need not.

One mail a day at most about each of them, with the originals enclosed as they came. How far the
reader has been told is in the last of those letters: it names the last decision of which it has
the original.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from screener.application.desk import Desk
from screener.application.letters.stationery import owner, written
from screener.domain.letters.composing import one_line
from screener.domain.letters.letter import Kind, Letter
from screener.domain.letters.outgoing import Outgoing, Stage
from screener.domain.people.contact import Contact
from screener.domain.record.decision import Decision, Door
from screener.ports.store import Query

ENCLOSED_OCTETS = 10 * 1024 * 1024
"""Originals in one letter; what is more goes with the next day's."""

ENCLOSED = 200

LATE = timedelta(days=7)
"""So much later than the rest a message may come to be decided and is not overlooked."""

_NOT_SENT = frozenset({Stage.CANCELLED, Stage.REJECTED})

FIRST = """\
{whose} asked that you get what {who} writes to {whose}, so that {whose} need not read it. You get \
it once a day at most, by this program, screener. Nothing of what {whose} writes is in it.

You need not do anything with it, and need not answer. If something in it frightens you, or \
threatens somebody, tell {whose}, or the police.

If you do not want to get this any more, answer this mail or tell {whose}: the line `reader:` in \
their files ends it at once."""

AGAIN = "What {who} wrote since the last mail of this kind is enclosed. Tell {whose} to stop it."


class _Batch(NamedTuple):
    """What goes with one letter; `too_large` are kept and not enclosed."""

    enclosed: Sequence[tuple[Decision, bytes]]
    too_large: Sequence[Decision]
    last: Decision


def hand_to_readers(desk: Desk) -> None:
    """Queue what there is for readers today; nothing where nothing can be sent. DiskTrouble."""
    if desk.post is None:
        return
    today = desk.clock.now().astimezone(desk.policy.zone).date()
    for contact in desk.rulebook().directory.contacts:
        if contact.reader is None or contact.door_at(today) is not Door.CLOSED:
            continue
        about = f"{contact.line}:{today}"
        if desk.store.letterbox.letter(f"{Kind.READER.value}:{about}") is None:
            _hand(contact, contact.reader, about, desk)


def _hand(contact: Contact, reader: str, about: str, desk: Desk) -> None:
    before = [
        one
        for one in desk.store.letterbox.of_contact([contact.line])
        if one.letter.kind is Kind.READER and one.stage not in _NOT_SENT
    ]
    batch = _batch(_not_handed(contact, before, desk), desk)
    if batch is None:
        return
    now = desk.clock.now()
    letter = _letter(contact, reader, about, batch, desk, first=not before)
    desk.store.letterbox.queue(
        Outgoing(letter=letter, created=now, due=now, contact=contact.line, decision=batch.last.id)
    )


def _not_handed(contact: Contact, before: Sequence[Outgoing], desk: Desk) -> list[Decision]:
    """Knocks at that line of which the reader does not know, in the order of their deciding."""
    last = desk.store.decision(before[-1].decision or "") if before else None
    since = last.decision.event.arrival.received - LATE if last else None
    knocks = desk.store.decisions(Query(line=contact.line, since=since, knocks_only=True))
    found = (one.decision for one in knocks)
    after = _place(last.decision) if last else None
    return sorted(
        (one for one in found if after is None or _place(one) > after),
        key=_place,
    )


def _place(decision: Decision) -> tuple[datetime, str]:
    return decision.decided, decision.id


def _batch(waiting: Sequence[Decision], desk: Desk) -> _Batch | None:
    """As much as goes with one letter; None if there is nothing at all."""
    enclosed: list[tuple[Decision, bytes]] = []
    too_large: list[Decision] = []
    octets = 0
    last = None
    for decision in waiting:
        size = decision.event.arrival.size
        if size > ENCLOSED_OCTETS:
            too_large.append(decision)
        elif octets + size > ENCLOSED_OCTETS or len(enclosed) == ENCLOSED:
            break
        elif decision.preserved and (raw := desk.archive.read(decision.preserved)):
            enclosed.append((decision, raw))
            octets += size
        last = decision
    return _Batch(enclosed, too_large, last) if last and (enclosed or too_large) else None


def _letter(
    contact: Contact, reader: str, about: str, batch: _Batch, desk: Desk, *, first: bool
) -> Letter:
    words = {"whose": one_line(owner(desk)), "who": one_line(contact.line)}
    parts = [
        (FIRST if first else AGAIN).format(**words),
        "\n".join(_listed(batch, desk)),
    ]
    number = len(batch.enclosed)
    return written(
        desk,
        kind=Kind.READER,
        about=about,
        to=[reader],
        subject=f"For you to read: {number} message{'' if number == 1 else 's'}",
        body="\n\n".join(parts),
        originals=[raw for _, raw in batch.enclosed],
    )


def _listed(batch: _Batch, desk: Desk) -> Iterator[str]:
    for number, (decision, _) in enumerate(batch.enclosed, 1):
        yield f"{number}.eml: {_told(decision, desk)}"
    for decision in batch.too_large:
        megabytes = decision.event.arrival.size / 1_000_000
        yield f"not enclosed, since it has {megabytes:.0f} MB: {_told(decision, desk)}"


def _told(decision: Decision, desk: Desk) -> str:
    received = decision.event.arrival.received.astimezone(desk.policy.zone)
    return f"{received.isoformat(sep=' ', timespec='minutes')}, {decision.event.kind}"
