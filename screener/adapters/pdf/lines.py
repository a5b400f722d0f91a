"""A paragraph to lines that fit: broken between words, and within a word only if it must be."""

from collections.abc import Iterator

from reportlab.pdfbase.pdfmetrics import stringWidth

from screener.adapters.pdf.fonts import ours, runs

_UNIT = 1000
"""Widths are those of type of this size; of another they are in proportion."""


class _Widths(dict[str, float]):
    """Of characters, each measured once."""

    def __missing__(self, char: str) -> float:
        ours()  # the fonts are known by name from then on
        width = sum(stringWidth(run, font, _UNIT) for font, run in runs(char))
        self[char] = width
        return width


_WIDTHS = _Widths()


def width(text: str, *, size: float) -> float:
    """In points; linear in the length of the text."""
    return sum(map(_WIDTHS.__getitem__, text)) * size / _UNIT


def broken(paragraph: str, *, size: float, wide: float) -> Iterator[str]:
    """The lines, each at most that wide; the spaces at which one is broken are in none."""
    if width(paragraph, size=size) <= wide:
        yield paragraph
        return
    space = width(" ", size=size)
    line, used = "", 0.0
    for number, word in enumerate(paragraph.split(" ")):
        needed = width(word, size=size)
        if number and used + space + needed <= wide:
            line, used = f"{line} {word}", used + space + needed
            continue
        if number:
            yield line.rstrip(" ")
        *full, line = _cut(word, size=size, wide=wide) if needed > wide else [word]
        yield from full
        used = width(line, size=size)
    yield line


def _cut(word: str, *, size: float, wide: float) -> list[str]:
    """Pieces of a word that is wider than a line."""
    pieces, begin, used = [], 0, 0.0
    for place, char in enumerate(word):
        needed = width(char, size=size)
        if place > begin and used + needed > wide:
            pieces.append(word[begin:place])
            begin, used = place, 0.0
        used += needed
    return [*pieces, word[begin:]]
