"""Which day's digest is due, and of which time it tells.

A digest is known by its day in the account's zone, so that a clock that is set back, an hour that
comes twice and two processes make one digest all the same. After a sleep the latest day that was
missed is made up for, and no other.
"""

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import NamedTuple

from screener.domain.letters.letter import Kind
from screener.ports.store import Store

A_DAY = timedelta(days=1)

AT_LEAST = timedelta(days=7)
"""So long after the last digest one is sent even if there is nothing to say."""

JUST_NOW = timedelta(minutes=5)


class Span(NamedTuple):
    """What a digest tells of: the time after `since` and up to `until`, both aware.

    `looking_back` is whether that time was over when it was asked for.
    """

    day: date
    since: datetime
    until: datetime
    looking_back: bool = False


def key_of(account: str, day: date) -> str:
    """What the digest of that day is about, as a letter."""
    return f"{Kind.DIGEST.value}:{account}:{day.isoformat()}"


def moment(day: date, at: time, zone: tzinfo) -> datetime:
    """When the digest of that day is due, in UTC. A time that the clocks leave out comes as much
    later as they are set forward; of one that comes twice it is the first.
    """
    return datetime.combine(day, at, zone).astimezone(UTC)


def day_due(now: datetime, *, at: time, zone: tzinfo, begun: datetime) -> date | None:
    """The latest day whose time has come since the first start; None before the first."""
    day = now.astimezone(zone).date()
    if moment(day, at, zone) > now:
        day -= A_DAY
    return day if moment(day, at, zone) > begun else None


def next_day(now: datetime, *, at: time, zone: tzinfo) -> date:
    """The day whose digest comes next."""
    day = now.astimezone(zone).date()
    return day if moment(day, at, zone) > now else day + A_DAY


def until_now(store: Store, account: str, day: date, *, now: datetime) -> Span:
    """From the last digest, or the first start, until now."""
    return Span(day, _last(store, account, before=now) or begun(store, now), now)


def of_day(store: Store, account: str, day: date, *, at: time, zone: tzinfo, now: datetime) -> Span:
    """What the digest of that day told of; what it would have told if none was sent."""
    sent = store.letterbox.letter(key_of(account, day))
    until = sent.created if sent is not None else moment(day, at, zone)
    before = _last(store, account, before=until) if sent is not None else None
    since = before or max(begun(store, until - A_DAY), until - A_DAY)
    return Span(day, since, until, looking_back=now - until > JUST_NOW)


def begun(store: Store, otherwise: datetime) -> datetime:
    """When the program was first started."""
    return store.doorbook.begun() or otherwise


def has_been_silent(store: Store, account: str, *, now: datetime) -> bool:
    """Whether the last digest is so long ago that one is due, whatever there is to say."""
    last = _last(store, account, before=now) or begun(store, now)
    return now - last >= AT_LEAST


def _last(store: Store, account: str, *, before: datetime) -> datetime | None:
    return store.daybook.written_before(account, Kind.DIGEST, before=before)
