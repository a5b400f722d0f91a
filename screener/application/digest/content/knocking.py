"""Closed doors in the digest: who knocked how often, and by which channels.

Everything here is told under the name in the user's own files, and nothing else.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta, tzinfo

from screener.application.desk import Desk
from screener.application.digest.span import Span
from screener.domain.digest.digest import TREND_DAYS, AtClosedDoor
from screener.ports.daybook import Knocked

NOTED = "note"

CHANNELS = ("email", "voicemail", "call", NOTED)
"""The channels by which somebody may knock, in the order in which they are told."""


class Knocking:
    """Knocks as far back as the pictures and alerts go, those at other accounts left out.

    `knocks` has them by the line of `closed`.
    """

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
        self.knocks = _by_line(found)

    def at_closed_doors(self, decided: Mapping[str, Counter[str]]) -> list[AtClosedDoor]:
        """Those who knocked in the span, the most knocks first; `decided` counts by channel."""
        counted = {line: Counter(channels) for line, channels in decided.items()}
        for line, knocks in self.knocks.items():
            noted = sum(one.channel == NOTED and one.at > self._span.since for one in knocks)
            if noted:
                counted.setdefault(line, Counter())[NOTED] += noted
        found = [
            AtClosedDoor(line, channels.total(), _in_order(channels), self._trend(line))
            for line, channels in counted.items()
        ]
        return sorted(found, key=lambda one: (-one.knocks, one.contact))

    def _trend(self, line: str) -> tuple[int, ...]:
        last = self._span.until.astimezone(self._zone).date()
        days = Counter(_day(one.at, self._zone) for one in self.knocks.get(line, ()))
        return tuple(days[last - timedelta(days=back)] for back in range(TREND_DAYS - 1, -1, -1))


def _by_line(found: Iterable[Knocked]) -> dict[str, list[Knocked]]:
    knocks: dict[str, list[Knocked]] = {}
    for knock in found:
        knocks.setdefault(knock.line, []).append(knock)
    return knocks


def _in_order(channels: Mapping[str, int]) -> dict[str, int]:
    return {one: channels[one] for one in sorted(channels, key=CHANNELS.index)}


def _day(at: datetime, zone: tzinfo) -> date:
    return at.astimezone(zone).date()
