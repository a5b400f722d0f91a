"""What was before each event of a round: in the store, and in the round itself.

Events are counted by person, under every handle and name that is known to be theirs, and each
message once, however often it was decided. The round's own are kept here, since they may not be
written down yet.
"""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from operator import attrgetter
from typing import NamedTuple

from screener.domain.people.contact import Directory
from screener.domain.record.decision import Door
from screener.domain.record.event import Event, Unreadable
from screener.domain.record.history import Asked, History, Past
from screener.ports.people import Acquaintance
from screener.ports.store import Store

_time = attrgetter("at")

_EVER = datetime(1, 1, 2, tzinfo=UTC)


class Recall:
    """Remembers for one round; `asked` is how much of the past anybody wants to know.

    `now` is that of the round and aware, `today` the day in the account's zone.
    """

    def __init__(
        self, store: Store, directory: Directory, asked: Asked, *, now: datetime, today: date
    ) -> None:
        self._store = store
        self._directory = directory
        self._asked = asked
        self._now = now
        self._today = today
        self._people: dict[str, _Person] = {}

    def before(self, events: Iterable[Event]) -> Mapping[str, History]:
        """What was before each of these, by identity; each of them is before the next."""
        if not self._asked.anything:
            return {}
        met = [each for event in events if (each := self._meet(event)) is not None]
        people = list({id(one.person): one.person for one in met}.values())
        self._look_up(people)
        strangers = [one for one in met if not one.person.came_besides(one.identity)]
        came_long_ago = self._look_further_back(strangers)
        found: dict[str, History] = {}
        for one in met:
            found[one.identity] = one.person.history(
                one, back=self._asked.back, came_long_ago=one.identity in came_long_ago
            )
            one.person.put(one.identity, one.past)
        return found

    def _meet(self, event: Event) -> "_Met | None":
        met = self._directory.meet(event, today=self._today)
        if isinstance(event, Unreadable) or met.contact is None:
            return None
        person = self._people.setdefault(met.contact, _Person())
        received = event.arrival.received
        since = max(received, _EVER + self._asked.back) - self._asked.back
        person.wants(self._directory.known_as(event, met), since)
        past = Past.of(event, at_closed_door=met.door is Door.CLOSED)
        return _Met(event.arrival.identity, past, person)

    def _look_up(self, people: Sequence["_Person"]) -> None:
        wanted: dict[str, datetime] = {}
        for person in people:
            for key, since in person.wanted.items():
                wanted[key] = min(since, wanted.get(key, since))
        if not wanted:
            return
        learned = self._store.people.acquaintances(wanted)
        events = self._store.people.events(wanted, until=self._now)
        for person in people:
            for key in person.wanted:
                person.learn(learned.get(key, Acquaintance()))
                for identity, past in events.get(key, ()):
                    person.put(identity, past)
            person.has_what_was_wanted()

    def _look_further_back(self, strangers: Sequence["_Met"]) -> set[str]:
        """Identities of those events before which there was one, however long before."""
        pairs = {(key, one.identity) for one in strangers for key in one.person.loaded}
        if not pairs:
            return set()
        return {identity for _, identity in self._store.people.others(pairs, until=self._now)}


class _Met(NamedTuple):
    """One event and who it is from."""

    identity: str
    past: Past
    person: "_Person"


class _Person:
    """What is known of one person in this round; `loaded` is how far back, by handle and name."""

    def __init__(self) -> None:
        self.loaded: dict[str, datetime] = {}
        self.wanted: dict[str, datetime] = {}
        self._events: list[Past] = []
        self._by_identity: dict[str, Past] = {}
        self._heard_first: datetime | None = None
        self._wrote_at: datetime | None = None

    def wants(self, keys: Iterable[str], since: datetime) -> None:
        """Events of these keys are needed as far back as that."""
        for key in keys:
            known = self.loaded.get(key)
            if known is None or since < known:
                self.wanted[key] = min(since, self.wanted.get(key, since))

    def has_what_was_wanted(self) -> None:
        """It was put and learned."""
        self.loaded |= self.wanted
        self.wanted = {}

    def put(self, identity: str, past: Past) -> None:
        """One event, once."""
        if identity not in self._by_identity:
            self._by_identity[identity] = past
            insort(self._events, past, key=_time)

    def learn(self, known: Acquaintance) -> None:
        """What mail tells that was never decided."""
        self._heard_first = min(filter(None, (self._heard_first, known.heard_first)), default=None)
        self._wrote_at = max(filter(None, (self._wrote_at, known.wrote_at)), default=None)

    def came_besides(self, identity: str) -> bool:
        """Whether another event than that is known."""
        return len(self._by_identity) > (identity in self._by_identity)

    def history(self, one: _Met, *, back: timedelta, came_long_ago: bool) -> History:
        """What was before that event."""
        at, events = one.past.at, self._events
        if one.identity in self._by_identity:
            events = sorted(
                (past for each, past in self._by_identity.items() if each != one.identity),
                key=_time,
            )
        first = bisect_left(events, max(at, _EVER + back) - back, key=_time)
        last = bisect_right(events, at, key=_time)
        heard_before = self._heard_first is not None and self._heard_first < at
        # Not validated again: a machine's mails may be thousands.
        return History.model_construct(
            events=tuple(events[first:last]),
            heard_before=heard_before or came_long_ago or self.came_besides(one.identity),
            wrote_at=self._wrote_at,
        )
