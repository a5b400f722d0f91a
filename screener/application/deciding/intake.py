"""Where the senders of a batch stand in gates, before each of its messages.

The store tells it once a batch; what the batch itself changes is kept here, since it is written
down only at the end.
"""

from collections.abc import Collection, Iterable
from datetime import date, datetime

from screener.domain.gates.gate import Gate
from screener.domain.gates.whereabouts import AGAIN_AFTER, NOWHERE, Whereabouts
from screener.domain.record.decision import Decision
from screener.domain.record.event import Event, Unreadable
from screener.domain.record.stay import Stage, Stay
from screener.domain.rules.passage import IN_YOUR_HANDS
from screener.domain.rules.rulebook import Rulebook
from screener.ports.gatebook import Gatebook


class Intake:
    """Who stands where, for one round; `now` is aware, `today` the day in the account's zone."""

    def __init__(self, book: Gatebook, rulebook: Rulebook, *, now: datetime, today: date) -> None:
        self._book = book
        self._rulebook = rulebook
        self._now = now
        self._today = today
        self._stays: dict[str, dict[tuple[str, datetime], Stay]] = {}
        self._looked_up: set[str] = set()
        self._told: set[Stay] = set()
        self._room: dict[str, int] = {}
        self._room_before: dict[str, int] = {}
        self._is_idle = not rulebook.gates

    def look_up(self, events: Iterable[Event]) -> None:
        """Learn from the store where the senders of these stand."""
        if self._is_idle:
            return
        self._stays, self._looked_up, self._told = {}, set(), set()
        self._learn({name for event in events for name in self.names_of(event)})
        self._room_before = self._rooms()
        self._room = dict(self._room_before)

    def is_overtaken(self) -> bool:
        """Whether the store tells by now something else than it did."""
        told = set(self._book.stays(self._looked_up, since=self._now - AGAIN_AFTER))
        return told != self._told or self._rooms() != self._room_before

    def names_of(self, event: Event) -> frozenset[str]:
        """Every name under which the sender may be in a gate; none where there are no gates."""
        if self._is_idle or isinstance(event, Unreadable):
            return frozenset()
        met = self._rulebook.directory.meet(event, today=self._today)
        return self._rulebook.directory.known_as(event, met)

    def known(self, event: Event) -> Whereabouts:
        """Where the sender stands now."""
        if self._is_idle:
            return NOWHERE
        names = self.names_of(event)
        # Who telephoned is known only once the whole message was read.
        self._learn(names - self._looked_up)
        theirs = [stay for name in names for stay in self._stays.get(name, {}).values()]
        inside = [stay for stay in theirs if stay.is_inside]
        left: dict[str, datetime] = {}
        for stay in theirs:
            let_go = stay.stage is Stage.LEFT and stay.reason != IN_YOUR_HANDS
            if stay.ended is not None and not let_go:
                left[stay.gate] = max(stay.ended, left.get(stay.gate, stay.ended))
        latest = max(inside, key=lambda stay: stay.since, default=None)
        return Whereabouts(stay=latest, left=left, room=self._room)

    def note(self, decision: Decision) -> None:
        """What was decided, if it changes where somebody stands."""
        stay = decision.stay
        if stay is None:
            return
        self._put(stay)
        if stay.passed == decision.decided or stay.stage is Stage.QUEUED:
            self._room[stay.gate] = max(0, self._room.get(stay.gate, 0) - 1)

    def _rooms(self) -> dict[str, int]:
        return {
            gate.name: room
            for gate in self._rulebook.gates.values()
            if (room := room_in(gate, self._book, now=self._now)) is not None
        }

    def _learn(self, names: Collection[str]) -> None:
        self._looked_up.update(names)
        for stay in self._book.stays(names, since=self._now - AGAIN_AFTER) if names else ():
            self._told.add(stay)
            self._put(stay)

    def _put(self, stay: Stay) -> None:
        self._stays.setdefault(stay.contact, {})[stay.gate, stay.since] = stay


def room_in(gate: Gate, book: Gatebook, *, now: datetime) -> int | None:
    """How many may pass now besides those who wait for it; None where there is no budget."""
    if gate.budget is None:
        return None
    passed = book.passes(gate.name, since=now - gate.budget.per)
    waiting = sum(stay.gate == gate.name and stay.stage is Stage.QUEUED for stay in book.inside())
    return max(0, gate.budget.at_most - passed - waiting)
