"""What others wrote, in a line."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screener.application.digest.form.theirs import ACCENTS, WHO, called, shown


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Lunch?", "Lunch?"),
        ("  two   words ", "two words"),
        ("a\r\nBcc: b", "a<U+000D><U+000A>Bcc: b"),
        ("x\u202ey", "x<U+202E>y"),
        ("p\u0430y.example", "xn--py-7kc.example"),
        ("e" + "\u0301" * 9, "e" + "\u0301" * ACCENTS),
        ("", ""),
    ],
)
def test_a_line_shows_what_is_there(text: str, line: str) -> None:
    """Nothing hides, nothing passes for another, nothing grows out of its line."""
    assert shown(text, 40) == line


def test_what_is_too_long_is_cut_and_says_so() -> None:
    """And what just fits is not."""
    assert shown("x" * 40, 40) == "x" * 40
    assert shown("x" * 41, 40) == "x" * 39 + "…"
    assert shown("x" * 5 + " " * 5_000, 40).startswith("xxxxx")
    assert shown("\u202e" * 6, 40) == "<U+202E>" * 4 + "<U+202E…"


@given(st.text(st.characters(exclude_categories=()), max_size=300), st.integers(2, 100))
def test_any_text_is_one_short_line(text: str, limit: int) -> None:
    """Of characters that can be seen, and can be sent."""
    line = shown(text, limit)

    assert len(line) <= limit
    assert line.encode().decode() == line
    assert not any(unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") for char in line)


def test_of_a_long_address_the_domain_is_shown() -> None:
    """A sender fills the front with what looks like somebody else."""
    line = called(f"{'ceo.' * 60}@evil.example")

    assert len(line) == WHO
    assert line.startswith("ceo.ceo.")
    assert line.endswith("@evil.example")
    assert called("ann@example.com") == "ann@example.com"
