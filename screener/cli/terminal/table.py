"""Tables that fit: what matters stays, the rest gives way to a narrow terminal.

A file or a pipe is no terminal: there every column stands and nothing is cut.
"""

import shutil
import sys
from collections.abc import Sequence
from typing import NamedTuple

import click

from screener.cli.terminal.shown import shortened
from screener.domain.visible import cells

GAP = "  "

_USUAL = 132
"""Columns that a table is laid out for where there is no terminal."""


class Column(NamedTuple):
    """A column and the width that it needs; one with a share grows with the terminal.

    Where there is no room for all, the columns of the highest `rank` go first, and those of rank 0
    never: then what has a share gets less. A number stands at the right. `spoken` is a column for
    people only: a file has none.
    """

    title: str
    width: int
    share: int = 0
    rank: int = 0
    number: bool = False
    spoken: bool = False


class Cell(NamedTuple):
    """A text and its colour, if that means something (see screener.cli.terminal.colours)."""

    text: str
    colour: str | None = None


class Table:
    """Lines of one layout; `within` is the width of the terminal, None where there is none."""

    def __init__(self, columns: Sequence[Column], *, within: int | None) -> None:
        self._columns = columns
        self._within = within
        kept = _kept(columns, within)
        self._widths = dict(zip(kept, _widths([columns[i] for i in kept], within), strict=True))

    def head(self) -> str:
        """The line of titles."""
        titles = self.row([column.title for column in self._columns])
        return click.style(titles, bold=True)

    def row(self, texts: Sequence[str | Cell]) -> str:
        """One line, with a text for each column whether it is shown or not; no space at its end."""
        last = next(reversed(self._widths), None)
        return GAP.join(
            self._shown(texts[place], place, padded=place != last) for place in self._widths
        ).rstrip()

    def _shown(self, said: str | Cell, place: int, *, padded: bool) -> str:
        text, colour = said if isinstance(said, Cell) else (said, None)
        width = self._widths[place]
        cut = text if self._within is None else shortened(text, width)
        around = " " * max(0, width - cells(cut))
        coloured = click.style(cut, fg=colour) if colour and cut else cut
        if self._columns[place].number:
            return around + coloured
        return coloured + around if padded else coloured


def terminal_width() -> int | None:
    """Columns of the terminal that is written to; None where it is none."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def _kept(columns: Sequence[Column], within: int | None) -> list[int]:
    """The places of the columns that are shown."""
    if within is None:
        return [place for place, column in enumerate(columns) if not column.spoken]
    kept = list(range(len(columns)))
    while _needed([columns[place] for place in kept]) > within:
        gives_way = max(reversed(kept), key=lambda place: columns[place].rank)
        if columns[gives_way].rank == 0:
            break
        kept.remove(gives_way)
    return kept


def _widths(columns: Sequence[Column], within: int | None) -> list[int]:
    """What is to spare goes to those with a share, and what is missing is taken from them."""
    spare = (within or _USUAL) - _needed(columns)
    if spare < 0 and within is not None:
        return _squeezed(columns, within)
    shares = sum(column.share for column in columns) or 1
    return [column.width + max(0, spare) * column.share // shares for column in columns]


def _squeezed(columns: Sequence[Column], within: int) -> list[int]:
    """Less for those that have a share; on the narrowest terminal, less for all."""
    room = within - len(GAP) * (len(columns) - 1)
    rigid = sum(column.width for column in columns if not column.share)
    wanted = sum(column.width for column in columns if column.share)
    left = room - rigid
    if left < wanted // 2:
        return [max(1, column.width * room // (rigid + wanted)) for column in columns]
    return [column.width * left // wanted if column.share else column.width for column in columns]


def _needed(columns: Sequence[Column]) -> int:
    return sum(column.width for column in columns) + len(GAP) * (len(columns) - 1)
