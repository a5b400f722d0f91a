"""Hebrew and Arabic as they are drawn: from right to left, and with letters that join."""

import unicodedata

from arabic_reshaper import ArabicReshaper
from bidi.algorithm import get_base_level, get_display

from screener.adapters.pdf.fonts import MISSING

_RIGHT_TO_LEFT = frozenset({"R", "AL"})

_UNHEARD_OF = frozenset({"", "LRI", "RLI", "FSI", "PDI"})
"""Kinds of characters at which the library gives up: unassigned ones, and isolates."""

_JOINED = ArabicReshaper({"delete_harakat": False, "ARABIC LIGATURE ALLAH": False})
"""Vowels are left where they are, and no word is replaced by a sign that the font has not."""


def is_mixed(text: str) -> bool:
    """Whether any of it runs from right to left."""
    return not text.isascii() and any(
        unicodedata.bidirectional(char) in _RIGHT_TO_LEFT for char in text
    )


def begins_right(text: str) -> bool:
    """Whether the paragraph as a whole runs from right to left (UAX #9, P2)."""
    return bool(get_base_level(text) % 2)


def joined(text: str) -> str:
    """Each Arabic letter in the form that its neighbours ask for."""
    return str(_JOINED.reshape(text))


def drawn(line: str, *, from_right: bool) -> str:
    """The letters of one line from left to right; not exact for brackets at the end of a quote."""
    shown = "".join(
        MISSING if unicodedata.bidirectional(char) in _UNHEARD_OF else char for char in line
    )
    return str(get_display(shown, base_dir="R" if from_right else "L"))
