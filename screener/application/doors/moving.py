"""Doors by the user's own word: who stands behind one, and moving it.

A move is planned before anything is written, for everybody who was named; one refusal and nothing
is written at all.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from screener.application.doors.who import Who
from screener.domain.doors.words import words_in
from screener.domain.people.closable import Refusal, not_to_be_closed
from screener.domain.people.contact import Contact, Directory
from screener.domain.people.handle import Handle, Kind
from screener.domain.place import Place
from screener.domain.record.decision import Door
from screener.ports.doors_file import DoorEntry, DoorsFile, HandleEntry
from screener.ports.store import Store

_KEPT = ("name", "contact", "handles", "notes")
"""What of a line goes with somebody from one door to the other."""


class DoorShown(NamedTuple):
    """A door that is not open, and how often somebody knocked there; `last_knock` is aware.

    `asked` is what the user is asked about them.
    """

    contact: Contact
    knocks: int
    last_knock: datetime | None
    asked: tuple[str, ...] = ()


ADVICE = {
    Refusal.ROLE: "write a rule for it instead: `when: {from: ADDRESS}`, `then: {file: FOLDER}`",
    Refusal.WITHHELD: "hospitals and the police call like that; if you are sure, write"
    " `anonymous` under `closed` yourself",
    Refusal.LIST: "write a rule for it instead: `when: {from: ADDRESS}`, `then: {file: FOLDER}`",
    Refusal.SERVICE: "close the person: lay a message of theirs into the training folder, or write"
    " `{via: SERVICE, name: THEIR NAME}` under `closed`",
    Refusal.FOR_MANY: "`screener welcome` lets one of them in; or open the line itself",
}


class Refused(NamedTuple):
    """A door that stays as it is; `place` is the line that speaks against it."""

    who: Who
    why: Refusal
    place: Place | None = None


class Already(NamedTuple):
    """The door is as it was asked to be."""

    who: Who
    door: Door


class Move(NamedTuple):
    """A line to take out, a line to write instead, or both; or a handle to add to a line."""

    who: Who
    door: Door
    out: Collection[str]
    put: DoorEntry | None
    added: HandleEntry | None = None


Plan = Refused | Already | Move


class Mover:
    """Plans and makes moves; `own` are canonical addresses, `today` is a day of the account's."""

    def __init__(self, file: DoorsFile, *, own: Collection[str], today: date) -> None:
        self._file = file
        self._own = own
        self._today = today

    def plan(
        self, who: Who, door: Door, *, until: date | None = None, decline: str | None = None
    ) -> Plan:
        """What is to be written so that their door is that one from now on.

        `decline` names the template of the one answer that is owed then.
        """
        if door is Door.CLOSED and (why := not_to_be_closed(who.handles, own=self._own)):
            return Refused(who, why)
        if who.door_at(self._today) is door and until is None and decline is None:
            return Already(who, door)
        has_line = who.own_line and who.entry is not None and who.entry.door is not Door.OPEN
        if door is Door.OPEN and not has_line:
            return Refused(who, Refusal.FOR_MANY, _place(who))
        words = _words_of(who)
        old = self._line(words) if has_line else None
        if has_line and old is None:
            return Refused(who, Refusal.ELSEWHERE, _place(who))
        put = None
        if door is not Door.OPEN:
            put = self._entry(who, door, old, until=until, decline=decline)
        return Move(who, door, words if has_line else (), put)

    def annex(self, handle: Who, to: Who) -> Plan:
        """What is to be written so that the handle is one more of that closed contact.

        It goes into their line, or gets one of its own where theirs is not in the file.
        """
        if to.door_at(self._today) is not Door.CLOSED or not to.own_line:
            return Refused(to, Refusal.NOT_CLOSED, _place(to))
        if why := not_to_be_closed(handle.handles, own=self._own):
            return Refused(handle, why)
        if handle.own_line:
            same = handle.entry is to.entry
            place = _place(handle)
            return Already(to, Door.CLOSED) if same else Refused(handle, Refusal.OWN_LINE, place)
        words = _words_of(to)
        line = self._line(words)
        if line is None or (isinstance(line, Mapping) and "handles" not in line):
            return self.plan(handle, Door.CLOSED)
        (one,) = handle.handles
        return Move(to, Door.CLOSED, words, None, added=_as_written(one))

    def make(self, move: Move) -> None:
        """Write it. Raises InvalidConfiguration if the file is broken, DiskTrouble."""
        if move.added is not None:
            self._file.add_handle(move.out, move.added)
        elif move.put is not None:
            self._file.put(move.door, move.put)
        else:
            self._file.take_out(move.out)

    def _line(self, words: Collection[str]) -> object | None:
        """What is written about them in the one file that we edit."""
        found = (
            line.entry for line in self._file.lines() if not words_in(line.entry).isdisjoint(words)
        )
        return next(found, None)

    def _entry(
        self, who: Who, door: Door, old: object, *, until: date | None, decline: str | None
    ) -> DoorEntry:
        goes_on = old is not None and who.door_at(self._today) is door
        entry = _as_mapping(old) if goes_on else _kept(old) or _new(who)
        if door is Door.CLOSED and not goes_on:
            entry["since"] = self._today.isoformat()
        if until is not None:
            entry["until"] = until.isoformat()
        if decline is not None:
            entry["decline"] = decline
        handles = entry.get("handles", "")
        if entry.keys() == {"handles"} and len(handles) == 1:
            return handles if isinstance(handles, str) else handles[0]
        return entry


