"""How the page looks."""

import re

import pytest

from screener.application.digest.form.look import DARK, IN_THE_DARK, LIGHT, Colours
from tests.contrast import LEAST, contrast, of_hex

TEXT = ("ink", "small_print", "link")
GROUNDS = ("paper", "first")

THINGS = 3.0
"""For what is no text (WCAG 2.2, 1.4.11)."""


def between(colours: Colours, one: str, other: str) -> float:
    """The contrast of two of them."""
    return contrast(of_hex(getattr(colours, one)), of_hex(getattr(colours, other)))


@pytest.mark.parametrize("colours", [LIGHT, DARK])
@pytest.mark.parametrize("text", TEXT)
@pytest.mark.parametrize("ground", GROUNDS)
def test_every_text_can_be_read_on_every_ground(colours: Colours, text: str, ground: str) -> None:
    """By light and by dark."""
    assert between(colours, text, ground) >= LEAST


@pytest.mark.parametrize("colours", [LIGHT, DARK])
def test_the_bars_can_be_seen(colours: Colours) -> None:
    """And told from those that stand for none by their height and not by colour alone."""
    assert between(colours, "bar", "paper") >= THINGS


def test_every_colour_of_the_dark_is_stronger_than_the_one_at_the_element() -> None:
    """A style at the element wins otherwise."""
    colours = re.findall(r"#[0-9a-f]{6}[^;}]*", IN_THE_DARK)

    assert colours
    assert all(colour.endswith("!important") for colour in colours)
    assert {colour[:7] for colour in colours} == set(DARK)
