"""Closed doors in the digest: who knocked how often, and whether somebody should be told.

Everything here is told under the name in the user's own files, and nothing else.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta, tzinfo
from typing import NamedTuple

from screener.application.desk import Desk
from screener.application.digest.span import Span
from screener.domain.digest.digest import TREND_DAYS, AtClosedDoor, Kind, Point
from screener.domain.duration import in_words
from screener.domain.letters.letter import Kind as Letters
from screener.domain.letters.outgoing import Stage
from screener.ports.daybook import Knocked, Sent

NOTED = "note"

CHANNELS = ("email", "voicemail", "call", NOTED)
"""The channels by which somebody may knock, in the order in which they are told."""


class Barrage(NamedTuple):
    """So many knocks within a span, the last of them at that time."""

    times: int
    within: timedelta
    last: datetime


class Knocking:
    """Knocks as far back as the pictures go, those at other accounts left out."""

    def __init__(self, desk: Desk, span: Span) -> None:
        self._desk = desk
        self._span = span
        self._zone = desk.policy.zone
        back = max(
            [timedelta(days=TREND_DAYS + 1), *(one.within for one in desk.policy.alert_when)]
        )
        since, until = span.until - back, span.until
        found = list(desk.store.daybook.knocks(desk.account, since=since, until=until))
        if desk.is_first:
            found += desk.store.daybook.knocks(None, since=since, until=until)
        self._knocks: dict[str, list[Knocked]] = defaultdict(list)
        for knock in found:
            self._knocks[knock.line].append(knock)

    def at_closed_doors(self, decided: Mapping[str, Counter[str]]) -> list[AtClosedDoor]:
        """Those who knocked in the span, the most knocks first; `decided` counts by channel."""
        counted = {line: Counter(channels) for line, channels in decided.items()}
        for line, knocks in self._knocks.items():
            noted = sum(one.channel == NOTED and one.at > self._span.since for one in knocks)
            if noted:
                counted.setdefault(line, Counter())[NOTED] += noted
        found = [
            AtClosedDoor(line, channels.total(), _in_order(channels), self._trend(line))
            for line, channels in counted.items()
        ]
        return sorted(found, key=lambda one: (-one.knocks, one.contact))

    def alarms(self, letters: Sequence[Sent]) -> Iterator[Point]:
        """Who came so often that others were told, or would be if the user's files named any."""
        told = {
            one.contact: one
            for one in letters
            if one.kind is Letters.ALERT and one.stage is Stage.SENT and one.contact is not None
        }
        for contact, letter in told.items():
            whom = ", ".join(self._told_of(contact)) or "Those whom you named"
            barrage = self._barrage(self._knocks.get(contact, ()))
            often = _often(barrage) if barrage else "came again and again"
            text = f"{contact} {often}. {whom} heard of it."
            yield Point(Kind.ALARM, "alerted", letter.at, text, contact=contact)
        for line, knocks in self._knocks.items():
            if line in told or self._told_of(line):
                continue
            if (barrage := self._barrage(knocks)) is not None:
                text = (
                    f"{line} {_often(barrage)}. Nobody was told, since no `alert` stands beside"
                    " them in your files."
                )
                yield Point(Kind.ALARM, "barrage", barrage.last, text, contact=line)

    def _told_of(self, line: str) -> Sequence[str]:
        """Who is to hear of them, as the user's files say."""
        entry = self._desk.rulebook().directory.named(line)
        return entry.alert if entry is not None else ()

    def _barrage(self, knocks: Sequence[Knocked]) -> Barrage | None:
        """Too many that nobody else could have sent, the last of them in the span."""
        times = [one.at for one in knocks if one.authenticated]
        last = max(times, default=None)
        if last is None or last <= self._span.since:
            return None
        for each in self._desk.policy.alert_when:
            number = sum(last - each.within < at <= last for at in times)
            if number >= each.at_least:
                return Barrage(number, each.within, last)
        return None

    def _trend(self, line: str) -> tuple[int, ...]:
        last = self._span.until.astimezone(self._zone).date()
        days = Counter(_day(one.at, self._zone) for one in self._knocks[line])
        return tuple(days[last - timedelta(days=back)] for back in range(TREND_DAYS - 1, -1, -1))


def _in_order(channels: Mapping[str, int]) -> dict[str, int]:
    return {one: channels[one] for one in sorted(channels, key=CHANNELS.index)}


def _often(barrage: Barrage) -> str:
    return f"knocked {barrage.times} times within {in_words(barrage.within)}"


def _day(at: datetime, zone: tzinfo) -> date:
    return at.astimezone(zone).date()
