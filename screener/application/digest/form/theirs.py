"""What others wrote, or chose to be called, in a line of the digest."""

import re
import unicodedata

from screener.domain.people.shown_domain import with_domains_shown
from screener.domain.visible import visible

WHO = 120
"""Characters of an address or a name that are shown."""

LONGEST = 1_000
"""Characters of an address that are looked at; no mail server takes one that is longer."""

SUBJECT = 160
"""Characters of a subject."""

SENTENCE = 700
"""Characters of what is told about a point; the longest command is within them."""

ACCENTS = 4
"""Accents on one letter that are shown; a pile of them would grow over the lines around it."""

_SPACES = re.compile(" {2,}")
_MARKS = frozenset({"Mn", "Me"})


def shown(text: str, limit: int) -> str:
    """The text on one line of so many characters, in which nothing hides or passes for another."""
    line = text[: 2 * limit]
    if not (line.isascii() and line.isprintable()):
        line = visible(_with_few_accents(line))
    line = _SPACES.sub(" ", with_domains_shown(line)).strip(" ")
    return line if len(line) <= limit and len(text) <= 2 * limit else _cut(line, limit)


def called(text: str) -> str:
    """A name or an address on one line; of one that is long its end, too, since that is the domain.

    It has at most WHO characters.
    """
    line = shown(text, LONGEST)
    if len(line) <= WHO:
        return line
    half = WHO // 2
    return f"{line[: half - 1].rstrip(' ')}…{line[-half:].lstrip(' ')}"


def _cut(line: str, limit: int) -> str:
    return line[: limit - 1].rstrip(" ") + "…"


def _with_few_accents(text: str) -> str:
    kept, accents = [], 0
    for char in text:
        accents = accents + 1 if unicodedata.category(char) in _MARKS else 0
        if accents <= ACCENTS:
            kept.append(char)
    return "".join(kept)
