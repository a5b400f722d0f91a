"""Everybody whom the files name, put together: each handle belongs to one person and one door."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from screener.config.complaint import MOST, Complaint, Level, closest
from screener.config.language.file import Parts, numbered
from screener.config.language.people import Closed, Entry
from screener.config.yaml.source import Path_, Tree
from screener.domain.people.contact import Contact
from screener.domain.people.handle import Handle, Kind
from screener.domain.people.handle_index import HandleIndex
from screener.domain.place import Place
from screener.domain.record.decision import Door


class _Line(NamedTuple):
    door: Door
    entry: Handle | Entry
    tree: Tree
    path: Path_
    place: Place


class _Held(NamedTuple):
    """A handle among those of an entry; where a line has only one, its contact says the same."""

    door: Door
    line: str
    tree: Tree
    path: Path_

    @property
    def place(self) -> Place:
        """Where it is written: few are ever asked."""
        return self.tree.place(self.path)


class _Lines(NamedTuple):
    """What one file has under a door; there may be tens of thousands of lines."""

    door: Door
    entries: Sequence[Handle | Entry | None]
    tree: Tree


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
        self._lines: list[_Lines] = []
        self._held: dict[str, _Held | Contact] = {}
        self._behind_doors: dict[str, Contact] = {}
        self._twice: Counter[Level] = Counter()
        self._for_many: list[_ForMany] = []
        self._done: list[Contact] = []

    def add(self, parts: Parts, tree: Tree) -> Iterator[Complaint]:
        """Take in one file."""
        for number, person in numbered(parts.contacts):
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
            self._lines.append(_Lines(door, entries, tree))

    def finish(self) -> Iterator[Complaint]:
        """Put the lines together, once every file is in."""
        for lines in self._lines:
            yield from self._take(lines)
        yield from self._own_among_many()
        self._done += [one for key, one in self._people.items() if key not in self._behind_doors]
        # What comes next needs memory, too.
        self._lines.clear()
        self._held.clear()

    def contacts(self) -> list[Contact]:
        """Everybody."""
        return self._done

    def _take(self, lines: _Lines) -> Iterator[Complaint]:
        door, entries, tree = lines
        places = tree.item_places((door.value,)) if entries else []
        usable: Iterator[tuple[int, Handle | Entry]] = numbered(entries)
        for number, entry in usable:
            if isinstance(entry, Handle) and self._stands_alone(entry, door, places[number]):
                continue
            line = _Line(door, entry, tree, (door.value, number), places[number])
            if isinstance(entry, Entry) and (wrong := list(self._against(line, entry))):
                yield from wrong
            else:
                yield from self._put(line)

    def _stands_alone(self, handle: Handle, door: Door, place: Place) -> bool:
        """Take in a line as nearly all are: an address of which nothing else is said."""
        key = handle.key
        known = key in self._held or key in self._person_of or key in self._own
        if known or handle.kind is not Kind.ADDRESS:
            return False
        contact = Contact(handles=(handle,), door=door, place=place)
        self._held[key] = contact
        self._done.append(contact)
        return True

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

    def _against(self, line: _Line, entry: Entry) -> Iterator[Complaint]:
        """What speaks against taking the line for one person."""
        if entry.contact is not None:
            if entry.contact.casefold() not in self._people:
                yield self._nobody(line, entry.contact)
            return
        name, person = entry.name, self._person(line)
        for number, handle in enumerate(entry.handles or ()):
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
        if not self._people:
            return None
        if isinstance(line.entry, Handle):
            return self._person_of.get(identity(line.entry))
        if line.entry.contact is not None:
            return self._people[line.entry.contact.casefold()]
        known = (self._person_of.get(identity(handle)) for handle in line.entry.handles or ())
        return next((one for one in known if one), None)

    def _contact(self, line: _Line) -> Contact:
        person, place = self._person(line), line.place
        if isinstance(line.entry, Handle):
            if person:
                return person._replace(door=line.door, place=place)
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
        if isinstance(line.entry, Handle):
            if line.door is Door.CLOSED:
                yield from self._own_address(line.entry, line.tree, line.path)
            yield from self._written_before(line.entry, contact, line.tree, line.path)
            return
        written = line.entry.handles
        for number, handle in enumerate(written or contact.handles):
            path = (*line.path, "handles", number) if written else _name_path(line)
            if line.door is Door.CLOSED:
                yield from self._own_address(handle, line.tree, path)
            if written:
                held = _Held(line.door, contact.line, line.tree, path)
                yield from self._written_before(handle, held, line.tree, path)

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
        self, handle: Handle, this: _Held | Contact, tree: Tree, path: Path_
    ) -> Iterator[Complaint]:
        before = self._held.setdefault(identity(handle), this)
        if before is this:
            return
        level: Level = "warning"
        if (before.door, before.line) != (this.door, this.line):
            level = "error"
        self._twice[level] += 1
        if self._twice[level] > MOST + 1:
            return  # nobody is told more of one level
        if level == "error":
            yield tree.complaint(path, _elsewhere(handle, before))
        else:
            text = f"`{handle.written}` stands here twice; the first is at {_where(before.place)}"
            yield tree.complaint(path, text, level="warning")


def identity(handle: Handle) -> str:
    """What two written handles have in common if they are the same one."""
    if handle.kind is Kind.ADDRESS:
        return handle.key  # which no other kind has: there is a colon in what they give
    return f"{handle.kind.name}:{handle.key}:{handle.name}"


def _name_path(line: _Line) -> Path_:
    """Where the line says who it is about."""
    if isinstance(line.entry, Handle):
        return line.path
    named = ((*line.path, key) for key in ("name", "contact"))
    return next((path for path in named if line.tree.has(path)), line.path)


def _belongs(handle: Handle, other: Contact) -> str:
    return f"`{handle.written}` belongs to `{other.name}` already, at {_where(other.place)}"


def _elsewhere(handle: Handle, before: _Held | Contact) -> str:
    return (
        f"`{handle.written}` is under `{before.door.value}` already"
        f" ({before.line}, at {_where(before.place)})"
    )


def _where(place: Place | None) -> str:
    return f"{place.file}:{place.line}" if place else "another place"
