"""Whether somebody may be a closed contact under another handle, and which handles may be theirs.

Nothing is ever done by it but to hold an automatic answer back, and to show it to the user.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, tzinfo
from typing import NamedTuple

from screener.application.doors.who import Who
from screener.application.record.history import history
from screener.domain.conditions.scene import Readable
from screener.domain.doors.likeness import Mark, Sign, marks_of, signs_of, telling
from screener.domain.people.contact import Contact, Directory
from screener.domain.people.handle import Kind, address_key
from screener.domain.record.decision import Decision, Door
from screener.domain.record.event import MailReceived, Unreadable
from screener.domain.record.summary import summary
from screener.normalize.mail import Reading, read_whole
from screener.ports.archive import Archive
from screener.ports.mailbox import WHOLE_LIMIT
from screener.ports.store import Query, Store

ORIGINALS = 100
"""So many of somebody's messages are read whole for the signature below them, the latest."""

READ_AGAIN = 25
"""So many messages of one batch."""

LOOKED_FOR = 50
"""What so many of somebody's messages leave behind is looked for in those of others."""

CANDIDATES = 5_000
"""So many messages of others are looked at, the latest."""

_SHORTEST = 5
"""Letters of a word that is looked for; a shorter one is in everything."""


class Here(NamedTuple):
    """Where and when one looks: `region` completes numbers, `today` is a day in `zone`."""

    region: str | None
    zone: tzinfo
    today: date


class MaybeClosed(NamedTuple):
    """A closed line to which a message may belong, and what speaks for it."""

    contact: Contact
    marks: Sequence[Mark]


class PossibleHandle(NamedTuple):
    """A handle that may be somebody's; `decision` is the latest message that shows it."""

    handle: str
    marks: Sequence[Mark]
    decision: Decision


def leave_marks(
    decisions: Iterable[Decision], *, store: Store, archive: Archive, region: str | None
) -> None:
    """Remember by what the senders at closed doors may be found again.

    What was decided by its header alone is read once more for the signature below it, the latest
    of many. The archive has it by then.
    """
    closed = [one for one in decisions if one.door is Door.CLOSED and one.line is not None]
    reading = Reading(region=region)
    found: list[tuple[str, Mark]] = []
    for number, decision in enumerate(reversed(closed)):
        event = decision.event
        if number < READ_AGAIN:
            event = _read_whole(decision, archive, reading)
        if isinstance(event, Unreadable) or decision.line is None:
            continue
        marks = marks_of(event, region=region)
        # The decision itself has its Message-ID.
        found += [(decision.line, mark) for mark in marks if mark.sign is not Sign.THREAD]
    store.people.mark(found)


def maybe_closed(
    event: Readable, *, store: Store, directory: Directory, here: Here
) -> MaybeClosed | None:
    """The closed contact to whom it may belong; None for somebody whom the user's files know.

    A few look-ups by index.
    """
    met = directory.meet(event, today=here.today)
    if met.entry is not None or met.contact is None:
        return None
    signs = signs_of(event, region=here.region)
    for contact, marks in _closed(signs, store, directory, here.today):
        tells = telling(
            marks,
            received=event.arrival.received,
            new_since=_new_since(event, met.contact, store),
            closed_since=_closed_since(contact, store, here.zone),
        )
        if tells:
            return MaybeClosed(contact, tells)
    return None


def possible_handles(
    about: Who, *, store: Store, archive: Archive, here: Here
) -> list[PossibleHandle]:
    """Handles of others that may be theirs, the one with the most to show for it first."""
    theirs = list(_messages(about, store, archive, Reading(region=here.region)))
    marks = _handle_marks(about)
    for theirs_too in theirs:
        marks |= marks_of(theirs_too, region=here.region)
    own = {handle.key for handle in about.handles}
    found: dict[str, set[Mark]] = defaultdict(set)
    latest: dict[str, Decision] = {}
    closed_since = None
    if about.entry is not None and about.door_at(here.today) is Door.CLOSED:
        closed_since = _closed_since(about.entry, store, here.zone)
    for decision in _candidates(_words(theirs, marks), store):
        event = decision.event
        handle = _handle(decision)
        if isinstance(event, Unreadable) or handle is None or handle in own:
            continue
        if decision.contact == about.name:
            continue
        tells = telling(
            marks & signs_of(event, region=here.region),
            received=event.arrival.received,
            new_since=_new_since(event, handle, store),
            closed_since=closed_since,
        )
        if tells:
            found[handle].update(tells)
            latest[handle] = decision
    return sorted(
        (PossibleHandle(one, sorted(tells), latest[one]) for one, tells in found.items()),
        key=lambda one: (-len(one.marks), one.handle),
    )


