"""Text on lines of so many columns."""

from hypothesis import given
from hypothesis import strategies as st

from screener.application.digest.form.lines import wrapped
from screener.domain.visible import cells


def test_lines_are_broken_at_spaces() -> None:
    """And those after the first begin as they are told to."""
    lines = wrapped("one two three four", 10, first="- ", then="  ")

    assert list(lines) == ["- one two", "  three", "  four"]


def test_an_overlong_word_is_broken() -> None:
    """Rather than the line; what is behind it goes on there."""
    assert list(wrapped("x" * 25 + " y", 10)) == ["x" * 10, "x" * 10, "x" * 5 + " y"]


def test_wide_letters_take_two_columns() -> None:
    """So that a terminal breaks nothing by itself."""
    assert list(wrapped("你好你好", 5)) == ["你好", "你好"]


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"])), st.integers(4, 80))
def test_no_line_is_too_long_and_no_letter_is_lost(text: str, columns: int) -> None:
    """Whatever the script."""
    lines = list(wrapped(text, columns, first="- ", then="  "))

    assert all(cells(line) <= columns for line in lines)
    assert "".join(line[2:] for line in lines).replace(" ", "") == "".join(text.split())
