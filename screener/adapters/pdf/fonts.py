"""Which font shows which character.

What DejaVu Sans has is embedded. Chinese, Japanese and Korean are not: the file names one of the
fonts that Adobe's readers know by name, and every reader takes what it has in its place. So they
can be read where there is such a font, and searched and copied everywhere.
"""

from collections.abc import Iterator
from functools import cache
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont

OURS = "DejaVuSans"

MISSING = "\u25af"
"""Stands for a character that no font has."""

_ELSEWHERE = {"HeiseiMin-W3": "shift_jis", "STSong-Light": "gbk", "HYSMyeongJo-Medium": "cp949"}
"""Fonts that are not embedded, and a codec that has no character which the font has not."""


@cache
def ours() -> frozenset[str]:
    """The characters of the font that is embedded; from now on all fonts are known by name."""
    font = TTFont(OURS, Path(__file__).with_name(f"{OURS}.ttf"))
    registerFont(font)
    for name in _ELSEWHERE:
        registerFont(UnicodeCIDFont(name))
    return frozenset(map(chr, font.face.charToGlyph))


def runs(text: str) -> Iterator[tuple[str, str]]:
    """Pieces of the text, as long as they can be, each with the font that shows it."""
    if text.isascii():
        yield OURS, text
        return
    for is_ours, chars in groupby(text, ours().__contains__):
        rest = "".join(chars)
        while rest and not is_ours:
            reach = ((name, _reach(rest, codec)) for name, codec in _ELSEWHERE.items())
            name, length = max(reach, key=itemgetter(1))
            yield (name, rest[:length]) if length else (OURS, MISSING)
            rest = rest[length or 1 :]
        if rest:
            yield OURS, rest


def _reach(text: str, codec: str) -> int:
    """How many characters from the first on the codec has."""
    try:
        text.encode(codec)
    except UnicodeEncodeError as error:
        return error.start
    return len(text)
