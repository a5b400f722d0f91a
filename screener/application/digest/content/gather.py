"""From what is remembered to the digest of one account: looked up, and nothing decided or sent."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import TypeVar

from screener.application.commands.told import told
from screener.application.desk import Desk
from screener.application.digest.content.alarms import alarms
from screener.application.digest.content.closed_by_now import UNKNOWN, ClosedByNow
from screener.application.digest.content.happened import Happened, Tally, happened
from screener.application.digest.content.items import item, undo
from screener.application.digest.content.knocking import Knocking
from screener.application.digest.content.noting import came_again
from screener.application.digest.content.problems import problems
from screener.application.digest.content.questions import questions, untold
from screener.application.digest.content.stays import forsaken_in_gates, in_gates, left_gates
from screener.application.digest.content.strangers import waiting
from screener.application.digest.span import Span
from screener.application.pausing import paused_until
from screener.application.record.note import noted
from screener.domain.digest.command import VALID_DAYS, undo_rule
from screener.domain.digest.digest import Act, Answer, ByRule, Digest, NotAnswered, Point
from screener.domain.letters.letter import ANSWERS, Kind
from screener.domain.letters.outgoing import Stage
from screener.domain.record.decision import CLOSED_DOOR
from screener.ports.daybook import Letterhead, Sent

T = TypeVar("T")

_TOLD = ANSWERS | {Kind.HAND_OFF}


def gather(desk: Desk, span: Span) -> Digest:
    """The digest of that span. Raises DiskTrouble."""
    dealt = desk.store.daybook.dealt(desk.account, since=span.since, until=span.until)
    closed = ClosedByNow(desk.rulebook().directory, today=desk.doors.today())
    notes = noted(desk.store)
    counted = happened(dealt, closed, notes)
    shown = closed.seen(desk.store.daybook.letterheads(counted.shown))
    letters = desk.store.daybook.letters(desk.account, since=span.since, until=span.until)
    knocking = Knocking(desk, span)
    gates = in_gates(desk)
    inside = {one.contact for one in gates}
    again = list(came_again(desk, counted.again, shown, notes, inside))
    told_of = inside.union(one.contact for one in again if one.contact)
    points = (
        *alarms(desk, span, knocking.knocks, closed),
        *left_gates(desk, span, closed),
        *forsaken_in_gates(desk, span, closed),
        *_points(desk, span, counted, letters, closed),
        *again,
    )
    return Digest(
        account=desk.account,
        whose=desk.answers.address,
        day=span.day,
        since=span.since,
        until=span.until,
        zone=desk.policy.zone,
        mode=desk.policy.mode,
        valid=span.day + timedelta(days=VALID_DAYS),
        head=desk.store.head(),
        balance=counted.balance(answered=_went_out(letters)),
        commands=counted.commands,
        points=sorted(points, key=lambda point: point.at),
        closed=knocking.at_closed_doors(counted.knocks),
        gates=gates,
        waiting=waiting(desk, span, counted, closed, told_of),
        rules=[
            *_by_rule(counted.rules, span, shown),
            *_by_rule(counted.trials, span, shown, on_trial=True),
        ],
        replies=[
            _answer(one, closed)
            for one in reversed(letters)
            if one.kind in _TOLD and (one.stage is Stage.DRAFTED or not one.as_draft)
        ],
        refused=[
            NotAnswered(reason, one.times, one.whom[::-1])
            for reason, one in _most_first(counted.refused, lambda one: one.times)
        ],
        paused=paused_until(desk),
        looking_back=span.looking_back,
    )


def _points(
    desk: Desk, span: Span, counted: Happened, letters: Sequence[Sent], closed: ClosedByNow
) -> Iterator[Point]:
    words = told(
        desk.store, desk.account, since=span.since, until=span.until, zone=desk.policy.zone
    )
    yield from untold(questions(desk, span), words)
    yield from words
    yield from problems(
        desk,
        span,
        closed,
        letters=letters,
        unreadable=counted.unreadable,
        not_handed_on=counted.not_handed_on,
    )


def _went_out(letters: Iterable[Sent]) -> int:
    """How many automatic answers; of those that wait nobody knows yet."""
    return sum(one.kind in ANSWERS and one.stage is Stage.SENT for one in letters)


def _by_rule(
    tallies: Mapping[str, Tally],
    span: Span,
    shown: Mapping[str, Letterhead],
    *,
    on_trial: bool = False,
) -> Iterator[ByRule]:
    """The one with the most messages first; what a rule did can be taken back as a whole.

    Messages that have no letterhead in `shown` are only counted. What the built-in rule did is told
    with the closed doors.
    """
    for rule, tally in _most_first(tallies, lambda one: one.count):
        if rule == CLOSED_DOOR:
            continue
        take_back = Act("Take it all back", undo_rule(rule, since=span.since, until=span.until))
        yield ByRule(
            rule=rule,
            count=tally.count,
            items=tuple(
                item(one, shown[one.id], trial=rule)
                if on_trial
                else item(one, shown[one.id], undo(one))
                for one in tally.latest
                if one.id in shown
            ),
            on_trial=on_trial,
            acts=(take_back,) if tally.can_undo else (),
        )


def _most_first(counted: Mapping[str, T], number: Callable[[T], int]) -> Iterable[tuple[str, T]]:
    return sorted(counted.items(), key=lambda each: (-number(each[1]), each[0]))


def _answer(one: Sent, closed: ClosedByNow) -> Answer:
    return Answer(
        at=one.at,
        to=closed.called(one.contact) if one.contact else UNKNOWN,
        template=None if one.kind is Kind.HAND_OFF else one.template,
        status=one.stage.value,
        reason=one.reason,
    )
