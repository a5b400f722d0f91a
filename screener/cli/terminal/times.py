"""Times as people write and read them on the command line.

What is written without a zone is in the account's; what is shown is in the account's zone with its
offset, and in JSON in UTC with a `Z`.
"""

from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta, tzinfo

import click

Said = timedelta | date | datetime
"""A span before or after now, a day, or a moment, which may have no zone yet."""


def span(_: click.Context, __: click.Parameter, text: str | None) -> timedelta | None:
    """The callback of an option that is written as `30m`, `2h` or `7d`. Raises BadParameter."""
    if text is None:
        return None
    try:
        return _span(text)
    except ValueError:
        raise click.BadParameter(f"{text!r} is no span of time such as `30m`, `2h`, `7d`") from None


def said(_: click.Context, __: click.Parameter, text: str | None) -> Said | None:
    """The callback of an option that is a span, a day or a moment. Raises BadParameter."""
    if text is None:
        return None
    for read in (_span, date.fromisoformat, datetime.fromisoformat):
        with suppress(ValueError):
            return _possible(read(text.strip()))
    raise click.BadParameter(
        f"{text!r} is neither a span of time (`2h`, `7d`) nor a day or a time"
        " (`2026-11-20`, `2026-11-20T15:00`)"
    )


def _span(text: str) -> timedelta:
    from pydantic import TypeAdapter

    from screener.domain.written import Duration

    found: timedelta = TypeAdapter(Duration).validate_python(text)
    return found


def _possible(said: Said) -> Said:
    """The same; ValueError if some zone would not know it."""
    if isinstance(said, date) and not 1970 < said.year < 9999:
        raise ValueError("no such year")
    return said


def moment(said: Said, *, now: datetime, zone: tzinfo) -> datetime:
    """When that was, in UTC: a span counts back from now, a day begins at its midnight."""
    match said:
        case timedelta():
            return now - said
        case datetime():
            return (said if said.tzinfo else said.replace(tzinfo=zone)).astimezone(UTC)
        case date():
            return datetime.combine(said, time(), tzinfo=zone).astimezone(UTC)


def last_day(said: Said, *, today: date) -> date:
    """The day on which something ends: a span counts from today, and ends no earlier than asked."""
    match said:
        case timedelta():
            return today + timedelta(days=-(-said // timedelta(days=1)))
        case datetime():
            return said.date()
        case date():
            return said


def local(at: datetime, zone: tzinfo) -> str:
    """For people: `2026-11-20 13:01+01:00`."""
    return at.astimezone(zone).isoformat(sep=" ", timespec="minutes")


def utc(at: datetime) -> str:
    """For programs: `2026-11-20T12:01:00Z`."""
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
