"""Which font shows which character.

What DejaVu Sans has is embedded. Chinese, Japanese and Korean are not: the file names one of the
fonts that Adobe's readers know by name, and every reader takes what it has in its place. So they
can be read where there is such a font, and searched and copied everywhere.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfdoc import PDFDocument, PDFStream
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont

OURS = "DejaVuSans"

_FORM = re.compile("<(F[BCD][0-9A-F]{2}|FE[789A-F][0-9A-F])>")
"""The blocks Alphabetic and Arabic Presentation Forms."""

MISSING = "\u25af"
"""Stands for a character that no font has."""

_ELSEWHERE = {"HeiseiMin-W3": "shift_jis", "STSong-Light": "gbk", "HYSMyeongJo-Medium": "cp949"}
"""Fonts that are not embedded, and a codec that has no character which the font has not."""


class _Embedded(TTFont):
    """A font that tells readers which letters stand behind the forms of Arabic ones.

    They are drawn in the form that their neighbours ask for, which has a character of its own. Who
    searches or copies wants the letters.
    """

    def addObjects(self, doc: PDFDocument) -> None:  # noqa: N802  reportlab calls it
        """Put it into the document."""
        super().addObjects(doc)
        for name, stream in doc.idToObject.items():
            if name.startswith("toUnicodeCMap:") and isinstance(stream, PDFStream):
                stream.content = _FORM.sub(_letter, stream.content)


def _letter(form: re.Match[str]) -> str:
    """What a presentation form stands for, as a CMap has it (ISO 32000-1, 9.10.3).

    Two letters that are drawn as one are left as they are: some readers turn a line round letter by
    letter, others sign by sign, and each order is wrong in half of them.
    """
    letters = unicodedata.normalize("NFKC", chr(int(form[1], 16)))
    return f"<{ord(letters):04X}>" if len(letters) == 1 else form[0]


@cache
def ours() -> frozenset[str]:
    """The characters of the font that is embedded; from now on all fonts are known by name."""
    font = _Embedded(OURS, Path(__file__).with_name(f"{OURS}.ttf"))
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
