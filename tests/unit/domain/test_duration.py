"""How long something is, in words."""

from datetime import timedelta

import pytest

from screener.domain.duration import about, in_words


@pytest.mark.parametrize(
    ("span", "said"),
    [
        (timedelta(days=90), "90 days"),
        (timedelta(weeks=1), "7 days"),
        (timedelta(hours=24), "a day"),
        (timedelta(hours=36), "36 hours"),
        (timedelta(hours=1), "an hour"),
        (timedelta(minutes=90), "90 minutes"),
        (timedelta(seconds=60), "a minute"),
        (timedelta(seconds=61.5), "61 seconds"),
        (timedelta(seconds=1), "a second"),
        (timedelta(0), "0 seconds"),
    ],
)
def test_a_span_is_said_in_the_longest_unit_that_is_exact(span: timedelta, said: str) -> None:
    """So that `36h` is never told as a day."""
    assert in_words(span) == said


@pytest.mark.parametrize(
    ("span", "said"),
    [
        (timedelta(seconds=7), "a minute"),
        (timedelta(minutes=59, seconds=31), "an hour"),
        (timedelta(minutes=119, seconds=10), "119 minutes"),
        (timedelta(minutes=125), "2 hours"),
        (timedelta(hours=47, minutes=10), "47 hours"),
        (timedelta(hours=50), "2 days"),
    ],
)
def test_what_lasted_is_said_roughly(span: timedelta, said: str) -> None:
    """Nobody wants to read of seconds."""
    assert in_words(about(span)) == said
