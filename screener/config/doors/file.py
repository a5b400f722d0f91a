"""The one file that the program edits: `doors.yaml`, with the lines of closed and welcome people.

Every edit is read again before it is written, and is only written if it says what it should. It is
atomic and takes a lock, so that a command and the daemon never lose each other's lines.
"""

import copy
import fcntl
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from screener.config.atomic import write_atomically
from screener.config.complaint import Complaint, in_order
from screener.config.doors.text import (
    Entry,
    Item,
    with_handle,
    with_keys,
    with_line,
    without_line,
)
from screener.config.yaml.source import Tree, read_file, read_text
from screener.domain.doors.words import words_in
from screener.domain.place import Place
from screener.domain.record.decision import Door
from screener.errors import DiskTrouble, InvalidConfiguration

SCHEMA = "rules.schema.json"
"""The file of JSON Schema that the first line names, for editors."""

_NEW = f"""\
# yaml-language-server: $schema={SCHEMA}
# The doors that you closed or opened wide with `screener close` and `screener welcome`, a training
# folder or the digest. Edit it as you like: your comments and the order stay. For help in your
# editor: screener schema > {SCHEMA}
"""

_DOORS = (Door.CLOSED, Door.WELCOME)


class DoorsFileBroken(InvalidConfiguration):
    """`doors.yaml` cannot be read, or has a shape that cannot be edited; it was left as it is."""


class DoorLine(NamedTuple):
    """One line of the file: under which door, what is written, and where."""

    door: Door
    entry: Any
    place: Place


class DoorsFile:
    """The file at `path`, which need not be there yet; `lock` is another file, for locking.

    Who is meant is told by what is written in the file: a handle, or a name. Every method raises
    DoorsFileBroken if the file is not valid YAML of doors, and those that write raise DiskTrouble.
    """

    def __init__(self, path: Path, *, lock: Path, shown_as: str | None = None) -> None:
        self._path = path
        self._lock = lock
        self._shown_as = shown_as or str(path)

    def lines(self) -> list[DoorLine]:
        """Every line, in the order of the file."""
        return list(_lines(self._read()))

    def put(self, door: Door, entry: Entry) -> None:
        """Add a line, and take out every other line with its name or one of its handles."""
        who = words_in(entry)
        with self._editing() as edit:
            while (found := _find(edit.tree, who)) is not None:
                edit.take_out(found)
            edit.add(door, entry)

    def take_out(self, who: Collection[str]) -> DoorLine | None:
        """Remove the first line that has one of these handles or names; None if there is none."""
        with self._editing() as edit:
            found = _find(edit.tree, who)
            if found is None:
                return None
            line = edit.line(found)
            edit.take_out(found)
            return line

    def add_handle(self, who: Collection[str], handle: Item) -> None:
        """Write one more handle into that line, behind those that are there; if there is one."""
        with self._editing() as edit:
            found = _find(edit.tree, who)
            if found is not None:
                edit.add_handle(found, handle)

    def annotate(self, who: Collection[str], keys: Mapping[str, str]) -> bool:
        """Set keys such as `declined` in that line; False if there is none."""
        with self._editing() as edit:
            found = _find(edit.tree, who)
            if found is not None:
                edit.set_keys(found, keys)
            return found is not None

    def _read(self) -> Tree:
        if not self._path.exists():
            return self._parsed(*read_text(_NEW, shown_as=self._shown_as))
        return self._parsed(*read_file(self._path, shown_as=self._shown_as))

    def _parsed(self, tree: Tree | None, complaints: list[Complaint]) -> Tree:
        if tree is not None and not complaints:
            complaints = list(_misshapen(tree))
        if tree is None or complaints:
            told = "\n".join(each.render() for each in in_order(complaints))
            raise DoorsFileBroken(told, advice="put it right; it was left as it is")
        return tree

    @contextmanager
    def _editing(self) -> Iterator["_Edit"]:
        """The file under its lock; what was edited is written when no error came."""
        with _locked(self._lock):
            edit = _Edit(self._read(), self._shown_as)
            before = edit.tree.text
            yield edit
            if edit.tree.text != before:
                write_atomically(self._path, edit.tree.text)


