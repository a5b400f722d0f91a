"""Address fields (RFC 5322 section 3.4) to addresses, and never anything but real addr-specs.

What stands in a display name, a quoted string, a comment or an encoded word is never an address:
`"al@x.example" <eve@y.example>` is eve. Where a field is broken so that it could mean two
addresses, both come out, for two senders are suspicious and one of them may be known.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from screener.domain.record.event import Address
from screener.normalize import limits
from screener.normalize.header.block import unfolded
from screener.normalize.header.lexer import ADDRESSES, COMMENT, QUOTED, SPACE, WORD, Token, lex
from screener.normalize.header.words import decode_words
from screener.normalize.text import one_line

_PLAIN = r"([\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
_NAMED = re.compile(rf'(?:"([^"\\=]*)"[ \t]*|([\w .\'&/-]*))<{_PLAIN}>', re.ASCII)
_BARE = re.compile(rf"{_PLAIN}(?:[ \t]+\(([^()\\=]*)\))?", re.ASCII)
_LOCAL_ATOM = re.compile(r'[^\s@<>()\[\]",;:\\]+')
_DOMAIN = re.compile(r'[^\s@<>()\[\]",;:\\]+|\[[^\s@<>()\[\]",\\]+\]')
_SHORT = 200


def addresses(values: Sequence[str]) -> tuple[Address, ...]:
    """All addresses of the raw values of a field, in order; at most limits.ADDRESSES."""
    if len(values) == 1 and len(values[0]) < _SHORT:  # as nearly always
        return _remembered(values[0])
    found: list[Address] = []
    for value in values:
        found += _remembered(value) if len(value) < _SHORT else _parsed(value[: limits.FIELD])
    return tuple(found[: limits.ADDRESSES])


def _parsed(raw: str) -> tuple[Address, ...]:
    value = unfolded(raw).strip()
    one = _ordinary(value)
    if one is not None:
        return (one,)
    several = [_ordinary(piece.strip()) for piece in value.split(",")] if "," in value else [None]
    ordinary = tuple(address for address in several if address is not None)
    return ordinary if len(ordinary) == len(several) else tuple(_Parser().parse(value))


_remembered = lru_cache(maxsize=2048)(_parsed)
"""Your own address stands in nearly every message."""


def _ordinary(value: str) -> Address | None:
    """The forms of nearly all mail: `a@b`, `Name <a@b>`, `"Name" <a@b>`, `a@b (Name)`."""
    if not value.isprintable() or len(value) > limits.NAME:
        return None
    if named := _NAMED.fullmatch(value):
        return _address(named[3], (named[1] or named[2] or "").strip())
    if bare := _BARE.fullmatch(value):
        return _address(bare[1], (bare[2] or "").strip())
    return None


def _address(spec: str, name: str) -> Address | None:
    return Address(address=spec, name=name) if _is_spec(spec) else None


class _Parser:
    """The tolerant way: what is gathered since the last comma, and inside `<`."""

    def __init__(self) -> None:
        self.found: list[Address] = []
        self.phrase: list[Token] = []
        self.angle: list[Token] | None = None

    def parse(self, value: str) -> list[Address]:
        for token in lex(value, ADDRESSES):
            match token.kind:
                case "<":
                    self.angle = []
                case ">":
                    self.close_angle()
                case "," if self.angle and _is_route(self.angle):
                    self.angle = []
                case "," | ";":
                    self.end()
                case ":" if self.angle is not None:
                    self.angle = []
                case ":":
                    self.phrase = []
                case _:
                    (self.phrase if self.angle is None else self.angle).append(token)
        self.end()
        return self.found

    def close_angle(self) -> None:
        if self.angle is None:
            return
        name = _name(self.phrase)
        self.found += [Address(address=spec, name=name) for spec in _specs(self.angle)[0]]
        self.phrase, self.angle = [], None

    def end(self) -> None:
        self.close_angle()
        specs, rest = _specs(self.phrase)
        if specs:
            name = _name(rest)
            self.found += [Address(address=spec, name=name) for spec in specs]
        self.phrase = []


def _is_route(angle: Sequence[Token]) -> bool:
    """`<@relay.example,@other.example:a@b.example>` (RFC 5322 section 4.4)."""
    first = next((token for token in angle if token.kind != SPACE), None)
    return first is not None and first.kind == WORD and first.text.startswith("@")


def _specs(tokens: Sequence[Token]) -> tuple[list[str], list[Token]]:
    """The addr-specs among the tokens, and the tokens that belong to none.

    Space is allowed round `@` only (RFC 5322 section 4.4), so that `John Smith a@b.example` is
    a@b.example.
    """
    specs: list[str] = []
    rest: list[Token] = []
    for run in _runs(tokens):
        spec = "".join(_written(token) for token in run).rstrip(".")
        if _is_spec(spec):
            specs.append(spec)
        else:
            rest += [*run, Token(SPACE, " ")]
    return specs, rest


def _runs(tokens: Sequence[Token]) -> list[list[Token]]:
    """The tokens in runs of which each may be one addr-spec; comments come last."""
    runs: list[list[Token]] = []
    comments: list[list[Token]] = []
    apart = True
    for token in tokens:
        if token.kind in (SPACE, COMMENT):
            apart = True
            if token.kind == COMMENT:
                comments.append([token])
            continue
        if runs and _belongs(runs[-1][-1], token, apart=apart):
            runs[-1].append(token)
        else:
            runs.append([token])
        apart = False
    return runs + comments


def _belongs(before: Token, token: Token, *, apart: bool) -> bool:
    """Whether a token goes on with the word before it."""
    if before.text.endswith("@") and before.kind == WORD:
        return True
    if token.text.startswith("@") and token.kind == WORD:
        return True
    dotted = before.text.endswith(".") or token.text.startswith(".")
    return dotted and not apart


def _written(token: Token) -> str:
    """A token of an addr-spec; a quoted string that needs no quotes loses them."""
    if token.kind != QUOTED or _LOCAL_ATOM.fullmatch(token.text):
        return token.text
    escaped = token.text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _is_spec(spec: str) -> bool:
    """Whether this is one addr-spec: a dot-atom or one quoted string, `@`, a domain."""
    if len(spec) > limits.ADDRESS or not spec.isprintable():
        return False
    local, _, domain = spec.rpartition("@")
    if not local or domain[:1] in ("", ".") or _DOMAIN.fullmatch(domain) is None:
        return False
    if local[0] == '"':
        return len(local) > 2 and local[-1] == '"'
    return _LOCAL_ATOM.fullmatch(local) is not None


def _name(phrase: Sequence[Token]) -> str:
    """The display name: the phrase, or else the comments."""
    words = [token for token in phrase if token.kind != COMMENT]
    chosen = words if any(word.kind != SPACE for word in words) else phrase
    text = " ".join("".join(token.text for token in chosen).split())
    return one_line(decode_words(text[: 4 * limits.NAME]))[: limits.NAME]
