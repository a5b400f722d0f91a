"""The PDF: what a reader finds in it.

Read here by a few lines of our own, so that the test needs no program that may not be there.
"""

import io
import re
import zlib

import pytest

from screener.adapters.pdf import PdfPaper
from screener.adapters.pdf.font import Font
from screener.adapters.pdf.paper import MISSING


def written(*texts: str, title: str = "It") -> bytes:
    """A PDF with these paragraphs."""
    sink = io.BytesIO()
    paper = PdfPaper(sink, title=title)
    for text in texts:
        paper.text(text)
    paper.close()
    return sink.getvalue()


def objects(pdf: bytes) -> dict[int, bytes]:
    """Every object, found where the table at the end says."""
    start = int(re.findall(rb"startxref\n(\d+)\n%%EOF\n\Z", pdf)[0])
    count = int(re.match(rb"xref\n0 (\d+)\n", pdf[start:])[1])  # type: ignore[index]
    table = pdf[start:].split(b"\n", 2)[2]
    found = {}
    for number in range(1, count):
        offset = int(table[20 * number : 20 * number + 10])
        head = f"{number} 0 obj\n".encode()
        assert pdf[offset:].startswith(head)
        found[number] = pdf[offset + len(head) :].partition(b"\nendobj\n")[0]
    return found


def stream(body: bytes) -> bytes:
    """What an object with a stream holds."""
    length = int(re.search(rb"/Length (\d+)", body)[1])  # type: ignore[index]
    return zlib.decompress(body.partition(b"stream\n")[2][:length])


def lines(pdf: bytes) -> list[list[str]]:
    """The lines of each page, its number included, read by the PDF's own table of characters."""
    found = objects(pdf)
    cmap = next(text for text in map(stream, with_stream(found)) if b"begincmap" in text)
    known = {
        glyph: bytes.fromhex(char.decode()).decode("utf-16-be")
        for glyph, char in re.findall(rb"<([0-9A-F]{4})> <([0-9a-f]+)>\n", cmap)
    }
    pages = [body for body in found.values() if b"/Type /Page " in body]
    contents = [int(re.search(rb"/Contents (\d+)", page)[1]) for page in pages]  # type: ignore[index]
    return [
        [
            "".join(known[glyph] for glyph in re.findall(rb".{4}", glyphs))
            for glyphs in re.findall(rb"<([0-9A-F]*)> Tj", stream(found[number]))
        ]
        for number in contents
    ]


def with_stream(found: dict[int, bytes]) -> list[bytes]:
    """The objects that have one, but for the font."""
    return [body for body in found.values() if b"stream\n" in body and b"/Length1" not in body]


def test_text_in_any_script_can_be_read_out_again() -> None:
    """As it is drawn: from left to right."""
    [page] = lines(written("Grüße, Дмитрий Γεια", "שלום"))

    assert page == ["Grüße, Дмитрий Γεια", "םולש", "1"]


def test_what_the_font_has_not_is_shown_as_missing() -> None:
    """And not left out."""
    [page] = lines(written("a中b"))

    assert page[0] == f"a{MISSING}b"


def test_long_lines_are_broken_between_words() -> None:
    """And within a word that is longer than a line."""
    [page] = lines(written("word " * 60 + "x" * 300))
    broken = page[:-1]

    assert "".join(broken).replace(" ", "") == "word" * 60 + "x" * 300
    assert all(line.split(" ")[0] == "word" for line in broken[:3])
    assert len(broken) > 4


def test_a_long_text_takes_several_pages() -> None:
    """Numbered, and nothing is lost between them."""
    pages = lines(written(*(f"line {number}" for number in range(200))))

    assert [page[-1] for page in pages] == [str(n) for n in range(1, len(pages) + 1)]
    assert [line for page in pages for line in page[:-1]] == [f"line {n}" for n in range(200)]
    assert len(pages) > 1


def test_the_font_is_in_the_file() -> None:
    """So that it looks the same everywhere; its widths are told."""
    pdf = written("Wide")
    font = next(body for body in objects(pdf).values() if b"/Length1" in body)

    assert stream(font) == Font().octets
    assert re.search(rb"/W \[.*%d \[%d\]" % (Font().glyphs["W"], 989), pdf)


def test_the_title_is_in_any_script_too() -> None:
    """As readers show it at the top of their window."""
    title = "\ufeffДело".encode("utf-16-be").hex().encode()

    assert b"/Title <" + title + b">" in written("x", title="Дело")


@pytest.mark.parametrize("counts", [[], [0], [0, 3, 1]])
def test_a_picture_has_a_bar_for_each_count(counts: list[int]) -> None:
    """And none where there is nothing."""
    sink = io.BytesIO()
    paper = PdfPaper(sink, title="It")
    paper.bars(counts, height=90)
    paper.close()
    drawn = b"".join(map(stream, with_stream(objects(sink.getvalue()))))

    assert drawn.count(b" re f") == 1 + sum(count > 0 for count in counts)
