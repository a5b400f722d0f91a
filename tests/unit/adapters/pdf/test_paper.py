"""The PDF: what a reader finds in it."""

import io
import re

import pytest
from pypdf import PdfReader

from screener.adapters.pdf import PdfPaper


def written(*texts: str, title: str = "It") -> bytes:
    """A PDF with these paragraphs."""
    sink = io.BytesIO()
    paper = PdfPaper(sink, title=title)
    for text in texts:
        paper.text(text)
    paper.close()
    return sink.getvalue()


def lines(pdf: bytes) -> list[list[str]]:
    """The lines of each page, its number included."""
    return [page.extract_text().splitlines() for page in PdfReader(io.BytesIO(pdf)).pages]


@pytest.mark.parametrize(
    "text", ["Grüße, Дмитрий Γεια", "a 中国 b", "少しだけ話", "잠깐만", "two  spaces"]
)
def test_text_in_any_script_can_be_read_out_again(text: str) -> None:
    """Searched and copied, Chinese too."""
    [page] = lines(written(text))

    assert [line.replace("\u00a0", " ") for line in page] == [text, "1"]


def test_hebrew_and_arabic_stand_at_the_right_side() -> None:
    """In lines that are turned after they are broken, so that the first words are above."""
    pdf = written("ראשון " + "שלום " * 40 + "אחרון")
    first, *_, last, _ = lines(pdf)[0]

    assert "ראשון" in first
    assert "אחרון" in last


def test_arabic_is_read_out_in_letters_and_not_in_their_forms() -> None:
    """So that who searches or copies finds it; the lines are those that were written."""
    [page] = lines(written("بيت " * 40 + "مسجد"))

    assert " ".join(" ".join(page[:-1]).split()) == "بيت " * 40 + "مسجد"


def test_what_looks_like_markup_is_text() -> None:
    """What strangers write loads nothing and styles nothing."""
    text = '<b>&amp;</b> <img src="file:///etc/hostname"/> </para> <!-- x -->'

    assert lines(written(text))[0][0] == text


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


def test_a_long_paragraph_goes_on_on_the_next_page() -> None:
    """As one that is longer than a page must."""
    pages = lines(written("word " * 3000))

    assert len(pages) > 1
    assert sum(" ".join(page).count("word") for page in pages) == 3000


def test_a_page_begins_where_what_belongs_together_would_not_fit() -> None:
    """And no page is left empty."""
    sink = io.BytesIO()
    paper = PdfPaper(sink, title="It")
    paper.keep(64)
    paper.text("first")
    paper.gap(660)
    paper.keep(64)
    paper.keep(64)
    paper.gap(10)
    paper.text("second")
    paper.close()

    assert lines(sink.getvalue()) == [["first", "1"], ["second", "2"]]


def test_the_font_is_in_the_file() -> None:
    """What is used of it; so that it looks the same everywhere."""
    pdf = written("Wide")

    assert re.search(rb"/BaseFont /[A-Z]+\+DejaVuSans ", pdf)
    assert b"/FontFile2" in pdf


def test_the_title_is_in_any_script_too() -> None:
    """As readers show it at the top of their window; no date and no author are made up."""
    told = PdfReader(io.BytesIO(written("x", title="Дело 中"))).metadata

    assert told
    assert told.title == "Дело 中"
    assert not told.author
    assert str(told["/CreationDate"]) == ""


def test_a_page_is_in_the_file_as_soon_as_it_is_full() -> None:
    """So that a thousand pages need no more memory than one."""
    sink = io.BytesIO()
    paper = PdfPaper(sink, title="It")
    sizes = []
    for _ in range(100):
        paper.text("word " * 600)
        sizes.append(sink.tell())
    paper.close()

    assert len(set(sizes)) == len(lines(sink.getvalue())) == 57


def test_the_same_text_makes_the_same_octets() -> None:
    """Whenever it is written."""
    assert written("Grüße שלום 中") == written("Grüße שלום 中")


@pytest.mark.parametrize("counts", [[], [0], [0, 3, 1]])
def test_a_picture_has_a_bar_for_each_count(counts: list[int]) -> None:
    """And none where there is nothing, but a line below all of them."""
    sink = io.BytesIO()
    paper = PdfPaper(sink, title="It")
    paper.bars(counts, height=90)
    paper.close()
    [page] = PdfReader(sink).pages
    contents = page.get_contents()

    assert contents is not None
    assert len(re.findall(rb" re f\*?\s", contents.get_data())) == 1 + sum(n > 0 for n in counts)
