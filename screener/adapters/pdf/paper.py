"""Pages of A4 on which text flows from top to bottom."""

from collections.abc import Sequence
from functools import cache
from html import escape
from typing import Literal

from reportlab.lib.colors import Color
from reportlab.lib.enums import TA_LEFT, TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph

from screener.adapters.pdf import letters
from screener.adapters.pdf.fonts import OURS, ours, runs
from screener.ports.folder import Sink

WIDTH, HEIGHT, MARGIN = 595, 842, 56
"""In points: A4 (ISO 216) with two centimetres of white around."""

WIDE, TALL = WIDTH - 2 * MARGIN, HEIGHT - 2 * MARGIN

LEADING = 1.4
"""From one line to the next, in sizes of the type."""


class PdfPaper:
    """The Paper that becomes one PDF; sizes and lengths are in points.

    The same text makes the same octets. Nothing is written before `close`.
    """

    def __init__(self, sink: Sink, *, title: str) -> None:
        self._sink = sink
        self._canvas = _canvas(title)
        self._left: float = TALL

    def text(self, text: str, *, size: float = 9, grey: float = 0, indent: float = 0) -> None:
        """A paragraph, or several; lines are broken to fit."""
        for line in text.split("\n"):
            self._place(_paragraph(line, size, grey, indent))

    def gap(self, points: float) -> None:
        """White space, unless the page begins here."""
        if self._left < TALL:
            self._left = max(self._left - points, 0)

    def keep(self, points: float) -> None:
        """Go on on the next page if so much does not fit on this one."""
        if self._left < points:
            self._turn()

    def bars(self, counts: Sequence[int], *, height: float) -> None:
        """A picture of counts, side by side over the whole width."""
        self.keep(height)
        self._left -= height
        bottom = MARGIN + self._left
        most, wide = max(counts, default=0), WIDE / max(len(counts), 1)
        self._canvas.setFillColorRGB(0.75, 0.75, 0.75)
        self._canvas.rect(MARGIN, bottom - 0.5, WIDE, 0.5, stroke=0, fill=1)
        self._canvas.setFillColorRGB(0.25, 0.4, 0.55)
        for place, count in enumerate(counts):
            if count:
                left, tall = MARGIN + (place + 0.1) * wide, height * count / most
                self._canvas.rect(left, bottom, wide * 0.8, tall, stroke=0, fill=1)

    def close(self) -> None:
        """The last page, and all of it into the sink."""
        self._turn()
        self._sink.write(self._canvas.getpdfdata())  # type: ignore[no-untyped-call]

    def _place(self, flowable: Flowable) -> None:
        """Onto this page, and what does not fit onto the next ones."""
        _, tall = flowable.wrap(WIDE, TALL)
        if tall <= self._left:
            self._left -= tall
            flowable.drawOn(self._canvas, MARGIN, MARGIN + self._left)
            return
        *fits, rest = flowable.split(WIDE, self._left) or [flowable]
        for part in fits:
            self._place(part)
        self._turn()
        self._place(rest)

    def _turn(self) -> None:
        if self._left == TALL:
            return
        self._canvas.setFont(OURS, 8)
        self._canvas.setFillGray(0.45)
        number = str(self._canvas.getPageNumber())
        self._canvas.drawRightString(WIDTH - MARGIN, MARGIN / 2, number)
        self._canvas.showPage()
        self._left = TALL


def _canvas(title: str) -> Canvas:
    ours()
    canvas = Canvas(
        "",
        pagesize=(WIDTH, HEIGHT),
        initialFontName=OURS,  # type: ignore[arg-type]  # the stubs have it wrong
        invariant=1,
        lang="en",
    )
    canvas.setTitle(title)
    canvas.setViewerPreference("DisplayDocTitle", "true")
    canvas.setCreator("screener")
    canvas.setAuthor("")
    canvas.setSubject("")
    # What is invariant says that it was made in the year 2000; better that it says nothing.
    canvas.setDateFormatter(lambda *_: "")
    return canvas


def _paragraph(text: str, size: float, grey: float, indent: float) -> Paragraph:
    """One paragraph; reportlab breaks its lines, unless letters have to be turned after that."""
    if not letters.is_mixed(text):
        return Paragraph(_markup(text) or "\u00a0", _style(size, grey, indent, TA_LEFT))
    from_right = letters.begins_right(text)
    lines = simpleSplit(letters.joined(text), OURS, size, WIDE - indent)
    shown = "<br/>".join(_markup(letters.drawn(line, from_right=from_right)) for line in lines)
    return Paragraph(shown, _style(size, grey, indent, TA_RIGHT if from_right else TA_LEFT))


def _markup(text: str) -> str:
    """The text in reportlab's words, which would else take several spaces for one."""
    return "".join(
        escape(run) if font == OURS else f'<font face="{font}">{escape(run)}</font>'
        for font, run in runs(text.replace("  ", " \u00a0"))
    )


@cache
def _style(size: float, grey: float, indent: float, alignment: Literal[0, 2]) -> ParagraphStyle:
    return ParagraphStyle(
        "",
        fontName=OURS,
        fontSize=size,
        leading=size * LEADING,
        leftIndent=indent,
        alignment=alignment,
        textColor=Color(grey, grey, grey),
    )
