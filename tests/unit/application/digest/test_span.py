"""Which digest is due: one a day, at the local time, whatever the clocks do."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screener.application.digest.span import day_due, moment, next_day

BERLIN = ZoneInfo("Europe/Berlin")
NEW_YORK = ZoneInfo("America/New_York")
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
HALF_PAST_SEVEN = time(7, 30)


def due(now: datetime, *, at: time = HALF_PAST_SEVEN, begun: datetime = LONG_AGO) -> date | None:
    """The day in Berlin whose digest is due."""
    return day_due(now, at=at, zone=BERLIN, begun=begun)


def test_a_digest_is_due_at_its_local_time() -> None:
    """In winter half past seven in Berlin is half past six in UTC."""
    before = datetime(2026, 11, 20, 6, 29, tzinfo=UTC)
    assert due(before) == date(2026, 11, 19)
    assert due(before + timedelta(minutes=1)) == date(2026, 11, 20)


def test_the_first_is_due_at_the_first_such_time_after_the_first_start() -> None:
    """A first start catches nothing up."""
    begun = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
    assert due(begun, begun=begun) is None
    assert due(begun + timedelta(hours=18), begun=begun) is None
    assert due(begun + timedelta(hours=19), begun=begun) == date(2026, 11, 21)


def test_after_a_sleep_of_days_one_is_due_and_not_several() -> None:
    """That of the last day that was missed."""
    assert due(datetime(2026, 11, 25, 5, 0, tzinfo=UTC)) == date(2026, 11, 24)


@pytest.mark.parametrize(
    ("zone", "day", "at", "utc"),
    [
        # The clocks of Berlin leave out 02:30 on 29 March: it comes an hour later.
        (BERLIN, date(2026, 3, 29), time(2, 30), datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        # And have 02:30 twice on 25 October: the first one counts.
        (BERLIN, date(2026, 10, 25), time(2, 30), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        (NEW_YORK, date(2026, 3, 8), time(2, 30), datetime(2026, 3, 8, 7, 30, tzinfo=UTC)),
        (NEW_YORK, date(2026, 11, 1), time(1, 30), datetime(2026, 11, 1, 5, 30, tzinfo=UTC)),
    ],
)
def test_hours_that_are_left_out_or_come_twice_have_one_digest(
    zone: ZoneInfo, day: date, at: time, utc: datetime
) -> None:
    """On the days on which the clocks change."""
    assert moment(day, at, zone) == utc


def test_the_next_day_is_the_one_whose_time_is_yet_to_come() -> None:
    """Today's before its time, tomorrow's afterwards."""
    early = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
    assert next_day(early, at=HALF_PAST_SEVEN, zone=BERLIN) == date(2026, 11, 20)
    late = early + timedelta(hours=1)
    assert next_day(late, at=HALF_PAST_SEVEN, zone=BERLIN) == date(2026, 11, 21)


@given(
    zone=st.sampled_from([BERLIN, NEW_YORK]),
    at=st.times(),
    start=st.sampled_from(
        [
            datetime(2026, 3, 6, tzinfo=UTC),
            datetime(2026, 3, 27, tzinfo=UTC),
            datetime(2026, 10, 23, tzinfo=UTC),
            datetime(2026, 10, 30, tzinfo=UTC),
        ]
    ),
    jumps=st.lists(st.integers(-90, 600), max_size=40),
)
def test_clocks_that_jump_around_make_no_day_twice(
    zone: ZoneInfo, at: time, start: datetime, jumps: list[int]
) -> None:
    """With the clock set back and forth by minutes, days are due in their order, each at one time
    of the day, and none before its time.
    """
    now, sent = start, set[date]()
    for minutes in jumps:
        now += timedelta(minutes=minutes)
        day = day_due(now, at=at, zone=zone, begun=start)
        if day is not None and day not in sent:
            assert moment(day, at, zone) <= now
            assert now < moment(day + timedelta(days=1), at, zone)
            sent.add(day)
    for day in sent:
        assert moment(day, at, zone) > start
