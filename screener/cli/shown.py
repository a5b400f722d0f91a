"""Strangers' text on the screen: nothing in it can move the cursor or turn the line round."""

import unicodedata
from collections.abc import Iterator

_JOINERS = "\u200c\u200d"
"""Invisible, and needed to write Persian and families of emoji."""

_AS_EMOJI = "\ufe0f"
"""Asks for the picture of the character before it, which is wide."""

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
    """How many columns of a terminal the text takes; rather too many than too few."""
    return len(text) if text.isascii() else sum(map(_cells_of, text))


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
        used += _cells_of(char)
        if used > width:
            return text[:place]
    return text


def _cells_of(char: str) -> int:
    if char == _AS_EMOJI:
        return 1
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
