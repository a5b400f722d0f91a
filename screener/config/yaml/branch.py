"""A list or a mapping of a file, and where it and each thing in it is written.

A file may have a million values, so where one stands is a *span*: a single integer, and not an
object of its own.
"""

from typing import Any, NamedTuple

BITS = 24  # no file has more characters than that
SHIFT = BITS + 1


class Written(NamedTuple):
    """A span unpacked: the index of the first character, and the one after the last.

    Of a block scalar `end` is the next line's start. `plain` is a scalar without quotes.
    """

    start: int
    end: int
    plain: bool


class Branch:
    """A collection; `below` goes parallel to `data`, with a Branch or the span of a scalar each.

    `starts` are the indexes at which the keys of a mapping begin.
    """

    __slots__ = ("_numbers", "below", "data", "end", "start", "starts")

    def __init__(self, start: int, data: Any) -> None:
        self.start = start
        self.end = start
        self.data = data
        self.below: list[Branch | int] = []
        self.starts: list[int] = []
        self._numbers: dict[str, int] | None = None

    def child(self, part: str | int) -> "Branch | int | None":
        """What is there under that key or number."""
        number = self._number(part)
        return None if number is None else self.below[number]

    def key_start(self, part: str | int) -> int | None:
        """The index at which that key begins."""
        number = self._number(part) if self.starts else None
        return None if number is None else self.starts[number]

    def _number(self, part: str | int) -> int | None:
        if not isinstance(self.data, dict):
            there = isinstance(part, int) and 0 <= part < len(self.below)
            return int(part) if there else None
        if self._numbers is None or len(self._numbers) < len(self.data):
            # A mapping keeps its keys in the order in which they were written.
            self._numbers = {key: number for number, key in enumerate(self.data)}
        return self._numbers.get(str(part))


def span(start: int, end: int, *, plain: bool) -> int:
    """Where a scalar is written, as one integer."""
    return (start << BITS | end) << 1 | plain


def start_of(there: Branch | int) -> int:
    """The index at which it begins."""
    return there >> SHIFT if isinstance(there, int) else there.start


def written(there: Branch | int) -> Written:
    """Where it is written."""
    if isinstance(there, Branch):
        return Written(there.start, there.end, plain=False)
    return Written(there >> SHIFT, there >> 1 & (1 << BITS) - 1, plain=bool(there & 1))
