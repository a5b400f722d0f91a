"""Text that fits into so many columns of a terminal."""

from collections.abc import Iterator

from screener.domain.visible import cells, cells_of

_JOINERS = "\u200c\u200d"
"""What joins two letters, or the members of a family of emoji, is not left at an end."""


def fitted(text: str, width: int) -> str:
    """The text in exactly so many columns, cut with `…` where it is too long."""
    cut = shortened(text, width)
    return cut + " " * (width - cells(cut))


def shortened(text: str, width: int) -> str:
    """The text in so many columns at most, cut with `…` where it is too long."""
    if cells(text) <= width:
        return text
    return _beginning(text, width - 1).rstrip(_JOINERS) + "…"


def folded(text: str, width: int) -> Iterator[str]:
    """The text in lines of so many columns at most, broken between words where that is possible."""
    line = ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if cells(longer) <= width:
            line = longer
            continue
        if line:
            yield line
        while cells(word) > width and (begun := _beginning(word, width)):
            yield begun
            word = word[len(begun) :]  # noqa: PLW2901  what is left of it
        line = word
    yield line


def _beginning(text: str, width: int) -> str:
    """As much of the text as fits in so many columns."""
    used = 0
    for place, char in enumerate(text):
        used += cells_of(char)
        if used > width:
            return text[:place]
    return text
