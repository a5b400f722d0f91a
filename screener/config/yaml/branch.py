"""A list or a mapping of a file, and where it and each thing in it begins.

A file may have a million values, so where a scalar stands is a plain integer: the index of its
first character. Where anything ends is found out when somebody asks (`ends.py`).
"""

from typing import Any


class Branch:
    """A collection that begins at `start`, of which `data` is what it says.

    `below` has a Branch, or the index of a scalar, for each item of a list; for each entry of a
    mapping there are two: where the key begins, and the value.
    """

    __slots__ = ("_numbers", "below", "data", "start")

    def __init__(self, start: int, data: Any) -> None:
        self.start = start
        self.data = data
        self.below: list[Branch | int] = []
        self._numbers: dict[str, int] | None = None

    def child(self, part: str | int) -> "Branch | int | None":
        """What is there under that key or number."""
        if isinstance(self.data, dict):
            number = self._number(part)
            return None if number is None else self.below[2 * number + 1]
        there = isinstance(part, int) and 0 <= part < len(self.below)
        return self.below[int(part)] if there else None

    def key_start(self, part: str | int) -> int | None:
        """The index at which that key begins."""
        number = self._number(part) if isinstance(self.data, dict) else None
        return None if number is None else start_of(self.below[2 * number])

    def _number(self, key: str | int) -> int | None:
        if self._numbers is None or len(self._numbers) < len(self.data):
            # A mapping keeps its keys in the order in which they were written.
            self._numbers = {key: number for number, key in enumerate(self.data)}
        return self._numbers.get(str(key))


def start_of(there: Branch | int) -> int:
    """The index at which it begins."""
    return there if isinstance(there, int) else there.start
