"""YAML that can point at itself.

Every scalar is the text that was written, quoted or not; the only other thing is None for a plain
`null`, `~` or nothing at all. What a text means (a number, a time, a handle) is for those to say
who know what they asked for, so `+12025550143` keeps its plus and `no` and `12:30` are text.
"""

from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from screener.config.complaint import Complaint
from screener.config.limits import FILE_OCTETS
from screener.config.yaml.branch import Branch, start_of
from screener.config.yaml.characters import decode, refused_character
from screener.config.yaml.ends import Ends
from screener.config.yaml.growth import Root
from screener.config.yaml.lines import Lines, Masking, nothing_hidden
from screener.config.yaml.reading import grow
from screener.domain.place import Place

Path_ = tuple[str | int, ...]


class Tree:
    """What one file says; `data` is made of dict, list, str and None, and is not to be changed.

    `mended` are the numbers of lines that could only be read as corrected: all is said of them.
    """

    def __init__(
        self, root: Root | None, lines: Lines, *, mended: frozenset[int] = frozenset()
    ) -> None:
        self.mended = mended
        self._root: Branch | int = root.there if root else 0
        self._lines = lines
        self.data: Any = root.data if root is not None else None

    @property
    def text(self) -> str:
        """The text of the file."""
        return self._lines.text

    @property
    def file(self) -> str:
        """The name of the file as it is shown."""
        return self._lines.shown_as

    def place(self, path: Path_) -> Place:
        """Where the value at `path` begins, or the nearest value above it that is there."""
        return self._lines.place(self.start(path))

    def item_places(self, path: Path_) -> list[Place]:
        """Where each item of the list at `path` begins."""
        there = self._nearest(path)
        below = there.below if isinstance(there, Branch) else ()
        return self._lines.places(map(start_of, below))

    def key_place(self, path: Path_) -> Place:
        """Where the key of the value at `path` begins; for an item of a list, the item itself."""
        return self._lines.place(self.key_start(path))

    def key_start(self, path: Path_) -> int:
        """The index in `text` at which the key of the value at `path` begins."""
        mapping = self._nearest(path[:-1])
        start = mapping.key_start(path[-1]) if path and isinstance(mapping, Branch) else None
        return self.start(path) if start is None else start

    def start(self, path: Path_) -> int:
        """The index in `text` at which the value at `path` begins."""
        return start_of(self._nearest(path))

    def span(self, path: Path_) -> tuple[int, int]:
        """The indexes in `text` between which the value at `path` is written.

        A block scalar ends where the next line begins.
        """
        there = self._nearest(path)
        return start_of(there), self._ends.of(there)

    def has(self, path: Path_) -> bool:
        """Whether there is a value at `path`."""
        return self._walk(path)[1] == len(path)

    def hides(self, place: Place) -> bool:
        """Whether what stands there is secret."""
        return self._lines.hides(place)

    def line_text(self, number: int) -> str:
        """A line as it may be shown; lines count from 1."""
        return self._lines.shown(number)

    def complaint(
        self,
        path: Path_,
        text: str,
        *,
        advice: str = "",
        level: Literal["error", "warning"] = "error",
        at: Literal["value", "key"] = "value",
    ) -> Complaint:
        """A complaint about the value or the key at `path`, with its line quoted."""
        place = self.key_place(path) if at == "key" else self.place(path)
        return self._lines.complaint(place, text, advice=advice, level=level)

    def complaint_at(
        self,
        index: int,
        text: str,
        *,
        advice: str = "",
        level: Literal["error", "warning"] = "error",
    ) -> Complaint:
        """A complaint about what is written at that index of `text`, with its line quoted."""
        return self._lines.complaint(self._lines.place(index), text, advice=advice, level=level)

    def rewritten(self, start: int, end: int, instead: str) -> str | None:
        """The line that holds both indexes of `text`, with `instead` between them.

        None if they are on two lines, or if the line must not be shown.
        """
        number = self._lines.number(start)
        line, first = self._lines.raw(number), self._lines.start(number)
        if end - first > len(line) or self._lines.shown(number) != line:
            return None
        return f"{line[: start - first]}{instead}{line[end - first :]}".strip()

    @cached_property
    def _ends(self) -> Ends:
        return Ends(self._lines.text)

    def _nearest(self, path: Path_) -> Branch | int:
        return self._walk(path)[0]

    def _walk(self, path: Path_) -> tuple[Branch | int, int]:
        """The deepest value on the way to `path`, and how many steps lead to it."""
        there = self._root
        for steps, part in enumerate(path):
            below = there.child(part) if isinstance(there, Branch) else None
            if below is None:
                return there, steps
            there = below
        return there, len(path)


def read_file(
    path: Path, *, shown_as: str, masking: Masking = nothing_hidden
) -> tuple[Tree | None, list[Complaint]]:
    """What the file says and what is wrong with how it says it.

    The tree is None if the file cannot be read as YAML at all, and then there is a complaint; with
    lesser faults the tree is what was probably meant. An empty file is a tree whose data is None.
    Nothing is raised.
    """
    try:
        with path.open("rb") as file:
            octets = file.read(FILE_OCTETS + 1)
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        return None, [Complaint(place=Place(shown_as, 1, 1), text=f"cannot be read: {why}")]
    text = decode(octets, shown_as=shown_as)
    if isinstance(text, Complaint):
        return None, [text]
    return read_text(text, shown_as=shown_as, masking=masking)


def read_text(
    text: str, *, shown_as: str, masking: Masking = nothing_hidden
) -> tuple[Tree | None, list[Complaint]]:
    """The same for a text that is at hand."""
    refused = refused_character(text, shown_as=shown_as)
    if refused is not None:
        return None, [refused]
    grown = grow(Lines(text, shown_as=shown_as, masking=masking))
    if grown.root is None and grown.complaints:
        return None, grown.complaints
    return Tree(grown.root, grown.lines, mended=grown.mended), grown.complaints
