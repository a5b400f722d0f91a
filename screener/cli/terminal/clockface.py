"""How times are told to whoever reads, in one place.

A file or a pipe gets the exact time, `2026-11-20 13:01+01:00`, since it will be read some other
day. Somebody at a terminal is also told what they would say: `3 h ago`, `yesterday 14:05`.
"""

from datetime import UTC, datetime, timedelta, tzinfo
from typing import NamedTuple

from screener.cli.terminal.times import local

EXACT = len("2026-11-20 13:01+01:00")
"""Columns that an exact time takes."""

SPOKEN = len("yesterday 14:05")
"""Columns that a spoken time takes at most."""

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_NAMED = {-1: "yesterday", 0: "today", 1: "tomorrow"}

_MINUTE = timedelta(minutes=1)
_HOUR = timedelta(hours=1)
_BY_THE_CLOCK = timedelta(hours=12)
"""What is farther away is told by its day: `20 h ago` makes people count."""


class Clockface(NamedTuple):
    """Tells times in one zone; `watched` whether somebody reads them now."""

    now: datetime
    zone: tzinfo
    watched: bool

    def at(self, at: datetime) -> str:
        """The exact time, and for somebody who watches also how far away that is."""
        exact = local(at, self.zone)
        return f"{exact} ({away(at, now=self.now, zone=self.zone)})" if self.watched else exact


def spoken(at: datetime, *, now: datetime, zone: tzinfo) -> str:
    """The time as it is said at `now`: `5 min ago`, `in 3 h`, `Tue 14:05`, `20 Nov 14:05`.

    Hours are hours that really went by; days are those of the calendar in `zone`, whichever has 23
    or 25 hours. At most SPOKEN columns.
    """
    if (by_the_clock := _by_the_clock(at, now)) is not None:
        return by_the_clock
    here, days = at.astimezone(zone), _days(at, now, zone)
    if days in _NAMED:
        day = _NAMED[days]
    elif abs(days) < len(_DAYS):
        day = _DAYS[here.weekday()]
    elif here.year == now.astimezone(zone).year:
        day = f"{here.day} {_MONTHS[here.month - 1]}"
    else:
        return here.date().isoformat()
    return f"{day} {here:%H:%M}"


def away(at: datetime, *, now: datetime, zone: tzinfo) -> str:
    """How far away that is, beside a time that is told exactly: `3 h ago`, `in 9 days`.

    Days are those of the calendar in `zone`.
    """
    if (by_the_clock := _by_the_clock(at, now)) is not None:
        return by_the_clock
    days = _days(at, now, zone)
    if days in _NAMED:
        return _NAMED[days]
    return f"in {days} days" if days > 0 else f"{-days} days ago"


def _by_the_clock(at: datetime, now: datetime) -> str | None:
    """As it is told of what is near, else None."""
    # Two times of one zone would be subtracted by the face of the clock, whatever DST did.
    distance = at.astimezone(UTC) - now.astimezone(UTC)
    length = abs(distance)
    if length >= _BY_THE_CLOCK:
        return None
    if length < _MINUTE:
        return "now"
    span = f"{length // _HOUR} h" if length >= _HOUR else f"{length // _MINUTE} min"
    return f"in {span}" if distance > timedelta() else f"{span} ago"


def _days(at: datetime, now: datetime, zone: tzinfo) -> int:
    return (at.astimezone(zone).date() - now.astimezone(zone).date()).days
