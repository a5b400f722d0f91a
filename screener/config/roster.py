"""Everybody whom the files name, put together: each handle belongs to one person and one door."""

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from screener.config.complaint import Complaint, closest
from screener.config.language.file import Parts
from screener.config.language.people import Closed, Entry
from screener.config.source import Path_, Tree
from screener.domain.contact import Contact
from screener.domain.decision import Door
from screener.domain.handle import Handle, HandleIndex, Kind
from screener.domain.place import Place


class _Line(NamedTuple):
    door: Door
    entry: Handle | Entry
    tree: Tree
    path: Path_


class _Held(NamedTuple):
    door: Door
    who: str
    place: Place


class _ForMany(NamedTuple):
    """A line for many that may cover an address of the user's."""

    handle: Handle
    tree: Tree
    path: Path_


class Roster:
    """Collects the lines of all files; says at the end who is who.

    A handle under `closed` or `welcome` that an entry of `contacts` holds is that contact, so all
    of their handles come under that door.
    """

    def __init__(self, own: frozenset[str]) -> None:
        self._own = own
        self._people: dict[str, Contact] = {}
        self._person_of: dict[str, Contact] = {}
        self._lines: list[_Line] = []
        self._held: dict[str, _Held] = {}
        self._behind_doors: dict[str, Contact] = {}
        self._for_many: list[_ForMany] = []
        self._done: list[Contact] = []

    def add(self, parts: Parts, tree: Tree) -> Iterator[Complaint]:
        """Take in one file."""
        for number, person in parts.contacts:
            path = ("contacts", number)
            contact = Contact(
                name=person.name,
                handles=person.handles,
                notes=person.notes,
                place=tree.place(path),
            )
            yield from self._add_person(contact, tree, path)
        doors = ((Door.CLOSED, parts.closed), (Door.WELCOME, parts.welcome))
        for door, entries in sorted(doors, key=lambda each: tree.key_start((each[0].value,))):
            for number, entry in entries:
                self._lines.append(_Line(door, entry, tree, (door.value, number)))

    def finish(self) -> Iterator[Complaint]:
        """Put the lines together, once every file is in."""
        for line in self._lines:
            wrong = list(self._against(line))
            yield from wrong
            if not wrong:
                yield from self._put(line)
        yield from self._own_among_many()
        self._done += [one for key, one in self._people.items() if key not in self._behind_doors]

    def contacts(self) -> list[Contact]:
        """Everybody."""
        return self._done

    def _add_person(self, contact: Contact, tree: Tree, path: Path_) -> Iterator[Complaint]:
        name = contact.name or ""
        if (first := self._people.get(name.casefold())) is not None:
            text = f"there is a contact `{first.name}` already, at {_where(first.place)}"
            yield tree.complaint((*path, "name"), text)
            return
        self._people[name.casefold()] = contact
        for number, handle in enumerate(contact.handles):
            other = self._person_of.setdefault(identity(handle), contact)
            if other is not contact:
                yield tree.complaint((*path, "handles", number), _belongs(handle, other))

    def _against(self, line: _Line) -> Iterator[Complaint]:
        """What speaks against taking the line for one person."""
        if isinstance(line.entry, Handle):
            return
        if line.entry.contact is not None:
            if line.entry.contact.casefold() not in self._people:
                yield self._nobody(line, line.entry.contact)
            return
        name, person = line.entry.name, self._person(line)
        for number, handle in enumerate(line.entry.handles or ()):
            other = self._person_of.get(identity(handle))
            if other and (other is not person or (name and name != other.name)):
                text = _belongs(handle, other)
                advice = f"write `contact: {other.name}` if that is who is meant"
                yield line.tree.complaint((*line.path, "handles", number), text, advice=advice)
        if name and not person and (other := self._people.get(name.casefold())):
            text = f"there is a contact `{other.name}` already, at {_where(other.place)}"
            advice = f"write `contact: {other.name}` if that is who is meant"
            yield line.tree.complaint((*line.path, "name"), text, advice=advice)

    def _put(self, line: _Line) -> Iterator[Complaint]:
        contact = self._contact(line)
        yield from self._check(contact, line)
        if contact.name is not None:
            key = contact.name.casefold()
            if key in self._behind_doors:
                yield from self._second_line(line, self._behind_doors[key])
                return
            self._behind_doors[key] = contact
        self._done.append(contact)

    def _person(self, line: _Line) -> Contact | None:
        """The entry of `contacts` that the line is about."""
        if isinstance(line.entry, Handle):
            return self._person_of.get(identity(line.entry))
        if line.entry.contact is not None:
            return self._people[line.entry.contact.casefold()]
        known = (self._person_of.get(identity(handle)) for handle in line.entry.handles or ())
        return next((one for one in known if one), None)

    def _contact(self, line: _Line) -> Contact:
        person, place = self._person(line), line.tree.place(line.path)
        if isinstance(line.entry, Handle):
            if person:
                return replace(person, door=line.door, place=place)
            return Contact(handles=(line.entry,), door=line.door, place=place)
        entry = line.entry
        closed = entry if isinstance(entry, Closed) else None
        handles = (*(person.handles if person else ()), *(entry.handles or ()))
        return Contact(
            name=person.name if person else entry.name,
            handles=tuple(dict.fromkeys(handles)),
            door=line.door,
            notes=entry.notes or (person.notes if person else ""),
            since=entry.since,
            until=entry.until,
            decline=closed.decline if closed else None,
            alert=closed.alert if closed else (),
            brief=closed.brief if closed else "",
            reader=closed.reader if closed else None,
            declined=closed.declined if closed else None,
            place=place,
        )

    def _second_line(self, line: _Line, first: Contact) -> Iterator[Complaint]:
        """Somebody has one line, but that each of their handles may have one under one door."""
        text = f"`{first.name}` is under `{first.door.value}` already, at {_where(first.place)}"
        if line.door is not first.door:
            yield line.tree.complaint(_name_path(line), text)
        elif not isinstance(line.entry, Handle):
            advice = "put all that there is to say into one entry"
            yield line.tree.complaint(_name_path(line), text, advice=advice)

    def _nobody(self, line: _Line, name: str) -> Complaint:
        near = closest(name, (person.name or "" for person in self._people.values()))
        text = f"there is no contact `{name}`" + (f"; did you mean `{near}`?" if near else "")
        return line.tree.complaint((*line.path, "contact"), text)

    def _check(self, contact: Contact, line: _Line) -> Iterator[Complaint]:
        written = (line.entry,) if isinstance(line.entry, Handle) else line.entry.handles
        listed = isinstance(line.entry, Entry) and line.tree.has((*line.path, "handles"))
        for number, handle in enumerate(written or contact.handles):
            path = (*line.path, "handles", number) if listed else _name_path(line)
            if line.door is Door.CLOSED:
                yield from self._own_address(handle, line.tree, path)
            if written:
                yield from self._written_before(handle, contact, line, path)

    def _own_address(self, handle: Handle, tree: Tree, path: Path_) -> Iterator[Complaint]:
        if handle.kind is Kind.ADDRESS and handle.key in self._own:
            text = f"`{handle.written}` is your own address: nobody can close that door"
            yield tree.complaint(path, text)
        elif handle.covers_many:
            self._for_many.append(_ForMany(handle, tree, path))

    def _own_among_many(self) -> Iterator[Complaint]:
        index = HandleIndex((line.handle, line) for line in self._for_many)
        for own in sorted(self._own):
            for handle, line in index.all_of_address(own):
                text = f"`{handle.written}` covers your own address `{own}`, whose door stays open"
                yield line.tree.complaint(line.path, text, level="warning")

    def _written_before(
        self, handle: Handle, contact: Contact, line: _Line, path: Path_
    ) -> Iterator[Complaint]:
        this = _Held(line.door, contact.line, line.tree.place(path))
        before = self._held.setdefault(identity(handle), this)
        if before is this:
            return
        if (before.door, before.who) != (this.door, this.who):
            yield line.tree.complaint(path, _twice(handle, before))
            return
        text = f"`{handle.written}` stands here twice; the first is at {_where(before.place)}"
        yield line.tree.complaint(path, text, level="warning")


def identity(handle: Handle) -> str:
    """What two written handles have in common if they are the same one."""
    return f"{handle.kind.name}:{handle.key}:{handle.name}"


def _name_path(line: _Line) -> Path_:
    """Where the line says who it is about."""
    if isinstance(line.entry, Handle):
        return line.path
    named = ((*line.path, key) for key in ("name", "contact"))
    return next((path for path in named if line.tree.has(path)), line.path)


def _belongs(handle: Handle, other: Contact) -> str:
    return f"`{handle.written}` belongs to `{other.name}` already, at {_where(other.place)}"


def _twice(handle: Handle, before: _Held) -> str:
    return (
        f"`{handle.written}` is under `{before.door.value}` already"
        f" ({before.who}, at {_where(before.place)})"
    )


def _where(place: Place | None) -> str:
    return f"{place.file}:{place.line}" if place else "another place"
