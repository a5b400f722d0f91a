"""Strangers' text on the screen."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screener.cli.shown import Column, cells, fitted, row, visible

COLUMNS = (Column("A", 4), Column("B", 6, share=1), Column("C", 6, share=3))


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
