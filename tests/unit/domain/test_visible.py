"""Strangers' text, shown."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screener.domain.visible import visible


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
