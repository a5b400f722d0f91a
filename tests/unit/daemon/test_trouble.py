"""Outages are remembered, and after an hour somebody is told, once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from screener.adapters.memory.clock import StoppedClock
from screener.adapters.program import run
from screener.daemon.trouble import Troubles
from screener.errors import ScreenerError, Unreachable
from screener.ports.outages import Outage
from screener.ports.store import Store
from tests.builders import NOON
from tests.databases import new_store

MINUTES = timedelta(minutes=30)


@dataclass
class Served:
    """What is looked at of a watcher."""

    account: str = "me"
    trouble: ScreenerError | None = None
    ever_served: bool = True


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store."""
    store = new_store(tmp_path / "screener.db")
    yield store
    store.close()


def test_somebody_is_told_after_an_hour_and_once_an_outage(store: Store) -> None:
    """A shorter one is only remembered; the next long one is told again."""
    clock, served, told = StoppedClock(NOON), Served(), list[Outage]()
    troubles = Troubles(store, [served], clock, tell=told.append)
    for trouble, hours in ((True, 1), (False, 1), (True, 3), (False, 1), (True, 2)):
        served.trouble = Unreachable("Nobody answers.") if trouble else None
        for _ in range(hours * 2):
            troubles.look()
            clock.advance(MINUTES)
    assert [one.since for one in told] == [
        NOON + timedelta(hours=2),
        NOON + timedelta(hours=6),
    ]
    known = store.outages.known("me", since=NOON)
    assert [one.until and one.until - one.since for one in known] == [
        timedelta(hours=1),
        timedelta(hours=3),
        None,
    ]


def test_what_an_earlier_program_left_behind_ends(store: Store) -> None:
    """It was ended in the middle of an outage, and the next one is served."""
    store.outages.begin("me", at=NOON, why="Nobody answers.")
    clock = StoppedClock(NOON + timedelta(hours=5))
    Troubles(store, [Served()], clock, tell=lambda _: None).look()
    [outage] = store.outages.known("me", since=NOON)
    assert outage.until == clock.now()


def test_a_program_is_told_which_account_it_is_about(tmp_path: Path) -> None:
    """In its environment; its failure is one that somebody can do something about."""
    file = tmp_path / "told"
    script = 'echo "$SCREENER_ACCOUNT since $SCREENER_SINCE" > "$0"'
    say = {"SCREENER_ACCOUNT": "me", "SCREENER_SINCE": "noon"}
    run(["sh", "-c", script, str(file)], say=say)
    assert file.read_text() == "me since noon\n"
    with pytest.raises(ScreenerError, match="ended with 3"):
        run(["sh", "-c", "exit 3"], say={})
    with pytest.raises(ScreenerError, match="cannot be run"):
        run([str(tmp_path / "nothing")], say={})
