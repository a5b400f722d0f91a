"""Strangers' text on the screen: nothing in it can move the cursor or turn the line round."""

import shutil
import sys
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

_JOINERS = "\u200c\u200d"
"""Invisible, and needed to write Persian and families of emoji."""

_USUAL = 132
"""Columns that a table is laid out for where there is no terminal."""

_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def visible(text: str) -> str:
    """The text with every control, bidi and invisible character as `<U+202E>`."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        f"<U+{ord(char):04X}>"
        if unicodedata.category(char) in _UNSEEN and char not in _JOINERS
        else char
        for char in text
    )


def cells(text: str) -> int:
    """How many columns of a terminal the text takes."""
    return len(text) if text.isascii() else sum(map(_cells_of, text))


def fitted(text: str, width: int) -> str:
    """The text in exactly so many columns, cut with `…` where it is too long."""
    if cells(text) <= width:
        return text + " " * (width - cells(text))
    taken, used = "", 0
    for char in text:
        used += _cells_of(char)
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


def _cells_of(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
