"""What is remembered of people is what a naive recount of everything comes to."""

import tempfile
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screener.application.deciding.recall import Recall
from screener.domain.people.contact import Contact, Directory
from screener.domain.people.handle import address_key, parse_handle
from screener.domain.record.decision import Decision, Door
from screener.domain.record.event import Event, MailReceived, Unreadable, VoicemailReceived
from screener.domain.record.history import Asked, History, Past
from screener.ports.store import Store
from tests.builders import NOON, a_decision, a_mail, a_voicemail, an_arrival
from tests.databases import new_store

BACK = timedelta(hours=10)

_EXAMPLES = count()


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    """One for all examples, each of which has people of its own."""
    with tempfile.TemporaryDirectory() as scratch:
        store = new_store(Path(scratch) / "screener.db")
        yield store
        store.close()


Message = tuple[str, int, int]
"""Who sent it, at which hour, and a number by which it is the same as another."""

MESSAGES = st.lists(
    st.tuples(
        st.sampled_from(["ann@", "Ann+x@", "ann@home.", "bob@", "eve@firm.", "+12025550143"]),
        st.integers(0, 30),
        st.integers(0, 2),
    ),
    max_size=12,
)


def an_event(uid: int, message: Message, domain: str) -> Event:
    """One message of the example; the same number gives the same identity."""
    who, hour, same = message
    arrival = an_arrival(
        uid, identity=f"{domain}:{same}:{hour}:{who}", received=NOON + timedelta(hours=hour)
    )
    if who.startswith("+"):
        call = a_voicemail(uid, number=f"+1202{domain[1:8]}")
        return call.model_copy(update={"arrival": arrival})
    return a_mail(uid, sender=f"{who}{domain}", arrival=arrival)


def people(domain: str) -> Directory:
    """Ann has two addresses, and the firm is one contact."""
    ann = [f"ann@{domain}", f"ann@home.{domain}"]
    return Directory(
        [
            Contact(
                name=f"Ann of {domain}",
                handles=tuple(parse_handle(one, region=None) for one in ann),
            ),
            Contact(
                name=f"The firm {domain}",
                handles=(parse_handle(f"firm.{domain}", region=None),),
                door=Door.CLOSED,
            ),
        ]
    )


def person(event: Event) -> str:
    """Who sent it, by looking."""
    if isinstance(event, VoicemailReceived):
        return str(event.caller.number)
    assert isinstance(event, MailReceived)
    return address_key(event.from_[0].address).replace("@home.", "@")


def recount(events: Sequence[Event], place: int) -> History:
    """What was before the event at that place, by looking at every one before it."""
    event = events[place]
    at, identity = event.arrival.received, event.arrival.identity
    before = {
        one.arrival.identity: one
        for one in events[:place]
        if person(one) == person(event) and one.arrival.identity != identity
    }
    pasts = [
        Past.of(one, at_closed_door="@firm." in person(one))
        for one in before.values()
        if at - BACK <= one.arrival.received <= at and not isinstance(one, Unreadable)
    ]
    return History(events=tuple(sorted(pasts, key=lambda past: past.at)), heard_before=bool(before))


def decided(event: Event, directory: Directory, *, minute: int, named: bool) -> Decision:
    """The decision about it; without `named` the user's files did not know anybody then."""
    met = directory.meet(event, today=NOON.date())
    return a_decision(
        event=event,
        id=f"{event.arrival.identity}:{event.arrival.uid}",
        decided=NOON + timedelta(days=3, minutes=minute),
        contact=met.contact if named else person(event),
        knock=met.door is Door.CLOSED,
    )


@given(
    messages=MESSAGES,
    sizes=st.lists(st.integers(1, 5), max_size=6),
    named=st.booleans(),
    writes=st.booleans(),
)
def test_counts_are_those_of_a_naive_recount(
    *, store: Store, messages: list[Message], sizes: list[int], named: bool, writes: bool
) -> None:
    """However the messages fall into batches and rounds, and whatever people were called then.

    With `writes` each batch is a round of its own; else it is one round that is never written.
    """
    domain = f"d{next(_EXAMPLES):07}.example"
    directory = people(domain)
    events = [an_event(uid, message, domain) for uid, message in enumerate(messages)]
    minutes = count()
    recall = None
    done = 0
    for size in [*sizes, len(events)]:
        batch = events[done : done + size]
        minute = next(minutes)
        if recall is None or writes:
            now = NOON + timedelta(days=3, minutes=minute)
            asked = Asked(anything=True, back=BACK)
            recall = Recall(store, directory, asked, now=now, today=NOON.date())
        found = [recall.before([event])[event.arrival.identity] for event in batch]
        assert found == [recount(events, done + place) for place in range(len(batch))]
        if writes:
            store.remember(
                [decided(one, directory, minute=minute, named=named) for one in batch],
                bookmark=None,
            )
        done += len(batch)


@given(MESSAGES)
def test_a_batch_gives_the_same_as_its_events_one_by_one(
    store: Store, messages: list[Message]
) -> None:
    """Unless one message is in it twice, which no batch of a server has."""
    domain = f"d{next(_EXAMPLES):07}.example"
    directory = people(domain)
    unlike = list(dict.fromkeys(messages))
    events = [an_event(uid, message, domain) for uid, message in enumerate(unlike)]
    recall = Recall(
        store,
        directory,
        Asked(anything=True, back=BACK),
        now=NOON + timedelta(days=3),
        today=NOON.date(),
    )
    found = recall.before(events)

    assert [found[one.arrival.identity] for one in events] == [
        recount(events, place) for place in range(len(events))
    ]
