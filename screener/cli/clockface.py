"""How times are told to whoever reads, in one place.

A file or a pipe gets the exact time, `2026-11-20 13:01+01:00`, since it will be read some other
day. Somebody at a terminal also gets what they would say: `3 h ago`, `yesterday 14:05`.
"""

from datetime import UTC, datetime, timedelta, tzinfo
from typing import NamedTuple

from screener.cli.times import local

EXACT = len("2026-11-20 13:01+01:00")
"""Columns that an exact time takes."""

SPOKEN = len("yesterday 14:05")
"""Columns that a spoken time takes at most."""

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_MINUTE = timedelta(minutes=1)
_HOUR = timedelta(hours=1)
_BY_THE_CLOCK = timedelta(hours=12)
"""What is farther away is told by its day: `20 h ago` makes people count."""


class Clockface(NamedTuple):
    """Tells times in one zone; `spoken` whether there is somebody who reads them now."""

    now: datetime
    zone: tzinfo
    spoken: bool

    def at(self, at: datetime) -> str:
        """The exact time, and at a terminal the spoken one behind it."""
        exact = local(at, self.zone)
        return f"{exact} ({spoken(at, now=self.now, zone=self.zone)})" if self.spoken else exact


def spoken(at: datetime, *, now: datetime, zone: tzinfo) -> str:
    """The time as it is said at `now`: `5 min ago`, `in 3 h`, `Tue 14:05`, `20 Nov 14:05`.

    Hours are hours that really went by; days are those of the calendar in `zone`, whichever has 23
    or 25 hours. At most SPOKEN columns.
    """
    # Two times of one zone would be subtracted by the face of the clock, whatever DST did.
    away = at.astimezone(UTC) - now.astimezone(UTC)
    if abs(away) < _BY_THE_CLOCK:
        return _by_the_clock(away)
    here, today = at.astimezone(zone), now.astimezone(zone).date()
    days = (here.date() - today).days
    named = {-1: "yesterday", 0: "today", 1: "tomorrow"}
    if days in named:
        day = named[days]
    elif abs(days) < len(_DAYS):
        day = _DAYS[here.weekday()]
    elif here.year == today.year:
        day = f"{here.day} {_MONTHS[here.month - 1]}"
    else:
        return here.date().isoformat()
    return f"{day} {here:%H:%M}"


def _by_the_clock(away: timedelta) -> str:
    length = abs(away)
    if length < _MINUTE:
        return "now"
    span = f"{length // _HOUR} h" if length >= _HOUR else f"{length // _MINUTE} min"
    return f"in {span}" if away > timedelta() else f"{span} ago"
