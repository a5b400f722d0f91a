"""Octets to text, whatever charset they claim.

A claim is believed if it names a text codec and the octets fit it. Otherwise UTF-8 is tried, since
nothing else looks like it, and then Windows-1252, which takes almost anything.
"""

import codecs
import re
from functools import lru_cache

_NOT_TEXT = frozenset((
    "base64", "bz2", "hex", "quopri", "rot13", "uu", "zlib", "idna", "punycode",
    "raw-unicode-escape", "unicode-escape", "undefined", "mbcs", "oem", "charmap",
))  # fmt: skip
_SPELLED = {
    # What browsers read for these names (WHATWG Encoding), and names that Python does not know.
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "iso-8859-11": "cp874",
    "tis-620": "cp874",
    "windows-874": "cp874",
    "iso-8859-8-i": "iso-8859-8",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "shift_jis": "cp932",
    "x-sjis": "cp932",
    "iso-2022-jp": "iso2022_jp_ext",
    "cp-850": "cp850",
    "utf8mb4": "utf-8",
}
_NAME = re.compile(r"[A-Za-z0-9_.:+-]{1,40}")
_CONTROL = dict.fromkeys((*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029), " ")
_CONTROL_IN_LINES = dict.fromkeys((code for code in _CONTROL if chr(code) not in "\t\n"), " ")
_CONTROL_CHARACTER = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")


def decode(octets: bytes, charset: str | None) -> tuple[str, bool]:
    """The text, and whether the charset that was claimed is known and fits.

    Never raises; the text has no lone surrogates.
    """
    claimed = _codec(charset) if charset else None
    if claimed is not None:
        try:
            return _paired(octets.decode(claimed)), True
        except ValueError:
            pass
    try:
        return octets.decode("utf-8"), not charset
    except ValueError:
        last = "cp1252" if claimed is None or claimed == "ascii" else claimed
        return _paired(octets.decode(last, "replace")), False


def from_octets(text: str) -> str:
    """Text that was read octet by octet (as Latin-1): its 8-bit characters made real ones."""
    return text if text.isascii() else decode(text.encode("latin-1", "replace"), None)[0]


def one_line(text: str) -> str:
    """The text with control characters and line ends made spaces, and none at its ends."""
    return (text if text.isprintable() else text.translate(_CONTROL)).strip()


def lines(text: str) -> str:
    """The text with `\\n` for line ends and no control characters but that and tabs."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.isascii():
        return text.translate(_CONTROL_IN_LINES)
    return _CONTROL_CHARACTER.sub(" ", text)


@lru_cache(maxsize=256)
def _codec(charset: str) -> str | None:
    """The name of a codec that makes text of octets, or None."""
    name = charset.strip().lower()
    if _NAME.fullmatch(name) is None:
        return None
    try:
        found = codecs.lookup(_SPELLED.get(name, name)).name
    except (LookupError, ValueError, ImportError):
        return None
    return None if found in _NOT_TEXT else found


def _paired(text: str) -> str:
    """UTF-7 can hide halves of surrogate pairs: the pairs are joined and the rest replaced."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text
