"""The order and the form of letters on paper."""

import unicodedata

import pytest

from screener.adapters.pdf.fonts import MISSING
from screener.adapters.pdf.letters import begins_right, drawn, is_mixed, joined


@pytest.mark.parametrize(
    ("line", "seen"),
    [
        ("Lunch at 12?", "Lunch at 12?"),
        ("Привет, мир", "Привет, мир"),
        ("שלום", "םולש"),
        ("from שלום עולם to us", "from םלוע םולש to us"),
        ("שלום 123 עולם", "םלוע 123 םולש"),
        ("שלום (אב) גד", "דג (בא) םולש"),
        ("from שלום?", "from םולש?"),
        ("שלום, him <a@b.example>?", "?<him <a@b.example ,םולש"),
    ],
)
def test_what_runs_from_right_to_left_is_turned(line: str, seen: str) -> None:
    """Numbers in it are not, and brackets open the other way; the first letter says which side."""
    assert drawn(line, from_right=begins_right(line)) == seen


def test_only_where_something_runs_from_right_to_left_is_anything_turned() -> None:
    """So that the rest is left to the library that breaks lines."""
    assert not is_mixed("Grüße, Дмитрий, 中")
    assert is_mixed("from שלום")
    assert is_mixed("بيت")


def test_arabic_letters_join_across_vowels() -> None:
    """Each in the form that its neighbours ask for: Beh with Fatha, Yeh, Teh."""
    names = [unicodedata.name(char).removeprefix("ARABIC ") for char in joined("بَيت")]

    assert names == [
        "LETTER BEH INITIAL FORM",
        "FATHA",
        "LETTER YEH MEDIAL FORM",
        "LETTER TEH FINAL FORM",
    ]


@pytest.mark.parametrize("odd", ["\u0378", "\u2066", "\u2067", "\u2068", "\u2069"])
def test_no_character_stops_it(odd: str) -> None:
    """Unassigned ones and isolates, at which the library gives up, are shown as missing."""
    assert drawn(f"ab{odd}", from_right=False) == f"ab{MISSING}"
