"""Domains as they are shown: in their own letters, unless these could pass for others.

A label stays readable if all its letters are of one script and do not look like ASCII, in the
spirit of UTS 39; any other is shown as it is encoded (`xn--…`, RFC 5890). Where it errs, it encodes
what would have been harmless.

The surprise: Python does not know scripts. A character's name begins with that of its script.
"""

import re
import unicodedata
from functools import lru_cache

from screener.domain.people.handle import ascii_label

_ENCODED = "xn--"

_DOTS = ".\u3002\uff0e\uff61"  # UTS 46 section 2.3
_AT_OR_DOTTED = re.compile(rf"(?<=@)[^\s@<>\"(),;:]+|[\w-]+(?:[{_DOTS}][\w-]+)+")
_EACH_LABEL = re.compile(rf"[^{_DOTS}]+")

_JAPANESE = frozenset({"CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "IDEOGRAPHIC"})
_KOREAN = frozenset({"CJK", "HANGUL"})

_OTHERS_IN_USE = """
    ARABIC ARMENIAN BENGALI CYRILLIC DEVANAGARI ETHIOPIC GEORGIAN GREEK GUJARATI GURMUKHI HEBREW
    KANNADA KHMER LAO LATIN MALAYALAM MYANMAR ORIYA SINHALA TAMIL TELUGU THAI TIBETAN
"""
_IN_USE = _JAPANESE | _KOREAN | frozenset(_OTHERS_IN_USE.split())
"""Scripts in which people write today (UAX 31, table 5); others are there to deceive."""

_EUROPEAN = re.compile(
    "[-0-9a-z\u00df-\u0130\u0132-\u0137\u0139-\u0148\u014a-\u017e\u0218-\u021b]+"
)
"""Latin letters in everyday use, but for those that differ from ASCII by a dot or less."""

_LIKE_ASCII = re.compile(
    "[-0-9"
    "\u0430\u0441\u0501\u0435\u0451\u04bb\u0456\u0457\u0458\u04cf\u043e\u0440\u051b\u0455"
    "\u051d\u0445\u0443\u044a\u044c\u04bd\u043f\u0433\u0475\u0461"
    "\u03b1\u03b2\u03b3\u03b5\u03b7\u03b9\u03ba\u03bd\u03bf\u03c1\u03c4\u03c5\u03c7\u03c9"
    "\u03f2\u03f3"
    "\u0561\u0563\u0566\u0567\u0570\u056c\u0575\u0578\u057d\u0582\u0585\u0584\u0581\u10eb"
    "\u10ee\u10fd"
    "]+"
)
"""A label of nothing but these Cyrillic, Greek, Armenian and Georgian letters could be read as one
in ASCII.
"""


def with_domains_shown(text: str) -> str:
    """The text with every domain in it as it is shown, whether behind an `@` or by itself."""
    if text.isascii() and _ENCODED not in text.lower():
        return text
    return _AT_OR_DOTTED.sub(_shown, text)


def shown_domain(domain: str) -> str:
    """The domain as it is shown; nothing but ASCII and harmless letters."""
    return _EACH_LABEL.sub(lambda label: _shown_label(label[0]), domain)


def _shown(found: re.Match[str]) -> str:
    # What stands by itself may be prose without a space behind its full stop. That is left as it
    # is unless it could be a domain.
    is_address = found.start() > 0 and found.string[found.start() - 1] == "@"
    if is_address or all(ascii_label(label).isascii() for label in _EACH_LABEL.findall(found[0])):
        return shown_domain(found[0])
    return found[0]


@lru_cache(maxsize=4096)
def _shown_label(label: str) -> str:
    if label.isascii() and not label.lower().startswith(_ENCODED):
        return label
    encoded = ascii_label(label).lower()
    if not encoded.isascii():  # no label that anybody could register
        return _ENCODED + label.encode("punycode", "replace").decode("ascii").lower()
    readable = _decoded(encoded)
    if readable is None or not _is_harmless(readable):
        return encoded
    return label if label.lower() == readable else readable


def _decoded(encoded: str) -> str | None:
    import idna  # late: most mailboxes never meet such a domain

    try:
        return idna.decode(encoded)
    except idna.IDNAError:
        return None


def _is_harmless(label: str) -> bool:
    scripts = {_script(char) for char in label if char not in "-0123456789"}
    if not (len(scripts) == 1 or scripts <= _JAPANESE or scripts <= _KOREAN):
        return False
    if scripts == {"LATIN"}:
        return _EUROPEAN.fullmatch(label) is not None
    return scripts <= _IN_USE and _LIKE_ASCII.fullmatch(label) is None


def _script(char: str) -> str:
    if unicodedata.category(char)[0] not in "LM":
        return ""
    return unicodedata.name(char, "").partition(" ")[0]
