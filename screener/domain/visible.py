"""Strangers' text, shown: nothing in it can move the cursor, turn a line round or hide."""

import unicodedata

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
    return len(text) if text.isascii() else sum(map(cells_of, text))


def cells_of(char: str) -> int:
    """How many columns one character takes: wide letters take two, accents none."""
    if char == _AS_EMOJI:
        return 1
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
