"""Tables on the screen, which fit it."""

import shutil
import sys
from collections.abc import Sequence
from typing import NamedTuple

from screener.domain.visible import cells, cells_of

_USUAL = 132
"""Columns that a table is laid out for where there is no terminal."""


def fitted(text: str, width: int) -> str:
    """The text in exactly so many columns, cut with `…` where it is too long."""
    if cells(text) <= width:
        return text + " " * (width - cells(text))
    taken, used = "", 0
    for char in text:
        used += cells_of(char)
        if used > width - 1:
            break
        taken += char
    return taken + "…" + " " * (width - 1 - cells(taken))


class Column(NamedTuple):
    """A column of a table; one with a share grows with the terminal from its least width."""

    title: str
    width: int
    share: int = 0


def row(texts: Sequence[str], columns: Sequence[Column], *, within: int | None) -> str:
    """One line of a table, without white space at its end.

    On a terminal of that many columns it is cut to fit; without one (None) nothing is cut.
    """
    spare = (within or _USUAL) - sum(column.width + 2 for column in columns) + 2
    shares = sum(column.share for column in columns)
    widths = [column.width + max(0, spare) * column.share // shares for column in columns]
    return "  ".join(
        fitted(text, width if within else max(width, cells(text)))
        for text, width in zip(texts, widths, strict=True)
    ).rstrip()


def terminal_width() -> int | None:
    """Columns of the terminal that is written to; None where it is none."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None
