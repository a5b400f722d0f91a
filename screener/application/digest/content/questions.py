"""The user's open questions as points of the digest, each with the answers that can be touched.

A question is shown for a week; then it is for `screener doors` and `contact` alone, since what
nobody answers for a week need not be read an eighth time. What only has to be told is told once.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from screener.application.commands.told import COMMAND_WAITS
from screener.application.desk import Desk
from screener.application.digest.span import Span
from screener.application.gates.passing import door_of
from screener.domain.digest.command import Command, Verb
from screener.domain.digest.digest import Act, Kind, Point
from screener.domain.record.decision import Door
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

_ANSWERABLE = frozenset({Asks.CLOSE, Asks.WELCOME, Asks.MOVED_BACK, Asks.WROTE, Asks.SAME})


def questions(desk: Desk, span: Span) -> Iterator[Point]:
    """Those that are open at the end of the span.

    One that is about a message is for the account where that lay, any other for the first one.
    """
    directory, today = desk.rulebook().directory, desk.doors.today()
    for one in desk.store.doorbook.questions():
        if one.at > span.until or one.at <= span.until - SHOWN_FOR or not _is_for(one, desk):
            continue
        door = door_of(one.contact, directory, today=today) if one.contact else Door.OPEN
        yield _point(one, door)


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


def _is_for(one: Question, desk: Desk) -> bool:
    recorded = desk.store.decision(one.decision) if one.decision else None
    if recorded is None:
        return desk.is_first
    return recorded.decision.event.arrival.account == desk.account


def _point(one: Question, door: Door) -> Point:
    return Point(
        kind=_KIND[one.kind],
        name=one.kind.value,
        at=one.at,
        text=one.text,
        contact=one.contact,
        acts=tuple(_acts(one, door)),
        id=one.id,
    )


def _acts(one: Question, door: Door) -> Iterator[Act]:
    for label, verb in _ANSWERS.get(one.kind, ()):
        if one.contact is not None and _MOVES_TO[verb] is not door:
            yield Act(label, Command(verb, (one.contact,)))
    if one.kind in _ANSWERABLE:
        yield Act("Leave it as it is", Command(Verb.DISMISS, (one.id,)))
