"""What a PDF has to know of a TrueType font: glyphs by character, and how wide they are.

Only what the one font that comes along has is read: `cmap` in format 12 (OpenType 1.9).
"""

from pathlib import Path
from struct import iter_unpack, unpack_from

FILE = Path(__file__).with_name("DejaVuSans.ttf")

_UNICODE_FULL = (3, 10)
"""Platform and encoding of the table that has every character."""


class Font:
    """The font of the file. Lengths are in thousandths of the size of the type."""

    def __init__(self) -> None:
        self.octets = FILE.read_bytes()
        count = unpack_from(">H", self.octets, 4)[0]
        self._tables: dict[bytes, int] = {}
        for tag, _, offset, _ in iter_unpack(">4sIII", self.octets[12 : 12 + 16 * count]):
            self._tables[tag] = offset
        head = self._tables[b"head"]
        self._units: int = unpack_from(">H", self.octets, head + 18)[0]
        self.box = [self._scaled(one) for one in unpack_from(">4h", self.octets, head + 36)]
        hhea = self._tables[b"hhea"]
        ascent, descent = unpack_from(">hh", self.octets, hhea + 4)
        self.ascent, self.descent = self._scaled(ascent), self._scaled(descent)
        self._widths = self._read_widths(unpack_from(">H", self.octets, hhea + 34)[0])
        self.glyphs = self._read_glyphs()

    def width(self, glyph: int) -> int:
        """How far the next glyph stands from this one."""
        return self._widths[min(glyph, len(self._widths) - 1)]

    def _scaled(self, units: int) -> int:
        return round(units * 1000 / self._units)

    def _read_widths(self, count: int) -> list[int]:
        table = self._tables[b"hmtx"]
        pairs = iter_unpack(">Hh", self.octets[table : table + 4 * count])
        return [self._scaled(advance) for advance, _ in pairs]

    def _read_glyphs(self) -> dict[str, int]:
        cmap = self._tables[b"cmap"]
        count = unpack_from(">H", self.octets, cmap + 2)[0]
        records = iter_unpack(">HHI", self.octets[cmap + 4 : cmap + 4 + 8 * count])
        table = cmap + next(at for *key, at in records if tuple(key) == _UNICODE_FULL)
        groups = unpack_from(">I", self.octets, table + 12)[0]
        return {
            chr(code): glyph + code - first
            for first, last, glyph in iter_unpack(
                ">III", self.octets[table + 16 : table + 16 + 12 * groups]
            )
            for code in range(first, last + 1)
        }
