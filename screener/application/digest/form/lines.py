"""Text on lines of so many columns, in which letters of some scripts take two."""

from collections.abc import Iterable, Iterator

from screener.domain.visible import cells, cells_of

_GOES_ON = " \\"


def wrapped(text: str, columns: int, *, first: str = "", then: str = "") -> Iterator[str]:
    """The text on lines that begin with `first` and `then`; a word that fits on none is broken.

    The two beginnings are equally long.
    """
    lead, line = first, ""
    for word in _words(text, columns - cells(then)):
        longer = f"{line} {word}" if line else word
        if line and cells(lead + longer) > columns:
            yield lead + line
            lead, longer = then, word
        line = longer
    yield lead + line


def continued(pieces: Iterable[str], columns: int, *, first: str, then: str) -> Iterator[str]:
    """A command of these pieces, on lines that a shell reads as one: all but the last end with a
    backslash. A piece is never broken, and one that fits on no line is longer than it.
    """
    line, lead = "", first
    for piece in pieces:
        longer = f"{line} {piece}" if line else piece
        if line and cells(lead + longer) + len(_GOES_ON) > columns:
            yield lead + line + _GOES_ON
            lead, longer = then, piece
        line = longer
    yield lead + line


def _words(text: str, room: int) -> Iterator[str]:
    for word in text.split():
        rest = word
        while cells(rest) > room:
            head = _beginning(rest, room)
            yield head
            rest = rest[len(head) :]
        yield rest


def _beginning(word: str, room: int) -> str:
    used = 0
    for place, char in enumerate(word):
        used += cells_of(char)
        if used > room:
            return word[:place]
    return word
