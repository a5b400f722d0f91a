"""Text that fits the screen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screener.cli.terminal.shown import fitted, folded, shortened
from screener.domain.visible import cells, visible


@given(st.text().map(visible), st.integers(min_value=1, max_value=60))
def test_a_fitted_text_takes_just_so_many_columns(text: str, width: int) -> None:
    """Wide letters take two, accents none."""
    assert cells(fitted(text, width)) == width


def test_a_cut_text_says_so() -> None:
    """And one that fits exactly is not cut."""
    assert fitted("abcdef", 6) == "abcdef"
    assert fitted("abcdefg", 6) == "abcde…"
    assert fitted("你好你好", 6) == "你好… "


@pytest.mark.parametrize(
    ("text", "columns"),
    [("a", 1), ("é", 1), ("e\u0301", 1), ("你好", 4), ("שלום", 4), ("👍", 2), ("❤\ufe0f", 2)],
)
def test_letters_take_the_columns_that_terminals_give_them(text: str, columns: int) -> None:
    """Accents none, Chinese and pictures two."""
    assert cells(text) == columns


def test_a_family_is_not_cut_in_two() -> None:
    """Nothing that joins is left at the end."""
    assert shortened("👨\u200d👩\u200d👧", 4) == "👨…"


def test_a_long_text_is_folded_between_words() -> None:
    """And within one that is longer than a line."""
    assert list(folded("to be or not", 6)) == ["to be", "or not"]
    assert list(folded("a 12345678 b", 4)) == ["a", "1234", "5678", "b"]
    assert list(folded("", 4)) == [""]


@given(st.text().map(visible), st.integers(min_value=2, max_value=40))
def test_folding_loses_nothing(text: str, width: int) -> None:
    """Every letter is still there, and every line fits."""
    lines = list(folded(text, width))

    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(cells(line) <= width for line in lines)