def _closed(
    signs: frozenset[Mark], store: Store, directory: Directory, today: date
) -> Iterator[tuple[Contact, set[Mark]]]:
    """Closed contacts who have left such marks, or whose handle one of the signs is."""
    by_line: Mapping[str, Iterable[Mark]] = store.people.marked(signs)
    for line, marks in by_line.items():
        contact = directory.named(line)
        if contact is not None and contact.door_at(today) is Door.CLOSED:
            yield contact, set(marks)
    for sign in signs:
        met = None
        if sign.sign is Sign.REPLY_TO:
            met = directory.of_address(sign.value, today=today)
        elif sign.sign is Sign.NUMBER:
            met = directory.of_number(sign.value, today=today)
        if met is not None and met.entry is not None and met.door is Door.CLOSED:
            yield met.entry, {sign}


def _new_since(event: Readable, handle: str, store: Store) -> datetime:
    """When the first message of that handle came: this one, if nothing is known."""
    known = store.people.first_came(handle)
    received = event.arrival.received
    return received if known is None else min(known, received)


def _closed_since(contact: Contact, store: Store, zone: tzinfo) -> datetime | None:
    """When the door was closed, as far as is known."""
    if contact.since is not None:
        return datetime.combine(contact.since, time(), zone).astimezone(UTC)
    return next(
        (one.at for one in store.doorbook.closings() if one.line == contact.line and one.sweep),
        None,
    )


def _handle_marks(about: Who) -> set[Mark]:
    signs = {Kind.ADDRESS: Sign.REPLY_TO, Kind.NUMBER: Sign.NUMBER}
    return {Mark(signs[one.kind], one.key) for one in about.handles if one.kind in signs}


def _messages(about: Who, store: Store, archive: Archive, reading: Reading) -> Iterator[Readable]:
    """What came from them, the latest first, and those whole."""
    decisions = [one.decision for one in history(store, Query(), about=about)]
    for number, decision in enumerate(reversed(decisions)):
        event = decision.event
        if number < ORIGINALS:
            event = _read_whole(decision, archive, reading)
        if not isinstance(event, Unreadable):
            yield event


def _read_whole(decision: Decision, archive: Archive, reading: Reading) -> Readable | Unreadable:
    event = decision.event
    if not isinstance(event, MailReceived) or event.content is not None:
        return event
    raw = archive.read(decision.preserved) if decision.preserved else None
    if raw is None:
        return event
    cut = len(raw) > WHOLE_LIMIT
    return read_whole(raw[:WHOLE_LIMIT], arrival=event.arrival, reading=reading, truncated=cut)


def _words(theirs: Sequence[Readable], marks: Iterable[Mark]) -> tuple[str, ...]:
    """Pieces of text of which a message has one if it has one of the marks."""
    words: dict[str, None] = {}
    for event in theirs[:LOOKED_FOR]:
        if isinstance(event, MailReceived):
            for address in (*event.from_, *event.reply_to):
                words |= dict.fromkeys((address.address, address.name))
            words[event.message_id or ""] = None
    for mark in marks:
        if mark.sign is Sign.REPLY_TO:
            words |= dict.fromkeys((mark.value, f"{mark.value.rpartition('@')[0]}+"))
        elif mark.sign is Sign.NUMBER:
            # However the groups are written, it ends in these.
            ending = mark.value[-4:]
            words |= dict.fromkeys((f"-{ending}", f" {ending}", f".{ending}", mark.value[-7:]))
    return tuple(word for word in words if len(word) >= _SHORTEST)


def _candidates(words: tuple[str, ...], store: Store) -> Iterable[Decision]:
    """The latest messages, of whomever, in which one of the words stands."""
    if not words:
        return ()
    found = (one.decision for one in store.decisions(Query(mentions=words)))
    return deque(found, maxlen=CANDIDATES)


def _handle(decision: Decision) -> str | None:
    told = summary(decision.event).from_handle
    return address_key(told) if told else None
