"""What bash and fish are told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screener.cli.completion.shells import Line, line_up_to_the_cursor

USUAL = " \t\n\"'@><=;|&(:"
"""COMP_WORDBREAKS as bash has it."""


def read(text: str) -> Line:
    """The line in a bash as it is installed."""
    return line_up_to_the_cursor(text, breaks=USUAL)


@pytest.mark.parametrize(
    ("text", "words", "typed"),
    [
        ("screener ", ["screener"], ""),
        ("screener clo", ["screener"], "clo"),
        ("screener  close pushy@ex", ["screener", "close"], "pushy@ex"),
        ("screener close The\\ man fr", ["screener", "close", "The man"], "fr"),
        ("screener close 'The man' \"fr", ["screener", "close", "The man"], "fr"),
        ("screener close '' a", ["screener", "close", ""], "a"),
    ],
)
def test_a_line_is_read_as_bash_reads_it(text: str, words: list[str], typed: str) -> None:
    """Quotes and backslashes are gone, and an open quotation mark is no mistake."""
    line = read(text)

    assert (line.words, line.typed) == (words, typed)


@pytest.mark.parametrize(
    ("text", "word", "inserted"),
    [
        ("screener close pu", "pushy@example.com", "pushy@example.com"),
        ("screener close pushy@ex", "pushy@example.com", "@example.com"),
        ("screener close 'pushy@ex", "pushy@example.com", "pushy@example.com"),
        ("screener close The", "The man, from", "The\\ man,\\ from"),
        ("screener close The\\ m", "The man", "The\\ man"),
        ('screener close "The m', "The man's $", "The man's \\$"),
        ("screener close 'The m", "The man's $", "The man'\\''s $"),
        ("screener close +1", "+1 202 555 0143", "+1\\ 202\\ 555\\ 0143"),
        ("screener close \\*.f", "*.firm.example", "\\*.firm.example"),
        ("screener log --rule=clo", "--rule=closed door", "closed\\ door"),
        ("screener log --con", "--contact", "--contact"),
        ("screener close Grü", "Grüße", "Grüße"),
        ("screener close ", "$(reboot)", "\\$\\(reboot\\)"),
    ],
)
def test_readline_gets_what_it_is_to_insert(text: str, word: str, inserted: str) -> None:
    """It replaces what stands from the last `@`, or behind the last `:` or `=` or quotation mark,
    and quotes nothing.
    """
    assert read(text).replaced_by(word) == inserted


def test_without_breaks_the_whole_word_is_replaced() -> None:
    """Some people take `@` and `:` out of COMP_WORDBREAKS."""
    line = line_up_to_the_cursor("screener log --contact=pushy@ex", breaks=" ")

    assert line.replaced_by("--contact=pushy@example.com") == "--contact=pushy@example.com"


@given(st.text())
def test_whatever_is_inserted_is_one_word_of_that_text(word: str) -> None:
    """No name that somebody has can become a command."""
    begun = read("screener close ")
    ended = read(f"screener close {begun.replaced_by(word)} ")

    assert ended.words[2:] == ([word] if word else [])
