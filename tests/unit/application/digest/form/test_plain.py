"""The digest as a text."""

import shlex
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screener.application.digest.form.lines import continued
from screener.application.digest.form.plain import COLUMNS, LIMIT, text_of
from screener.domain.digest.digest import Balance, Digest
from screener.domain.record.decision import Mode
from screener.domain.visible import cells
from tests.digests import a_digest, a_heavy_day, a_point, a_typical_day, ago, sent

GOLDEN = Path(__file__).with_name("typical.txt")

DAYS = {
    "typical": a_typical_day(),
    "empty": a_digest(since=ago(days=7)),
    "heavy": a_heavy_day(),
    "observing": a_typical_day(mode=Mode.OBSERVE),
    "paused": a_digest(paused="Monday 30 November, 09:00", balance=Balance(12, 0, 12)),
}


def test_a_typical_day_reads_like_this() -> None:
    """To the letter: read the file as somebody who gets it, before you change it."""
    assert text_of(a_typical_day()) == GOLDEN.read_text("utf-8")


@pytest.mark.parametrize("digest", DAYS.values(), ids=DAYS)
def test_no_line_is_longer_than_a_terminal(digest: Digest) -> None:
    """But for a word of a command that is too long by itself, since it is to be copied."""
    lines = text_of(digest).split("\n")
    too_long = [line.strip(" \\") for line in lines if cells(line) > COLUMNS]

    assert all(len(shlex.split(line)) == 1 for line in too_long)
    assert all(line == line.rstrip() for line in lines)


LONG = ("'Informational interviews start with a résumé'", "--since 2026-11-26T07:30:00+01:00")


@given(
    words=st.lists(st.sampled_from(["screener", "undo", *LONG, "x" * 90]), min_size=1, max_size=9)
)
def test_a_command_on_several_lines_is_the_same_to_a_shell(words: list[str]) -> None:
    """Copied as it stands; and only a word that is too long by itself makes a line too long."""
    lines = list(continued(words, COLUMNS, first="      ", then="          "))

    # A shell takes a backslash out together with the end of its line (POSIX, XCU 2.2.1).
    read = "\n".join(lines).replace("\\\n", "")

    assert shlex.split(read) == shlex.split(" ".join(words))
    assert all(cells(line) <= COLUMNS or "x" * 90 in line for line in lines)


@pytest.mark.parametrize("digest", DAYS.values(), ids=DAYS)
def test_it_goes_through_a_mail_as_it_is(digest: Digest) -> None:
    """No line is broken or joined, and none gets a space at its beginning."""
    assert sent(text_of(digest)) == text_of(digest)


@pytest.mark.parametrize("digest", DAYS.values(), ids=DAYS)
def test_it_is_never_long(digest: Digest) -> None:
    """However much there is to tell."""
    assert len(text_of(digest).encode()) <= LIMIT


def test_a_link_of_a_stranger_is_shown_and_not_made() -> None:
    """Programs look for `://` and `www.`."""
    text = text_of(a_digest(points=[a_point("See http://evil.example or www.evil.example")]))

    assert "http[:]//evil.example or www[.]evil.example" in text


def test_commands_are_explained_where_there_are_any() -> None:
    """And only there."""
    assert "commands, to be typed" in text_of(a_typical_day())
    assert "commands" not in text_of(a_digest(balance=Balance(2, 1, 1)))
