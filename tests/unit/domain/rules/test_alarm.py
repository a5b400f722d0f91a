"""When somebody comes so often that others should know."""

from datetime import timedelta

import pytest

from screener.domain.record.history import History, Past
from screener.domain.rules.alarm import Unalarming, history_asked, unalarming
from screener.domain.settings.settings import AlertWhen
from tests.builders import NOON

WHEN = (
    AlertWhen(at_least=3, within=timedelta(days=1)),
    AlertWhen(at_least=5, within=timedelta(days=7)),
)


def came(*hours_ago: float, closed: bool = True, forged: tuple[float, ...] = ()) -> History:
    """Knocks so many hours before NOON, in order; the last is the one at hand."""
    pasts = [
        Past(NOON - timedelta(hours=ago), "email", ago not in forged, closed) for ago in hours_ago
    ]
    return History(events=tuple(pasts))


def told(history: History, since_hours: float = 1000) -> bool:
    """Whether others are told, of a door that was closed so many hours ago."""
    since = NOON - timedelta(hours=since_hours)
    return unalarming(history, closed_since=since, when=WHEN) is None


@pytest.mark.parametrize(
    ("hours_ago", "expected"),
    [
        ((2, 1, 0), True),
        ((1, 0), False),
        ((24, 1, 0), False),
        ((23.9, 1, 0), True),
        ((160, 120, 80, 40, 0), True),
        ((168, 120, 80, 40, 0), False),
    ],
)
def test_either_threshold_is_enough(hours_ago: tuple[float, ...], expected: bool) -> None:  # noqa: FBT001  a column of the table
    """A span reaches back from the event at hand, and does not hold its own beginning."""
    assert told(came(*hours_ago)) is expected


def test_what_came_before_the_closing_does_not_count() -> None:
    """Nor what came while the door was open."""
    assert not told(came(3, 2, 0), since_hours=2.5)
    assert not told(came(2, 1, 0, closed=False))


def test_what_nobody_vouches_for_does_not_count() -> None:
    """Otherwise anybody could raise an alarm about somebody else."""
    assert not told(came(2, 1, 0, forged=(1,)))
    assert told(came(3, 2, 1, 0, forged=(1,)))


def test_what_nobody_vouches_for_raises_no_alarm_over_what_was_before() -> None:
    """A forged message could repeat yesterday's."""
    history = came(3, 2, 1, 0, forged=(0,))
    assert unalarming(history, closed_since=NOON - timedelta(days=9), when=WHEN) is (
        Unalarming.NOT_VOUCHED_FOR
    )


def test_at_an_open_door_everything_counts() -> None:
    """There is no closing to count from."""
    assert unalarming(came(2, 1, 0, closed=False), closed_since=None, when=WHEN) is None


def test_what_came_later_does_not_count() -> None:
    """A message that is found late is judged by its own time."""
    late = came(30, 1, 0.5, 29)
    assert not told(late)


def test_one_looks_back_as_far_as_the_longest_span() -> None:
    """And not at all where nobody is to be told of anything."""
    assert history_asked(WHEN).back == timedelta(days=7)
    assert not history_asked(()).anything
