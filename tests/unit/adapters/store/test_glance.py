"""A glance at the database, while somebody waits."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from screener.adapters.store import open_store
from screener.adapters.store.glance import Glance, glance
from screener.domain.record.effect import Do, Effect, Status
from screener.domain.record.stay import Stage, Stay
from screener.domain.record.undoing import UNDOABLE
from screener.ports.store import Store
from tests.builders import NOON, a_decision, a_mail, an_event

FILE = "screener.sqlite3"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A store that a program has open."""
    with closing(open_store(tmp_path / FILE)) as store:
        yield store


@pytest.fixture
def seen(store: Store, tmp_path: Path) -> Iterator[Glance]:
    """A glance at it."""
    with glance(tmp_path / FILE) as found:
        yield found


def test_the_latest_senders_come_first_and_each_once(store: Store, seen: Glance) -> None:
    """By their canonical handles; whoever could not be read is nobody."""
    senders = ["ann@example.com", "Him+x@example.com", "Ann@example.com"]
    events = [a_mail(uid, sender=sender) for uid, sender in enumerate(senders, 1)]
    store.remember([a_decision(one.arrival.uid, event=one) for one in events], bookmark=None)

    assert [one.word for one in seen.senders("")] == ["ann@example.com", "him@example.com"]
    assert [one.word for one in seen.senders("h")] == ["him@example.com"]
    assert list(seen.senders("x")) == []
    assert next(seen.senders("")).at == events[2].arrival.received


def test_decisions_are_found_by_their_beginning(store: Store, seen: Glance) -> None:
    """The latest first, with whom they are about."""
    some = [a_decision(uid, contact=name) for uid, name in ((1, "Ann"), (2, None), (10, "Him"))]
    store.remember(some, bookmark=None)

    assert [one.word for one in seen.decisions("")] == ["d10", "d2", "d1"]
    assert [one.word for one in seen.decisions("d1")] == ["d10", "d1"]
    assert [one.about for one in seen.decisions("")] == ["Him", "him@example.com", "Ann"]


def test_what_can_be_taken_back_is_what_was_done(store: Store, seen: Glance) -> None:
    """Of every kind that `undo` knows, and of no other."""
    kinds = list(Do)
    for uid, do in enumerate(kinds, 1):
        done = Effect(do=do, value="x", status=Status.DONE)
        asked = Effect(do=do, value="x", status=Status.WOULD)
        decisions = [a_decision(uid, done), a_decision(uid + 100, asked)]
        store.remember(decisions, bookmark=None)
    found = {one.word for one in seen.changes("")}

    assert found == {f"d{uid}" for uid, do in enumerate(kinds, 1) if do in UNDOABLE}


def test_who_is_inside_a_gate_is_told_with_the_gate(store: Store, seen: Glance) -> None:
    """Whoever has left is not."""
    stay = Stay(
        contact="Ann", gate="intake", account="me", since=NOON, stage=Stage.WAITING, latest="d1"
    )
    gone = stay.model_copy(update={"contact": "Him", "stage": Stage.LAPSED, "ended": NOON})
    store.remember([a_decision(1, stay=stay), a_decision(2, stay=gone)], bookmark=None)

    assert [(one.word, one.about) for one in seen.inside()] == [("Ann", "intake")]


def test_nothing_is_written_and_nothing_is_made(store: Store, tmp_path: Path) -> None:
    """Not even where there is no database."""
    store.remember([a_decision(1, event=an_event(1))], bookmark=None)
    with glance(tmp_path / FILE) as seen, pytest.raises(sqlite3.OperationalError):
        seen._connection.execute("DELETE FROM decisions")
    with pytest.raises(sqlite3.OperationalError), glance(tmp_path / "none.sqlite3") as seen:
        list(seen.inside())

    assert not (tmp_path / "none.sqlite3").exists()
