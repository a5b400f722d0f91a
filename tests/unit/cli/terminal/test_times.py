"""Times as people write and read them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import click
import pytest

from screener.cli.terminal.times import Said, last_day, local, moment, said, span, utc

ROME = ZoneInfo("Europe/Rome")
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
HERE = click.Context(click.Command("test"))
OPTION = click.Option(["--since"])


def read(text: str) -> Said:
    """What that means."""
    found = said(HERE, OPTION, text)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("2h", datetime(2026, 11, 20, 10, tzinfo=UTC)),
        ("1d12h", datetime(2026, 11, 19, 0, tzinfo=UTC)),
        ("2026-11-20", datetime(2026, 11, 19, 23, tzinfo=UTC)),
        ("2026-07-01", datetime(2026, 6, 30, 22, tzinfo=UTC)),
        ("2026-11-20T13:00", datetime(2026, 11, 20, 12, tzinfo=UTC)),
        ("2026-11-20 13:00", datetime(2026, 11, 20, 12, tzinfo=UTC)),
        ("2026-11-20T13:00Z", datetime(2026, 11, 20, 13, tzinfo=UTC)),
    ],
)
def test_a_moment_is_read_in_the_zone_of_the_account(text: str, when: datetime) -> None:
    """A span counts back, a day begins at its midnight there, an offset wins."""
    assert moment(read(text), now=NOW, zone=ROME) == when


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-12-24", date(2026, 12, 24)),
        ("2026-12-24T18:00", date(2026, 12, 24)),
        ("30d", date(2026, 12, 20)),
        ("2h", date(2026, 11, 21)),
    ],
)
def test_an_end_is_a_day_and_no_earlier_than_asked(text: str, day: date) -> None:
    """A part of a day counts as a day."""
    assert last_day(read(text), today=date(2026, 11, 20)) == day


@pytest.mark.parametrize("text", ["yesterday", "", "2026-13-01", "12", "0001-01-01", "9999-12-31"])
def test_what_is_no_time_is_refused(text: str) -> None:
    """So is a year that some zone does not know."""
    with pytest.raises(click.BadParameter):
        said(HERE, OPTION, text)


@pytest.mark.parametrize("text", ["soon", "2026-11-20", "-2h"])
def test_what_is_no_span_is_refused(text: str) -> None:
    """A day is no span."""
    with pytest.raises(click.BadParameter):
        span(HERE, OPTION, text)


def test_an_option_that_is_left_out_stays_out() -> None:
    """None is not a time."""
    assert said(HERE, OPTION, None) is None
    assert span(HERE, OPTION, None) is None


def test_a_span_is_a_span() -> None:
    """Weeks to seconds."""
    assert span(HERE, OPTION, "1w 30s") == timedelta(weeks=1, seconds=30)


def test_people_see_the_offset_and_programs_a_z() -> None:
    """The offset is the one of that day."""
    summer = datetime(2026, 7, 1, 12, 0, 30, 999, tzinfo=UTC)

    assert local(NOW, ROME) == "2026-11-20 13:00+01:00"
    assert local(summer, ROME) == "2026-07-01 14:00+02:00"
    assert utc(summer.astimezone(ROME)) == "2026-07-01T12:00:30Z"
