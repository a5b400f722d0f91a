"""What every Store promises of the ledger."""

from contextlib import closing
from datetime import timedelta
from pathlib import Path
from sqlite3 import IntegrityError, connect
from threading import Barrier, Thread
from typing import Any

import psycopg
import pytest
from psycopg.errors import RaiseException

from screener.adapters.store import open_store
from screener.domain.record.chain import NOTHING_YET, Act, Deed, Head, misfit
from screener.domain.record.effect import Receipt, Status
from screener.ports.store import Knocks, Query, Store
from tests.builders import NOON, a_decision, an_effect

LATER = NOON + timedelta(days=1)
NAME = "ab" * 32


def a_deed(act: Act = Act.RECEIVED, **told: Any) -> Deed:
    """Something that was done."""
    return Deed(act, NOON)._replace(**told)


def acts(store: Store) -> list[Act | None]:
    """What the ledger tells, in its order."""
    return [entry.deed and entry.deed.act for entry in store.entries()]


def test_a_deed_comes_back_as_it_was(store: Store) -> None:
    """To the last detail, and with a hash that fits."""
    deed = Deed(
        Act.FILED,
        NOON + timedelta(microseconds=1),
        account="me",
        contact="Дмитрий",
        decision="d1",
        sha256=NAME,
        detail={"folder": "Ä", "uid": 7, "told": True, "none": None},
    )
    store.append([deed])
    [entry] = store.entries()

    assert entry.deed == deed
    assert misfit(NOTHING_YET, entry) is None
    assert store.head() == Head(1, entry.hash)
    assert store.hash_at(1) == entry.hash


def test_an_empty_ledger_has_a_head(store: Store) -> None:
    """To which the first entry is linked."""
    assert store.head() == NOTHING_YET
    assert store.hash_at(0) == NOTHING_YET.hash
    assert store.hash_at(1) is None
    assert list(store.entries()) == []


def test_deeds_are_told_with_what_they_tell(store: Store) -> None:
    """In one transaction: none of them where the decisions cannot be written."""
    naive = a_decision(2, decided=NOON.replace(tzinfo=None))
    with pytest.raises(ValueError, match="time zone"):
        store.remember([naive], bookmark=None, deeds=[a_deed(decision="d2")])
    with pytest.raises(ValueError, match="time zone"):
        store.remember([a_decision(1)], bookmark=None, deeds=[a_deed(at=naive.decided)])

    assert acts(store) == []
    assert list(store.decisions(Query())) == []


def test_deciding_again_tells_nothing_twice(store: Store) -> None:
    """After a crash, say; what is new is told all the same."""
    store.remember([a_decision(1)], bookmark=None, deeds=[a_deed(decision="d1")])
    both = [a_deed(decision="d1"), a_deed(Act.PRESERVED, decision="d2")]
    store.remember([a_decision(1), a_decision(2)], bookmark=None, deeds=both)

    assert acts(store) == [Act.RECEIVED, Act.PRESERVED]


def test_a_receipt_is_told_with_its_deed(store: Store) -> None:
    """And not where the step is not legal."""
    store.remember([a_decision(1, an_effect())], bookmark=None)
    [queued] = store.due("me", now=LATER, limit=10)
    done = Receipt(effect=queued.id, status=Status.DONE, at=LATER)
    with pytest.raises(ValueError, match="cannot go"):
        store.settle([done], deeds=[a_deed(Act.FILED)])
    store.begin([queued.id], at=LATER)
    store.settle([done], deeds=[a_deed(Act.FILED)])

    assert acts(store) == [Act.FILED]


def test_what_is_due_tells_whose_it_is_and_what_was_preserved(store: Store) -> None:
    """So that its deed can be told."""
    store.remember([a_decision(1, an_effect(), contact="Him", preserved=NAME)], bookmark=None)
    [queued] = store.due("me", now=LATER, limit=10)

    assert (queued.contact, queued.preserved) == ("Him", NAME)


