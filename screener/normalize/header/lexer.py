"""Structured field values cut into tokens (RFC 5322 section 3.2), one pass, nothing refused.

What is to be made of a quoted string or comment without an end depends on who wrote the field. In
addresses it is a slip: the mark and all later ones count as white space. In parameters, which
servers write round words that strangers chose, it goes on to the end and hides what follows.
"""

import re
from typing import NamedTuple

SPACE, WORD, QUOTED, COMMENT = " ", "w", "q", "c"

_QUOTED = re.compile(r'"([^"\\]*(?:\\.[^"\\]*)*)"', re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_PAREN = re.compile(r"\\.|[()]", re.DOTALL)
_SPACES = re.compile(r"[\s\x00]+")
_ENCODED_WORD = r"=\?[^?\s]{1,100}\?[bBqQ]\?[^?\s]*\?="


class Token(NamedTuple):
    """`kind` is SPACE, WORD, QUOTED, COMMENT or the special character itself.

    The text of a quoted string or comment is without its marks and backslashes.
    """

    kind: str
    text: str


class Grammar(NamedTuple):
    """Which characters are tokens of their own, what is a word, and what an open end means."""

    specials: str
    word: re.Pattern[str]
    open_ended: bool


ADDRESSES = Grammar(
    "<>,;:", re.compile(rf'(?:{_ENCODED_WORD}|\[[^\[\]\s]*\]|[^\s\x00<>,;:"()=\[]+|[=\[])+'), False
)
PARAMETERS = Grammar(";=", re.compile(r'[^\s\x00;="()]+'), True)


def lex(value: str, grammar: Grammar) -> list[Token]:
    """All tokens of the value, in order. Linear; never raises."""
    tokens: list[Token] = []
    position, ignored = 0, ""
    while position < len(value):
        char = value[position]
        if char not in '"()' or char in ignored:
            token, position = _simple(value, position, grammar)
        elif stop := _enclosed(value, position):
            kind = QUOTED if char == '"' else COMMENT
            token, position = Token(kind, _unescaped(value[position + 1 : stop - 1])), stop
        elif grammar.open_ended and char == '"':
            return [*tokens, Token(QUOTED, _unescaped(value[position + 1 :]))]
        elif grammar.open_ended and char == "(":
            return tokens
        else:
            ignored += char
            continue
        tokens.append(token)
    return tokens


def pairs(tokens: list[Token]) -> list[list[tuple[str, str | None]]]:
    """Tokens of PARAMETERS as `key=value; key=value`: one list a `;`, None for a lone word.

    Space round `=` means nothing; a further `=` belongs to the value.
    """
    sections: list[list[tuple[str, str | None]]] = [[]]
    key: str = ""
    value: str | None = None
    waiting = gap = False
    for kind, text in [*tokens, Token(";", ";")]:
        if kind in (SPACE, COMMENT):
            gap = not waiting
        elif kind == "=" and key and value is None:
            value, waiting, gap = "", True, False
        elif kind != ";" and not (gap and key):
            key, value = (key + text, None) if value is None else (key, value + text)
            waiting = gap = False
        else:
            if key:
                sections[-1].append((key, value))
            if kind == ";":
                sections.append([])
            key, value = ("" if kind == ";" else text), None
            waiting = gap = False
    return sections[:-1]


def _simple(value: str, position: int, grammar: Grammar) -> tuple[Token, int]:
    """A special character, a word or white space, and where it ends."""
    char = value[position]
    if char in grammar.specials:
        return Token(char, char), position + 1
    if word := grammar.word.match(value, position):
        return Token(WORD, word[0]), word.end()
    spaces = _SPACES.match(value, position)
    return Token(SPACE, " "), spaces.end() if spaces else position + 1


def _enclosed(value: str, start: int) -> int:
    """The offset after the quoted string or comment that begins at `start`, 0 if it has no end."""
    if value[start] == '"':
        quoted = _QUOTED.match(value, start)
        return quoted.end() if quoted else 0
    depth = 0
    for paren in _PAREN.finditer(value, start):
        if paren[0] == "(":
            depth += 1
        elif paren[0] == ")":
            depth -= 1
            if depth <= 0:
                return paren.end() if value[start] == "(" else 0
    return 0


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(r"\1", text) if "\\" in text else text
