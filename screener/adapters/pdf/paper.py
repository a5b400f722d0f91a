"""Pages of A4 on which text flows from top to bottom."""

from collections.abc import Iterator, Sequence

from reportlab.pdfgen.canvas import Canvas

from screener.adapters.pdf import letters
from screener.adapters.pdf.document import FlowingDocument
from screener.adapters.pdf.fonts import OURS, ours, runs
from screener.adapters.pdf.lines import broken, width
from screener.ports.folder import Sink
from screener.ports.paper import SLOTS

WIDTH, HEIGHT, MARGIN = 595, 842, 56
"""In points: A4 (ISO 216) with two centimetres of white around."""

WIDE, TALL = WIDTH - 2 * MARGIN, HEIGHT - 2 * MARGIN

LEADING = 1.4
"""From one line to the next, in sizes of the type."""


class PdfPaper:
    """The Paper that becomes one PDF; sizes and lengths are in points.

    The same text makes the same octets. A page is written as soon as it is full.
    """

    def __init__(self, sink: Sink, *, title: str) -> None:
        self._canvas = _Canvas(sink)
        self._canvas.describe(title)
        self._left: float = TALL

    def text(self, text: str, *, size: float = 9, grey: float = 0, indent: float = 0) -> None:
        """A paragraph, or several; lines are broken to fit."""
        for paragraph in text.split("\n"):
            for line, x in _lines(paragraph, size=size, indent=indent):
                self._line(line, x, size=size, grey=grey)

    def gap(self, points: float) -> None:
        """White space, unless the page begins here."""
        if self._left < TALL:
            self._left = max(self._left - points, 0)

    def keep(self, points: float) -> None:
        """Go on on the next page if so much does not fit on this one."""
        if self._left < points:
            self._turn()

    def bars(self, counts: Sequence[int], *, height: float) -> None:
        """A picture of counts, from the left; SLOTS of them or more fill the width."""
        self.keep(height)
        self._left -= height
        bottom = MARGIN + self._left
        most, wide = max(counts, default=0), WIDE / max(len(counts), SLOTS)
        self._canvas.setFillColorRGB(0.75, 0.75, 0.75)
        self._canvas.rect(MARGIN, bottom - 0.5, WIDE, 0.5, stroke=0, fill=1)
        self._canvas.setFillColorRGB(0.25, 0.4, 0.55)
        for place, count in enumerate(counts):
            if count:
                left, tall = MARGIN + (place + 0.1) * wide, height * count / most
                self._canvas.rect(left, bottom, wide * 0.8, tall, stroke=0, fill=1)

    def close(self) -> None:
        """The last page, and what belongs to all of them."""
        self._turn()
        self._canvas.getpdfdata()  # type: ignore[no-untyped-call]

    def _line(self, line: str, x: float, *, size: float, grey: float) -> None:
        self.keep(size * LEADING)
        text = self._canvas.beginText(x, MARGIN + self._left - size)
        text.setFillGray(grey)
        for font, run in runs(line):
            text.setFont(font, size)
            text.textOut(run)
        self._canvas.drawText(text)
        self._left -= size * LEADING

    def _turn(self) -> None:
        if self._left == TALL:
            return
        self._canvas.setFont(OURS, 8)
        self._canvas.setFillGray(0.45)
        number = str(self._canvas.getPageNumber())
        self._canvas.drawRightString(WIDTH - MARGIN, MARGIN / 2, number)
        self._canvas.showPage()
        self._left = TALL


class _Canvas(Canvas):
    """The drawing on the pages, which flow into the sink."""

    def __init__(self, sink: Sink) -> None:
        ours()
        super().__init__(
            "",
            pagesize=(WIDTH, HEIGHT),
            initialFontName=OURS,  # type: ignore[arg-type]  # the stubs have it wrong
            invariant=1,
        )
        self._doc = FlowingDocument(sink)

    def describe(self, title: str) -> None:
        """What readers show of the file as a whole."""
        self.setTitle(title)
        self.setViewerPreference("DisplayDocTitle", "true")
        self.setCreator("screener")
        self.setAuthor("")
        self.setSubject("")
        # What is invariant says that it was made in the year 2000; better that it says nothing.
        self.setDateFormatter(lambda *_: "")


def _lines(paragraph: str, *, size: float, indent: float) -> Iterator[tuple[str, float]]:
    """The lines as they are drawn, from left to right, and where each begins."""
    left, wide = MARGIN + indent, WIDE - indent
    if not letters.is_mixed(paragraph):
        yield from ((line, left) for line in broken(paragraph, size=size, wide=wide))
        return
    from_right = letters.begins_right(paragraph)
    for line in broken(letters.joined(paragraph), size=size, wide=wide):
        shown = letters.drawn(line, from_right=from_right)
        yield shown, WIDTH - MARGIN - width(shown, size=size) if from_right else left
