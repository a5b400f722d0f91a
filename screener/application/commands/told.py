"""What the next digest tells of commands that came by mail."""

from collections.abc import Iterator, Sequence
from datetime import datetime, tzinfo
from itertools import islice

from screener.domain.digest.command import Command, Verb
from screener.domain.digest.digest import Act, Kind, Point
from screener.domain.digest.order import Order, Outcome
from screener.domain.digest.order_words import forged, many_more, sentence, waits
from screener.ports.store import Store

SHOWN = 20
"""So many commands that were not obeyed are told one by one; each once, however often it came."""

NEEDS_YOU = frozenset({Outcome.REFUSED, Outcome.WAITS, Outcome.CLOSED_SENDER})

OBEYED = frozenset({Outcome.DONE, Outcome.WAITS, Outcome.REFUSED})

COMMAND_WAITS = "command_waits"
"""What a point is called of a command that waits for the file of doors."""

BACK_AGAIN = {
    Verb.CLOSE: ("Open again", Verb.OPEN),
    Verb.WELCOME: ("No longer", Verb.OPEN),
    Verb.OPEN: ("Close again", Verb.CLOSE),
}
"""What a door can be moved to if a touch was a mistake."""


def told(
    store: Store, account: str, *, since: datetime, until: datetime, zone: tzinfo
) -> Sequence[Point]:
    """What became of commands after `since` and up to `until`, and what of them waits still."""
    settled = store.orders.settled(account, since=since, until=until)
    points = [_point(one, zone) for one in settled if one.outcome in OBEYED]
    points += _not_obeyed(settled, zone)
    points += [_waiting(one) for one in store.orders.to_obey(account)]
    if count := store.orders.forged(account, since=since, until=until):
        points.append(Point(Kind.NOT_DONE, "command_forged", until, forged(count)))
    return points


def _not_obeyed(settled: Sequence[Order], zone: tzinfo) -> Iterator[Point]:
    """Each of them once: an attacker may send one a thousand times."""
    alike: dict[tuple[Outcome | None, str], list[Order]] = {}
    for one in settled:
        if one.outcome not in OBEYED and one.outcome is not Outcome.AGAIN:
            alike.setdefault((one.outcome, one.said), []).append(one)
    for together in islice(alike.values(), SHOWN):
        yield _point(together[-1], zone, times=len(together))
    if (more := len(alike) - SHOWN) > 0:
        latest = settled[-1]
        at = latest.settled or latest.at
        yield Point(Kind.NOT_DONE, "commands_not_obeyed", at, many_more(more))


def _point(order: Order, zone: tzinfo, *, times: int = 1) -> Point:
    outcome = order.outcome or Outcome.WAITS
    command = order.command
    return Point(
        _kind(outcome),
        f"command_{outcome.value.replace(' ', '_')}",
        order.settled or order.at,
        sentence(order, zone, times=times),
        contact=_about_whom(command),
        acts=_back_again(command) if outcome is Outcome.DONE else (),
        id=order.decision,
    )


def _kind(outcome: Outcome) -> Kind:
    if outcome is Outcome.DONE:
        return Kind.DONE
    return Kind.ERROR if outcome in NEEDS_YOU else Kind.NOT_DONE


def _waiting(order: Order) -> Point:
    return Point(
        Kind.ERROR,
        COMMAND_WAITS,
        order.at,
        waits(order),
        contact=_about_whom(order.command),
        id=order.decision,
    )


def _about_whom(command: Command | None) -> str | None:
    match command:
        case Command(Verb.CLOSE | Verb.WELCOME | Verb.OPEN | Verb.ACCEPT, (whom,)):
            return whom
        case Command(Verb.CHOOSE, (whom, _)):
            return whom
        case Command(Verb.SAME, (_, contact)):
            return contact
        case _:
            return None


def _back_again(command: Command | None) -> Sequence[Act]:
    if command is None or command.verb not in BACK_AGAIN:
        return ()
    label, verb = BACK_AGAIN[command.verb]
    return (Act(label, Command(verb, command.about)),)