def test_entries_are_serial_whoever_writes(database: Path | str) -> None:
    """Several threads, each with a store of its own, at once."""
    together = Barrier(4)

    def write() -> None:
        with closing(open_store(database)) as mine:
            together.wait()
            for _ in range(20):
                mine.append([a_deed(), a_deed(Act.PRESERVED)])

    threads = [Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with closing(open_store(database)) as store:
        entries = list(store.entries())
    head = NOTHING_YET
    for entry in entries:
        assert misfit(head, entry) is None
        head = Head(entry.number, entry.hash)

    assert len(entries) == 160
    assert [e.deed and e.deed.act for e in entries] == [Act.RECEIVED, Act.PRESERVED] * 80


COPY = (
    "INSERT INTO ledger SELECT {}, act, at, account, contact, decision, sha256, detail, salt, hash"
    " FROM ledger WHERE number = 2"
)


def refused(database: Path | str, statement: str) -> None:
    """Try it behind the store's back."""
    connection = psycopg.connect(database) if isinstance(database, str) else connect(database)
    with (
        closing(connection),
        pytest.raises((IntegrityError, RaiseException), match="the ledger is append-only"),
    ):
        connection.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger SET contact = 'somebody else' WHERE number = 1",
        "DELETE FROM ledger WHERE number = 2",
        f"{COPY.format(1)} ON CONFLICT (number) DO UPDATE SET contact = 'somebody else'",
        COPY.format(7),
    ],
    ids=["update", "delete", "update in passing", "leave a gap"],
)
def test_the_database_refuses_to_change_the_ledger(
    store: Store, database: Path | str, statement: str
) -> None:
    """Also from whoever goes there without this program."""
    store.append([a_deed(), a_deed(Act.PRESERVED)])
    before = list(store.entries())

    refused(database, statement)
    assert list(store.entries()) == before


def test_no_way_around_the_triggers_is_open(store: Store, database: Path | str) -> None:
    """Either database knows a way to delete that is not called so."""
    store.append([a_deed(), a_deed(Act.PRESERVED)])
    before = list(store.entries())
    replacing = COPY.format(1).replace("INSERT", "INSERT OR REPLACE")

    refused(database, "TRUNCATE ledger" if isinstance(database, str) else replacing)
    assert list(store.entries()) == before


def test_mentions_come_by_object(store: Store) -> None:
    """Over the edges of pages; what names no object is left out."""
    names = [f"{number % 7:02}" for number in range(1_200)]
    store.append([a_deed(sha256=name) for name in names])
    store.append([a_deed()])
    found = [(e.deed and e.deed.sha256, e.number) for e in store.mentions()]

    assert found == sorted((name, number) for number, name in enumerate(names, start=1))


def test_notes_are_read_alone(store: Store) -> None:
    """Over the edges of pages, in their order."""
    store.append([a_deed(act=Act.NOTED if number % 2 else Act.FILED) for number in range(1_202)])

    assert [entry.number for entry in store.notes()] == list(range(2, 1_203, 2))


def test_a_long_ledger_is_read_to_its_end(store: Store) -> None:
    """Page after page."""
    store.append([a_deed() for _ in range(1_001)])

    assert [entry.number for entry in store.entries()] == list(range(1, 1_002))


def test_a_noted_knock_counts_at_its_door(store: Store) -> None:
    """Together with the knocks that were decided, or alone."""
    knock = a_decision(1, line="Him", knock=True)
    store.remember([knock], bookmark=None)
    noted = [
        a_deed(Act.NOTED, at=LATER, detail={"knock_at": "Him"}),
        a_deed(Act.NOTED, at=NOON, detail={"knock_at": "Her"}),
        a_deed(Act.NOTED, at=LATER, detail={"knock_at": None}),
    ]
    store.append(noted)

    assert store.knocks() == (Knocks("Her", 1, NOON), Knocks("Him", 2, LATER))


def test_a_decision_that_preserved_in_secret_is_found(store: Store) -> None:
    """Its object must be one that the ledger knows as its own."""
    decision = a_decision(1, preserved=NAME)
    told = a_deed(Act.PRESERVED, decision="d1", sha256=NAME)
    store.remember([decision], bookmark=None, deeds=[told])
    before = store.unrecorded()
    store.remember([a_decision(2, preserved=NAME)], bookmark=None)

    assert (before, store.unrecorded()) == (None, "d2")


def test_a_forgotten_event_leaves_its_place_and_no_words(store: Store) -> None:
    """Nor a name; that there was a knock at that door still counts."""
    store.remember(
        [a_decision(1, contact="Him", line="Him", knock=True, preserved=NAME), a_decision(2)],
        bookmark=None,
    )
    store.forget(["d1"], deeds=[a_deed(Act.FORGOTTEN, contact="Him", sha256=NAME)])
    recorded, other = store.decision("d1"), store.decision("d2")

    assert recorded
    assert other
    assert recorded.decision.event.kind == "unreadable"
    assert recorded.decision.event.arrival == a_decision(1).event.arrival
    assert recorded.decision.contact is recorded.decision.preserved is None
    assert other.decision == a_decision(2)
    assert list(store.decisions(Query(subject="Lunch"))) == [other]
    assert [knock.times for knock in store.knocks()] == [1]
    assert acts(store) == [Act.FORGOTTEN]
