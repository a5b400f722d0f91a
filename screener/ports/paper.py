"""Pages of a document."""

from collections.abc import Sequence
from typing import Protocol

SLOTS = 28
"""A picture has room for so many bars at least, so that a single one is no wall."""


class Paper(Protocol):
    """Pages on which text flows from top to bottom; sizes and lengths are in points."""

    def text(self, text: str, *, size: float = 9, grey: float = 0, indent: float = 0) -> None:
        """A paragraph, or several; `grey` is from 0, which is black, to 1."""
        ...

    def gap(self, points: float) -> None:
        """White space."""
        ...

    def keep(self, points: float) -> None:
        """Go on on the next page if so much does not fit on this one."""
        ...

    def bars(self, counts: Sequence[int], *, height: float) -> None:
        """A picture of counts, from the left; SLOTS of them or more fill the width."""
        ...

    def close(self) -> None:
        """No more is written."""
        ...
