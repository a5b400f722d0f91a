"""Which font shows what."""

import pytest

from screener.adapters.pdf.fonts import MISSING, OURS, runs

CHINESE, JAPANESE, KOREAN = "STSong-Light", "HeiseiMin-W3", "HYSMyeongJo-Medium"


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("Lunch?", [(OURS, "Lunch?")]),
        ("Grüße, Дмитрий Γεια שלום", [(OURS, "Grüße, Дмитрий Γεια שלום")]),
        ("to 你们 all", [(OURS, "to "), (CHINESE, "你们"), (OURS, " all")]),
        ("少しだけ話", [(JAPANESE, "少しだけ話")]),
        ("잠깐만", [(KOREAN, "잠깐만")]),
        ("한你", [(KOREAN, "한"), (CHINESE, "你")]),
        ("aहb", [(OURS, "a"), (OURS, MISSING), (OURS, "b")]),
    ],
)
def test_every_character_has_a_font_or_a_sign_in_its_place(
    text: str, pieces: list[tuple[str, str]]
) -> None:
    """As few pieces as can be, so that a word is in one hand."""
    assert list(runs(text)) == pieces
