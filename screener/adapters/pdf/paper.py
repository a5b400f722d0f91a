"""Pages of A4 on which text flows from top to bottom; each is written as soon as it is full."""

from collections.abc import Iterator, Sequence

from screener.adapters.pdf.font import Font
from screener.adapters.pdf.letters import drawn
from screener.adapters.pdf.objects import PdfObjects
from screener.ports import Sink

WIDTH, HEIGHT, MARGIN = 595, 842, 56
"""In points: A4 (ISO 216) with two centimetres of white around."""

LEADING = 1.4
"""From one line to the next, in sizes of the type."""

MISSING = "\u25af"
"""Stands for a character that the font has not."""


class PdfPaper:
    """The Paper that becomes one PDF; sizes and lengths are in points."""

    def __init__(self, sink: Sink, *, title: str) -> None:
        self._font = Font()
        self._pdf = PdfObjects(sink, self._font, title=title)
        self._page: list[str] = []
        self._left = 0.0
        self._turn()

    def text(self, text: str, *, size: float = 9, grey: float = 0, indent: float = 0) -> None:
        """A paragraph, or several; lines are broken to fit."""
        for paragraph in text.split("\n"):
            for line in self._broken(paragraph, size, WIDTH - 2 * MARGIN - indent):
                self._line(line, size, grey, MARGIN + indent)

    def gap(self, points: float) -> None:
        """White space, unless the page begins here."""
        self._left = max(self._left - points, 0)

    def keep(self, points: float) -> None:
        """Go on on the next page if so much does not fit on this one."""
        if self._left < points:
            self._turn()

    def bars(self, counts: Sequence[int], *, height: float) -> None:
        """A picture of counts, side by side over the whole width."""
        self.keep(height)
        most, wide = max(counts, default=0), (WIDTH - 2 * MARGIN) / max(len(counts), 1)
        bottom = MARGIN + self._left - height
        self._page.append("0.75 g")
        self._page.append(f"{MARGIN} {bottom - 0.5:.1f} {WIDTH - 2 * MARGIN} 0.5 re f")
        self._page.append("0.25 0.4 0.55 rg")
        for place, count in enumerate(counts):
            if count:
                left = MARGIN + place * wide + wide * 0.1
                tall = height * count / most
                self._page.append(f"{left:.2f} {bottom:.1f} {wide * 0.8:.2f} {tall:.1f} re f")
        self._left -= height

    def close(self) -> None:
        """The last page, and what a reader needs to find all of them."""
        self._turn()
        self._pdf.close()

    def _turn(self) -> None:
        if self._page:
            number = str(self._pdf.pages + 1)
            self._draw(number, 8, 0.45, WIDTH - MARGIN - self._width(number, 8), MARGIN / 2)
            self._pdf.page("\n".join(self._page), (WIDTH, HEIGHT))
        self._page, self._left = [], HEIGHT - 2 * MARGIN

    def _line(self, line: str, size: float, grey: float, left: float) -> None:
        self.keep(size * LEADING)
        self._left -= size * LEADING
        if line:
            self._draw(line, size, grey, left, MARGIN + self._left + size * (LEADING - 1))

    def _draw(self, line: str, size: float, grey: float, left: float, bottom: float) -> None:
        known = self._font.glyphs
        shown = "".join(char if char in known else MISSING for char in drawn(line))
        glyphs = self._pdf.used(shown)
        self._page.append(
            f"BT {grey:g} g /F {size:g} Tf {left:.1f} {bottom:.1f} Td <{glyphs}> Tj ET"
        )

    def _width(self, text: str, size: float) -> float:
        known, otherwise = self._font.glyphs, self._font.glyphs[MISSING]
        return sum(self._font.width(known.get(char, otherwise)) for char in text) * size / 1000

    def _broken(self, paragraph: str, size: float, most: float) -> Iterator[str]:
        """Lines that fit, broken between words where there is a place."""
        space = self._width(" ", size)
        line, used = "", 0.0
        for word in paragraph.split(" "):
            wide = self._width(word, size)
            if line and used + space + wide > most:
                yield line
                line, used = "", 0.0
            while wide > most:
                fits = self._fitting(word, size, most)
                yield word[:fits]
                word = word[fits:]  # noqa: PLW2901 - the rest of it
                wide = self._width(word, size)
            line, used = (f"{line} {word}", used + space + wide) if line else (word, wide)
        yield line

    def _fitting(self, word: str, size: float, most: float) -> int:
        """How many characters of the word fit; one at least."""
        fits, used = 0, 0.0
        while fits < len(word) and used <= most:
            used += self._width(word[fits], size)
            fits += 1
        return max(fits - 1, 1)
