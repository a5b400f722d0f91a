"""Breaking a paragraph into lines."""

from hypothesis import given
from hypothesis import strategies as st

from screener.adapters.pdf.lines import broken, width

TEXTS = st.text(st.sampled_from("aWi., -бשא中é\u0301"), max_size=200)


@given(TEXTS, st.integers(20, 300))
def test_every_line_fits_and_nothing_is_lost(paragraph: str, wide: int) -> None:
    """But the spaces at which a line is broken."""
    lines = list(broken(paragraph, size=9, wide=wide))

    assert all(width(line, size=9) <= wide + 1e-6 for line in lines)
    assert "".join(lines).replace(" ", "") == paragraph.replace(" ", "")


@given(TEXTS)
def test_what_fits_is_one_line_as_it_was(paragraph: str) -> None:
    """Spaces at either end included."""
    wide = width(paragraph, size=9)

    assert list(broken(paragraph, size=9, wide=wide)) == [paragraph]


def test_a_word_is_broken_only_if_it_fits_on_no_line() -> None:
    """And then the words behind it go on where it ends."""
    word = width("longword", size=9)
    lines = list(broken("a longword longwordlongword b", size=9, wide=word * 1.5))

    assert lines == ["a longword", "longwordlong", "word b"]