class _Edit:
    """A text that is edited step by step, each of which is verified."""

    def __init__(self, tree: Tree, shown_as: str) -> None:
        self.tree = tree
        self._shown_as = shown_as

    def line(self, at: tuple[Door, int]) -> DoorLine:
        door, index = at
        path = (door.value, index)
        return DoorLine(door, self.tree.data[door.value][index], self.tree.place(path))

    def add(self, door: Door, entry: Entry) -> None:
        def change(data: dict[str, Any]) -> None:
            data[door.value] = [*(data.get(door.value) or []), _as_data(entry)]

        self._step(with_line(self.tree, door, entry), change)

    def take_out(self, at: tuple[Door, int]) -> None:
        door, index = at
        self._step(without_line(self.tree, door, index), lambda data: data[door.value].pop(index))

    def add_handle(self, at: tuple[Door, int], handle: Item) -> None:
        door, index = at
        more = handle if isinstance(handle, str) else dict(handle)

        def change(data: dict[str, Any]) -> None:
            entry = data[door.value][index]
            known = {"handles": entry} if isinstance(entry, str) else entry
            there = known["handles"]
            handles = [there] if isinstance(there, str) else there
            data[door.value][index] = {**known, "handles": [*handles, more]}

        self._step(with_handle(self.tree, door, index, handle), change)

    def set_keys(self, at: tuple[Door, int], keys: Mapping[str, str]) -> None:
        door, index = at

        def change(data: dict[str, Any]) -> None:
            entry = data[door.value][index]
            known = {"handles": [entry]} if isinstance(entry, str) else entry
            data[door.value][index] = {**known, **keys}

        self._step(with_keys(self.tree, door, index, keys), change)

    def _step(self, text: str, change: Callable[[dict[str, Any]], object]) -> None:
        wanted = copy.deepcopy(self.tree.data) or {}
        change(wanted)
        tree, complaints = read_text(text, shown_as=self._shown_as)
        if tree is None or complaints or tree.data != wanted:
            raise DoorsFileBroken(
                f"{self._shown_as} is written in a way that screener cannot edit",
                advice="write one `- ` line for each person under `closed` and `welcome`",
            )
        self.tree = tree


def _misshapen(tree: Tree) -> Iterator[Complaint]:
    if tree.data is not None and not isinstance(tree.data, dict):
        yield tree.complaint((), "a file of doors begins with `closed:` or `welcome:`")
        return
    for door in _DOORS:
        value = (tree.data or {}).get(door.value)
        if value is not None and not isinstance(value, list):
            yield tree.complaint((door.value,), f"`{door.value}` must be a list")


def _lines(tree: Tree) -> Iterator[DoorLine]:
    data = tree.data or {}
    for door in sorted(_DOORS, key=lambda door: tree.key_place((door.value,))):
        for index, entry in enumerate(data.get(door.value) or []):
            yield DoorLine(door, entry, tree.place((door.value, index)))


def _find(tree: Tree, who: Collection[str]) -> tuple[Door, int] | None:
    data = tree.data or {}
    for door in _DOORS:
        for index, entry in enumerate(data.get(door.value) or []):
            if not words_in(entry).isdisjoint(who):
                return door, index
    return None


def _as_data(entry: Entry) -> Any:
    """What reading the entry gives."""
    if isinstance(entry, str):
        return entry
    return {key: v if isinstance(v, str) else list(v) for key, v in entry.items()}


@contextmanager
def _locked(lock: Path) -> Iterator[None]:
    try:
        lock.parent.mkdir(parents=True, exist_ok=True)
        with lock.open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
    except OSError as error:
        raise DiskTrouble(
            f"{error.filename or lock} cannot be written: {error.strerror}"
        ) from error
