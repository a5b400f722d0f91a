"""Work that is done at intervals, by a clock that nobody can set."""

from datetime import timedelta
from itertools import chain, repeat
from threading import Event

import pytest

from screener.daemon.recurring import Recurring

PATIENCE = 60


def test_it_is_done_again_and_again_until_it_is_stopped() -> None:
    """What breaks once is done again, too."""
    done: list[int] = []
    often = Event()

    def work() -> None:
        done.append(1)
        if len(done) == 3:
            often.set()
        raise KeyError("a fault")

    job = Recurring(work, every=timedelta(milliseconds=1), name="work")
    job.start()
    assert often.wait(PATIENCE)
    job.stop()
    job.join(PATIENCE)
    assert not job.is_alive()


def test_who_is_stopped_first_does_nothing() -> None:
    """And ends at once, however long the interval."""
    job = Recurring(pytest.fail, every=timedelta(days=1), name="work")
    job.start()
    job.stop()
    job.join(PATIENCE)
    assert not job.is_alive()


def test_a_machine_that_slept_makes_up_for_it() -> None:
    """Its sleep counts, so that what was due meanwhile is done soon after."""
    awake = chain([0.0, 3599.999], repeat(7200.0))
    done = Event()
    job = Recurring(done.set, every=timedelta(hours=1), name="work", clock=lambda: next(awake))
    job.start()
    assert done.wait(PATIENCE)
    job.stop()
    job.join(PATIENCE)
    assert not job.is_alive()
