"""How times are told to people."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screener.cli.terminal.clockface import SPOKEN, Clockface, away, spoken

BERLIN = ZoneInfo("Europe/Berlin")
NEW_YORK = ZoneInfo("America/New_York")

NOW = datetime(2026, 11, 20, 14, 30, tzinfo=BERLIN)
"""A Friday."""


@pytest.mark.parametrize(
    ("before", "told"),
    [
        (timedelta(), "now"),
        (timedelta(seconds=59), "now"),
        (timedelta(seconds=60), "1 min ago"),
        (timedelta(minutes=59, seconds=59), "59 min ago"),
        (timedelta(hours=3, minutes=59), "3 h ago"),
        (timedelta(hours=11, minutes=59), "11 h ago"),
        (timedelta(hours=12), "today 02:30"),
        (timedelta(hours=15), "yesterday 23:30"),
        (timedelta(hours=38), "yesterday 00:30"),
        (timedelta(hours=39), "Wed 23:30"),
        (timedelta(days=6), "Sat 14:30"),
        (timedelta(days=7), "13 Nov 14:30"),
        (timedelta(days=323), "1 Jan 14:30"),
        (timedelta(days=324), "2025-12-31"),
    ],
)
def test_the_past_is_told_as_people_say_it(before: timedelta, told: str) -> None:
    """By the clock for half a day, then by the day, then by the date."""
    assert spoken(NOW - before, now=NOW, zone=BERLIN) == told


@pytest.mark.parametrize(
    ("ahead", "told"),
    [
        (timedelta(seconds=30), "now"),
        (timedelta(minutes=5), "in 5 min"),
        (timedelta(hours=9), "in 9 h"),
        (timedelta(hours=20), "tomorrow 10:30"),
        (timedelta(days=2), "Sun 14:30"),
        (timedelta(days=30), "20 Dec 14:30"),
        (timedelta(days=60), "2027-01-19"),
    ],
)
def test_so_is_what_is_to_come(ahead: timedelta, told: str) -> None:
    """Deadlines of gates, for one."""
    assert spoken(NOW + ahead, now=NOW, zone=BERLIN) == told


def test_yesterday_begins_at_midnight_where_the_user_is() -> None:
    """The same moment is of another day elsewhere."""
    at, now = datetime(2026, 11, 20, 4, tzinfo=UTC), datetime(2026, 11, 20, 20, tzinfo=UTC)

    assert spoken(at, now=now, zone=BERLIN) == "today 05:00"
    assert spoken(at, now=now, zone=NEW_YORK) == "yesterday 23:00"


@pytest.mark.parametrize(
    ("zone", "at", "now", "told"),
    [
        # Clocks are put back: half past two comes twice, an hour apart.
        (BERLIN, "2026-10-25T00:30Z", "2026-10-25T01:30Z", "1 h ago"),
        (NEW_YORK, "2026-11-01T05:30Z", "2026-11-01T06:30Z", "1 h ago"),
        # Clocks are put forward: two minutes lie between 01:59 and 03:01.
        (BERLIN, "2026-03-29T00:59Z", "2026-03-29T01:01Z", "2 min ago"),
        (NEW_YORK, "2026-03-08T06:59Z", "2026-03-08T07:01Z", "2 min ago"),
        # The day of 25 hours: 24 hours before its last is still that day.
        (BERLIN, "2026-10-24T22:30Z", "2026-10-25T22:30Z", "today 00:30"),
        # The day of 23 hours: 24 hours after its first is past the next midnight.
        (BERLIN, "2026-03-28T23:30Z", "2026-03-29T22:30Z", "yesterday 00:30"),
    ],
)
def test_hours_are_counted_as_they_went_by_and_days_as_the_calendar_has_them(
    zone: ZoneInfo, at: str, now: str, told: str
) -> None:
    """On the days on which the two do not agree."""
    then, now_ = (datetime.fromisoformat(one).astimezone(zone) for one in (at, now))

    assert spoken(then, now=now_, zone=zone) == told


def test_a_file_gets_the_exact_time_only() -> None:
    """What was three hours ago is true for a minute."""
    at = NOW - timedelta(hours=3)

    assert Clockface(NOW, BERLIN, watched=False).at(at) == "2026-11-20 11:30+01:00"
    assert Clockface(NOW, BERLIN, watched=True).at(at) == "2026-11-20 11:30+01:00 (3 h ago)"


@pytest.mark.parametrize(
    ("distance", "told"),
    [
        (timedelta(hours=-3), "3 h ago"),
        (timedelta(hours=-13), "today"),
        (timedelta(hours=-15), "yesterday"),
        (timedelta(days=-2), "2 days ago"),
        (timedelta(days=-400), "400 days ago"),
        (timedelta(hours=13), "tomorrow"),
        (timedelta(days=9), "in 9 days"),
    ],
)
def test_beside_the_exact_time_stands_how_far_away_it_is(distance: timedelta, told: str) -> None:
    """The hour is not told twice."""
    assert away(NOW + distance, now=NOW, zone=BERLIN) == told


def test_the_hour_that_comes_twice_is_told_apart_by_its_offset() -> None:
    """That is why the exact time has one."""
    clockface = Clockface(NOW, BERLIN, watched=False)

    assert clockface.at(datetime(2026, 10, 25, 0, 30, tzinfo=UTC)) == "2026-10-25 02:30+02:00"
    assert clockface.at(datetime(2026, 10, 25, 1, 30, tzinfo=UTC)) == "2026-10-25 02:30+01:00"


MOMENTS = st.datetimes(
    min_value=datetime(1971, 1, 1),  # noqa: DTZ001  hypothesis adds the zone
    max_value=datetime(2100, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)


@given(MOMENTS, MOMENTS, st.sampled_from([UTC, BERLIN, NEW_YORK]))
def test_no_spoken_time_is_wider_than_its_column(
    at: datetime, now: datetime, zone: ZoneInfo
) -> None:
    """Tables count on it."""
    assert 0 < len(spoken(at, now=now, zone=zone)) <= SPOKEN
