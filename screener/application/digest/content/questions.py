"""The user's open questions as points of the digest, each with the answers that can be touched.

A question is shown for a week; then it is for `screener doors` and `contact` alone, since what
nobody answers for a week need not be read an eighth time. What only has to be told is told once.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from screener.application.commands.doors import ANSWERED
from screener.application.commands.told import COMMAND_WAITS
from screener.application.desk import Desk
from screener.application.digest.span import Span
from screener.application.gates.passing import door_of
from screener.application.record.likeness import Here, MaybeClosed, maybe_closed
from screener.domain.digest.command import Command, Verb
from screener.domain.digest.digest import Act, Kind, Point
from screener.domain.doors.likeness import SAID_OF
from screener.domain.record.decision import Decision, Door
from screener.domain.record.event import Unreadable
from screener.domain.record.question import Asks, Question
from screener.ports.store import Store

SHOWN_FOR = timedelta(days=7)

TOLD_ONCE = frozenset({Asks.OPENS, Asks.OPENED, Asks.REFUSED, Asks.TRASHED})
"""Nobody has to answer these: as soon as a digest has told them they are settled."""

_KIND = {
    Asks.CLOSE: Kind.PROPOSAL,
    Asks.WELCOME: Kind.PROPOSAL,
    Asks.MOVED_BACK: Kind.PROPOSAL,
    Asks.WROTE: Kind.PROPOSAL,
    Asks.SAME: Kind.PROPOSAL,
    Asks.OPENS: Kind.NEWS,
    Asks.OPENED: Kind.NEWS,
    Asks.REFUSED: Kind.ERROR,
    Asks.TRASHED: Kind.NEWS,
    Asks.QUEUED: Kind.ERROR,
}

_ANSWERS = {
    Asks.CLOSE: (("Close the door", Verb.CLOSE),),
    Asks.WELCOME: (("Always let in", Verb.WELCOME),),
    Asks.MOVED_BACK: (("Open the door", Verb.OPEN),),
    Asks.WROTE: (("Open the door", Verb.OPEN),),
    Asks.SAME: (("Close this door, too", Verb.CLOSE),),
    Asks.OPENED: (("Close it again", Verb.CLOSE),),
}
"""What can be done about somebody, by what is asked about them."""

_MOVES_TO = {Verb.CLOSE: Door.CLOSED, Verb.OPEN: Door.OPEN, Verb.WELCOME: Door.WELCOME}

_ANSWERED = {
    **ANSWERED,
    # Who was brought back at an open door may still want another rule.
    Door.OPEN: ANSWERED[Door.OPEN] - {Asks.MOVED_BACK},
}
"""Questions that nobody need answer any more once a door is that, however it came about."""

_ANSWERABLE = frozenset({Asks.CLOSE, Asks.WELCOME, Asks.MOVED_BACK, Asks.WROTE, Asks.SAME})


def questions(desk: Desk, span: Span) -> Iterator[Point]:
    """Those that are open at the end of the span.

    One that is about a message is for the account where that lay, any other for the first one.
    """
    directory, today = desk.rulebook().directory, desk.doors.today()
    for one in desk.store.doorbook.questions():
        if one.at > span.until or one.at <= span.until - SHOWN_FOR:
            continue
        recorded = desk.store.decision(one.decision) if one.decision else None
        decision = recorded.decision if recorded else None
        door = door_of(one.contact, directory, today=today) if one.contact else Door.OPEN
        if _is_for(decision, desk) and one.kind not in _ANSWERED[door]:
            yield _point(one, door, _same(one, decision, desk))


def untold(asked: Iterable[Point], commands: Sequence[Point]) -> Iterator[Point]:
    """The questions without those that only repeat that a command waits for the file of doors."""
    waiting = {
        name
        for one in commands
        if one.name == COMMAND_WAITS and one.contact
        for name in (one.contact, one.contact.rpartition(" via ")[0])
    }
    return (one for one in asked if one.name != Asks.QUEUED.value or one.contact not in waiting)


def settle_told(store: Store, told: Iterable[Point], *, at: datetime) -> None:
    """What had only to be told is settled."""
    store.doorbook.settle([one.id for one in told if one.id and one.name in TOLD_ONCE], at=at)


def _is_for(decision: Decision | None, desk: Desk) -> bool:
    if decision is None:
        return desk.is_first
    return decision.event.arrival.account == desk.account


def _same(one: Question, decision: Decision | None, desk: Desk) -> MaybeClosed | None:
    """Who the sender may be, as far as can be told today."""
    if one.kind is not Asks.SAME or decision is None or isinstance(decision.event, Unreadable):
        return None
    here = Here(desk.region, desk.policy.zone, desk.doors.today())
    directory = desk.rulebook().directory
    return maybe_closed(decision.event, store=desk.store, directory=directory, here=here)


def _point(one: Question, door: Door, same: MaybeClosed | None) -> Point:
    text = one.text
    if same is not None:
        signs = dict.fromkeys(SAID_OF[mark.sign] for mark in same.marks)
        text += f" They may be {same.contact.line}: {', '.join(signs)}."
    return Point(
        kind=_KIND[one.kind],
        name=one.kind.value,
        at=one.at,
        text=text,
        contact=one.contact,
        acts=tuple(_acts(one, door, same)),
        id=one.id,
    )


def _acts(one: Question, door: Door, same: MaybeClosed | None) -> Iterator[Act]:
    if same is not None and one.contact is not None:
        yield Act("It is the same person", Command(Verb.SAME, (one.contact, same.contact.line)))
    for label, verb in _ANSWERS.get(one.kind, ()):
        if one.contact is not None and _MOVES_TO[verb] is not door:
            yield Act(label, Command(verb, (one.contact,)))
    if one.kind in _ANSWERABLE:
        yield Act("Leave it as it is", Command(Verb.DISMISS, (one.id,)))
