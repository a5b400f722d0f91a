"""Who came so often that others should know: whether those were told of it, and if not why.

As with everything at a closed door it is told under the name in the user's own files.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from screener.application.desk import Desk
from screener.application.digest.content.closed_by_now import ClosedByNow
from screener.application.digest.span import A_DAY, Span
from screener.domain.digest.digest import Kind, Point
from screener.domain.duration import in_words
from screener.domain.letters.letter import Kind as Letters
from screener.domain.letters.outgoing import Stage
from screener.domain.record.decision import Mode
from screener.domain.rules.alarm import Unalarming
from screener.domain.settings.settings import AlertWhen
from screener.ports.daybook import Knocked, Sent

_WAITS = frozenset({Stage.WAITING, Stage.STARTED})


class Barrage(NamedTuple):
    """So many knocks within a span, the last of them at that time."""

    times: int
    within: timedelta
    last: datetime

    def __str__(self) -> str:
        return f"knocked {self.times} times within {in_words(self.within)}"


def alarms(
    desk: Desk, span: Span, knocks: Mapping[str, Sequence[Knocked]], closed: ClosedByNow
) -> Iterator[Point]:
    """One for each contact; none again where people were told before the span, on the same day."""
    written = _alerts(desk, span, closed)
    for line in knocks.keys() | written.keys():
        barrage = _barrage(knocks.get(line, ()), desk.policy.alert_when, after=span.since)
        letter = written.get(line)
        if letter is not None:
            yield from _of_letter(letter, line, barrage, desk, span)
        elif barrage is not None:
            text = f"{line} {barrage}. Nobody was told{_why_nobody(line, desk)}."
            yield Point(Kind.ALARM, "barrage", barrage.last, text, contact=line)


def _alerts(desk: Desk, span: Span, closed: ClosedByNow) -> dict[str, Sent]:
    """The last alert about each, those of the day before the span included."""
    letters = desk.store.daybook.letters(desk.account, since=span.since - A_DAY, until=span.until)
    return {
        closed.called(one.contact): one
        for one in letters
        if one.kind is Letters.ALERT and one.contact is not None
    }


def _of_letter(
    letter: Sent, line: str, barrage: Barrage | None, desk: Desk, span: Span
) -> Iterator[Point]:
    """That it was sent in the span, or waits; an error of its own tells what else became of it."""
    often = str(barrage or "came again and again")
    whom = ", ".join(_told_of(line, desk))
    if letter.stage is Stage.SENT and letter.at > span.since:
        text = f"{line} {often}. {whom or 'Those whom you named'} heard of it."
        yield Point(Kind.ALARM, "alerted", letter.at, text, contact=line)
    elif letter.stage in _WAITS:
        why = f": {letter.reason.rstrip('.')}" if letter.reason else ""
        text = f"{line} {often}. The alert to {whom or 'those whom you named'} waits{why}."
        yield Point(Kind.ALARM, "alert_waits", letter.at, text, contact=line)


def _why_nobody(line: str, desk: Desk) -> str:
    if not _told_of(line, desk):
        return ", since no `alert` stands beside them in your files"
    if desk.policy.mode is Mode.OBSERVE:
        return ", since screener observes"
    return f": {Unalarming.NO_SMTP}" if desk.post is None else ""


def _told_of(line: str, desk: Desk) -> Sequence[str]:
    """Who is to hear of them, as the user's files say."""
    entry = desk.rulebook().directory.named(line)
    return entry.alert if entry is not None else ()


def _barrage(
    knocks: Sequence[Knocked], when: Sequence[AlertWhen], *, after: datetime
) -> Barrage | None:
    """Too many that nobody else could have sent, the last of them after that time."""
    times = [one.at for one in knocks if one.authenticated]
    last = max(times, default=None)
    if last is None or last <= after:
        return None
    for each in when:
        number = sum(last - each.within < at <= last for at in times)
        if number >= each.at_least:
            return Barrage(number, each.within, last)
    return None
