"""Tables on the screen."""

from hypothesis import given
from hypothesis import strategies as st

from screener.cli.shown import Column, fitted, row
from screener.domain.visible import cells, visible

COLUMNS = (Column("A", 4), Column("B", 6, share=1), Column("C", 6, share=3))


@given(st.text().map(visible), st.integers(min_value=1, max_value=60))
def test_a_fitted_text_takes_just_so_many_columns(text: str, width: int) -> None:
    """Wide letters take two, accents none."""
    assert cells(fitted(text, width)) == width


def test_a_cut_text_says_so() -> None:
    """And one that fits exactly is not cut."""
    assert fitted("abcdef", 6) == "abcdef"
    assert fitted("abcdefg", 6) == "abcde…"
    assert fitted("你好你好", 6) == "你好… "


def test_a_row_fills_the_terminal_and_no_more() -> None:
    """What is to spare goes to the columns that have a share of it."""
    assert row(["a" * 9, "b" * 99, "c" * 99], COLUMNS, within=32) == (
        "aaa…  " + "b" * 8 + "…  " + "c" * 14 + "…"
    )


def test_a_narrow_terminal_gets_the_least_widths() -> None:
    """Below that a table says nothing any more."""
    assert row(["a", "b" * 99, "c" * 99], COLUMNS, within=10) == "a     bbbbb…  ccccc…"


def test_without_a_terminal_nothing_is_cut() -> None:
    """A file or a pipe gets everything."""
    assert row(["a" * 9, "b", "c" * 199], COLUMNS, within=None).split() == ["a" * 9, "b", "c" * 199]
