"""Encoded words (RFC 2047), read as leniently as people's mail needs.

Neighbouring words of one charset are joined before they are decoded, since mailers cut in the
middle of characters. A word that cannot be decoded stays as it is.
"""

import binascii
import re

from screener.normalize import text

_WORD = re.compile(r"=\?([^?\s*]{1,60})(?:\*[^?\s]{0,40})?\?([bBqQ])\?([^?]*)\?=")
_BASE64 = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
_NOT_BASE64 = bytes(set(range(256)) - _BASE64)


def decode_words(value: str) -> str:
    """The value with its encoded words decoded; everything else is left alone."""
    if "=?" not in value:
        return value
    pieces: list[str] = []
    charset = ""
    gathered: list[bytes] = []
    position = 0
    for word in _WORD.finditer(value):
        between = value[position : word.start()]
        position = word.end()
        adjacent = gathered and not between.strip()
        if not adjacent or word[1].lower() != charset:
            pieces.append(text.decode(b"".join(gathered), charset)[0])
            gathered = []
        if not adjacent:
            pieces.append(between)
        charset = word[1].lower()
        gathered.append(_octets(word[2], word[3]))
    pieces.append(text.decode(b"".join(gathered), charset)[0])
    pieces.append(value[position:])
    return "".join(pieces)


def from_base64(octets: bytes) -> bytes:
    """The decoded octets; what is not of the alphabet is passed over, a broken end is dropped."""
    try:
        return binascii.a2b_base64(octets)
    except binascii.Error:
        kept = octets.translate(None, _NOT_BASE64)
        if len(kept) % 4 == 1:
            kept = kept[:-1]
        return binascii.a2b_base64(kept + b"=" * (-len(kept) % 4))


def _octets(encoding: str, encoded: str) -> bytes:
    raw = encoded.encode("utf-8", "replace")
    if encoding in "bB":
        return from_base64(raw)
    return binascii.a2b_qp(raw, header=True)
