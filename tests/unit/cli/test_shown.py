"""Strangers' text on the screen."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screener.cli.shown import cells, fitted, folded, shortened, visible


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("Lunch?", "Lunch?"),
        ("Grüße 你好", "Grüße 你好"),
        ("a\nb", "a<U+000A>b"),
        ("\x1b]0;owned\x07", "<U+001B>]0;owned<U+0007>"),
        ("\x9b2J", "<U+009B>2J"),
        ("evil\u202egpj.exe", "evil<U+202E>gpj.exe"),
        ("\u2066x\u2069", "<U+2066>x<U+2069>"),
        ("pay\u200bpal", "pay<U+200B>pal"),
        ("one\u2028two", "one<U+2028>two"),
        ("\U000e0041", "<U+E0041>"),
        ("\ud800", "<U+D800>"),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
    ],
)
def test_what_cannot_be_seen_is_made_visible(raw: str, shown: str) -> None:
    """Controls and bidi characters get their number; letters of all scripts stay."""
    assert visible(raw) == shown


@given(st.text())
def test_nothing_visible_is_a_control(raw: str) -> None:
    """Whatever a stranger writes, no terminal obeys it."""
    shown = visible(raw)

    assert not any(unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") for char in shown)
    assert not any(
        char in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069" for char in shown
    )


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