def shut_or_wide(directory: Directory, store: Store | None, *, today: date) -> Iterator[DoorShown]:
    """Everybody whose door is not open today, the closed ones first, each line once."""
    knocks = {each.line: each for each in store.knocks()} if store else {}
    asked = _asked(directory, store, today=today) if store else {}
    lines = {c.line: c for c in directory.contacts if c.door_at(today) is not Door.OPEN}
    for line, contact in lines.items():
        known = knocks.get(line) if contact.door is Door.CLOSED else None
        yield DoorShown(
            contact,
            knocks=known.times if known else 0,
            last_knock=known.last if known else None,
            asked=tuple(asked.get(line, ())),
        )


def _asked(directory: Directory, store: Store, *, today: date) -> Mapping[str, Sequence[str]]:
    """What the user is asked, by the line that the question is about."""
    found: dict[str, list[str]] = {}
    for question in store.doorbook.questions():
        entry = _entry_of(question.contact or "", directory, today=today)
        if entry is not None:
            found.setdefault(entry.line, []).append(question.text)
    return found


def _entry_of(contact: str, directory: Directory, *, today: date) -> Contact | None:
    """The line about somebody who is known by its name, or by a handle that it covers."""
    named = directory.named(contact)
    if named is not None:
        return named
    if "@" in contact:
        return directory.of_address(contact, today=today).entry
    return directory.of_number(contact, today=today).entry if contact.startswith("+") else None


def _place(who: Who) -> Place | None:
    return who.entry.place if who.entry else None


def _words_of(who: Who) -> frozenset[str]:
    named = [who.entry.name] if who.entry is not None and who.entry.name else []
    return frozenset({*named, *(handle.written for handle in who.handles)})


def _as_mapping(old: object) -> dict[str, str | Sequence[HandleEntry]]:
    return dict(old) if isinstance(old, Mapping) else {"handles": [str(old)]}


def _kept(old: object) -> dict[str, str | Sequence[HandleEntry]]:
    known = _as_mapping(old) if old is not None else {}
    return {key: known[key] for key in _KEPT if key in known}


def _new(who: Who) -> dict[str, str | Sequence[HandleEntry]]:
    if who.entry is not None and who.own_line and who.entry.name is not None:
        return {"contact": who.entry.name}
    return {"handles": [_as_written(handle) for handle in who.handles]}


def _as_written(handle: Handle) -> HandleEntry:
    """The handle as the file has it."""
    if handle.kind is not Kind.RELAY:
        return handle.written
    return {"via": handle.key, "name": handle.written.removesuffix(f" via {handle.key}")}
