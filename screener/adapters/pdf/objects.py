"""The objects of a PDF file, written one after the other (ISO 32000-1).

Text is written as glyph numbers (Identity-H) of a font that is embedded whole; the table beside it
(ToUnicode) says which character each was, so that the text can be searched and copied.
"""

import unicodedata
import zlib
from collections.abc import Iterator

from screener.adapters.pdf.font import Font
from screener.ports import Sink

CATALOG, PAGES, FONT, GLYPHS, LOOKS, FILE, CHARACTERS, ABOUT = range(1, 9)
"""Objects that every page refers to, or nobody but the end."""

FIRST_FREE = 9

_CMAP = """\
/CIDInit /ProcSet findresource begin 12 dict begin begincmap
/CMapName /Screener def /CMapType 2 def
1 begincodespacerange <0000> <FFFF> endcodespacerange
{}
endcmap CMapName currentdict /CMap defineresource pop end end
"""

_AT_ONCE = 100
"""Lines in one section of a CMap (Adobe Technical Note 5014)."""


class PdfObjects:
    """A file that begins when this is made and ends with `close`."""

    def __init__(self, sink: Sink, font: Font, *, title: str) -> None:
        self._sink = sink
        self._font = font
        self._title = title
        self._at = 0
        self._offsets: dict[int, int] = {}
        self._kids: list[int] = []
        self._characters: dict[int, str] = {}
        self._write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
        self._stream(FILE, font.octets, f"/Length1 {len(font.octets)}")

    @property
    def pages(self) -> int:
        """How many were written."""
        return len(self._kids)

    def used(self, text: str) -> str:
        """The glyphs of characters that the font has, in hexadecimal."""
        glyphs = [self._font.glyphs[char] for char in text]
        for glyph, char in zip(glyphs, text, strict=True):
            if glyph not in self._characters:
                # What was copied out of a form of an Arabic letter is the letter.
                self._characters[glyph] = unicodedata.normalize("NFKC", char) or char
        return "".join(f"{glyph:04X}" for glyph in glyphs)

    def page(self, content: str, size: tuple[int, int]) -> None:
        """One page."""
        number = FIRST_FREE + 2 * len(self._kids)
        self._kids.append(number)
        self._stream(number + 1, content.encode("ascii"))
        self._object(
            number,
            f"<< /Type /Page /Parent {PAGES} 0 R /MediaBox [0 0 {size[0]} {size[1]}]"
            f" /Resources << /Font << /F {FONT} 0 R >> >> /Contents {number + 1} 0 R >>",
        )

    def close(self) -> None:
        """What was not known before, and the table of all objects."""
        kids = " ".join(f"{kid} 0 R" for kid in self._kids)
        self._object(PAGES, f"<< /Type /Pages /Count {len(self._kids)} /Kids [{kids}] >>")
        self._object(
            CATALOG,
            f"<< /Type /Catalog /Pages {PAGES} 0 R /Lang (en)"
            " /ViewerPreferences << /DisplayDocTitle true >> >>",
        )
        title = ("\ufeff" + self._title).encode("utf-16-be").hex()
        self._object(ABOUT, f"<< /Title <{title}> /Producer (screener) >>")
        self._write_font()
        self._write_end()

    def _write_font(self) -> None:
        font, name = self._font, "/DejaVuSans"
        self._object(
            FONT,
            f"<< /Type /Font /Subtype /Type0 /BaseFont {name} /Encoding /Identity-H"
            f" /DescendantFonts [{GLYPHS} 0 R] /ToUnicode {CHARACTERS} 0 R >>",
        )
        widths = " ".join(f"{glyph} [{font.width(glyph)}]" for glyph in sorted(self._characters))
        self._object(
            GLYPHS,
            f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont {name} /FontDescriptor {LOOKS} 0 R"
            " /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>"
            f" /CIDToGIDMap /Identity /W [{widths}] >>",
        )
        box = " ".join(map(str, font.box))
        self._object(
            LOOKS,
            f"<< /Type /FontDescriptor /FontName {name} /Flags 4 /FontBBox [{box}] /ItalicAngle 0"
            f" /Ascent {font.ascent} /Descent {font.descent} /CapHeight {font.ascent} /StemV 80"
            f" /FontFile2 {FILE} 0 R >>",
        )
        self._stream(CHARACTERS, _CMAP.format("\n".join(self._sections())).encode("ascii"))

    def _sections(self) -> Iterator[str]:
        known = sorted(self._characters.items())
        for first in range(0, len(known), _AT_ONCE):
            some = known[first : first + _AT_ONCE]
            yield f"{len(some)} beginbfchar"
            for glyph, text in some:
                yield f"<{glyph:04X}> <{text.encode('utf-16-be').hex()}>"
            yield "endbfchar"

    def _write_end(self) -> None:
        start, count = self._at, max(self._offsets) + 1
        self._write(f"xref\n0 {count}\n0000000000 65535 f \n".encode())
        for number in range(1, count):
            self._write(f"{self._offsets[number]:010d} 00000 n \n".encode())
        self._write(
            f"trailer\n<< /Size {count} /Root {CATALOG} 0 R /Info {ABOUT} 0 R >>\n"
            f"startxref\n{start}\n%%EOF\n".encode()
        )

    def _stream(self, number: int, octets: bytes, more: str = "") -> None:
        packed = zlib.compress(octets)
        head = f"<< /Length {len(packed)} /Filter /FlateDecode {more} >>\nstream\n"
        self._object(number, head.encode() + packed + b"\nendstream")

    def _object(self, number: int, body: str | bytes) -> None:
        self._offsets[number] = self._at
        octets = body.encode("ascii") if isinstance(body, str) else body
        self._write(f"{number} 0 obj\n".encode() + octets + b"\nendobj\n")

    def _write(self, octets: bytes) -> None:
        self._sink.write(octets)
        self._at += len(octets)
