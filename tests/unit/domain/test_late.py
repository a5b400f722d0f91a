"""Patterns that are compiled when they are first asked."""

import re
from importlib import import_module
from pkgutil import walk_packages

import pytest

import screener
from screener.domain.late import late


def test_it_is_asked_like_any_pattern() -> None:
    """Methods and attributes are those of the compiled one, flags included."""
    pattern = late(r"(?P<word>a+)", re.IGNORECASE)

    assert pattern.sub("b", "cAac") == "cbc"
    assert [found["word"] for found in pattern.finditer("a AA")] == ["a", "AA"]
    assert pattern.pattern == r"(?P<word>a+)"


def test_octets_are_searched_by_octets() -> None:
    """The type of the text is that of the pattern."""
    found = late(rb"\d+").search(b"no 12")

    assert found is not None
    assert found[0] == b"12"


def test_a_mistake_shows_when_it_is_first_asked() -> None:
    """Not when the module is imported."""
    broken = late("(")

    with pytest.raises(re.error):
        broken.match("a")


def test_every_pattern_of_the_program_can_be_compiled() -> None:
    """A mistake in one that is asked seldom is found here."""
    names = [found.name for found in walk_packages(screener.__path__, "screener.")]
    patterns = [
        pattern
        for name in names
        if ".migrations" not in name and not name.endswith("__main__")  # these run something
        for pattern in vars(import_module(name)).values()
        if type(pattern) is type(late(""))
    ]

    assert len(patterns) > 100
    assert all(pattern.pattern for pattern in patterns)
