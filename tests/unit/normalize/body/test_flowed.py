"""Soft line breaks of format=flowed (RFC 3676) are taken out again."""

from screener.normalize.body.flowed import unflowed


def test_a_line_that_ends_in_a_space_goes_on() -> None:
    """With DelSp the space is no part of the text."""
    assert unflowed("one \ntwo\nthree", delete_space=False) == "one two\nthree"
    assert unflowed("to  \nyou\nfor \never", delete_space=True) == "to you\nforever"


def test_stuffing_is_taken_off() -> None:
    """Section 4.4: a space before `From ` or another space."""
    assert unflowed(" From me\n  two", delete_space=False) == "From me\n two"


def test_signatures_and_quotes_are_left_alone() -> None:
    """`-- ` ends in a space and is not flowed."""
    assert unflowed("hi\n-- \nAl\n> a \n> b", delete_space=False) == "hi\n-- \nAl\n> a \n> b"
