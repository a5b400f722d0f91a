"""The order and the form of letters on paper."""

import unicodedata

import pytest

from screener.adapters.pdf.letters import drawn


@pytest.mark.parametrize(
    ("line", "seen"),
    [
        ("Lunch at 12?", "Lunch at 12?"),
        ("Привет, мир", "Привет, мир"),
        ("שלום", "םולש"),
        ("from שלום עולם to us", "from םלוע םולש to us"),
        ("שלום 123 עולם", "םלוע 123 םולש"),
        ("שלום (אב) גד", "דג (בא) םולש"),
        ("שלום, him <a@b.example>", "םולש, him <a@b.example>"),
    ],
)
def test_what_runs_from_right_to_left_is_turned(line: str, seen: str) -> None:
    """Numbers in it are not, brackets open the other way, and the rest stays."""
    assert drawn(line) == seen


def test_arabic_letters_join() -> None:
    """Each in the form that its neighbours ask for: Beh, Yeh, Teh as in `house`."""
    names = [unicodedata.name(char) for char in drawn("بيت")]

    assert names == [
        "ARABIC LETTER TEH FINAL FORM",
        "ARABIC LETTER YEH MEDIAL FORM",
        "ARABIC LETTER BEH INITIAL FORM",
    ]


def test_a_letter_that_joins_nothing_stands_alone() -> None:
    """Dal takes what comes before it by the hand, and not what follows."""
    names = [unicodedata.name(char).removeprefix("ARABIC LETTER ") for char in drawn("دب بد")]

    assert names == [
        "DAL FINAL FORM",
        "BEH INITIAL FORM",
        "SPACE",
        "BEH ISOLATED FORM",
        "DAL ISOLATED FORM",
    ]


def test_marks_do_not_part_letters() -> None:
    """A vowel stands above, and the letters join below."""
    names = [unicodedata.name(char) for char in drawn("بَت")]

    assert names[0] == "ARABIC LETTER TEH FINAL FORM"
    assert names[-1] == "ARABIC LETTER BEH INITIAL FORM"
