"""Work that is done at intervals, whatever happens to the clock on the wall."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import chain, repeat
from threading import Event

import pytest
from apscheduler.schedulers.background import BackgroundScheduler

from screener.adapters.clock import wall_ahead
from screener.daemon.schedule import SET, Schedule

PATIENCE = 60


@contextmanager
def running(schedule: Schedule) -> Iterator[Schedule]:
    """A schedule that was started, and is stopped whatever comes."""
    schedule.start()
    try:
        yield schedule
    finally:
        schedule.stop(timedelta(seconds=PATIENCE))


def test_it_is_done_again_and_again() -> None:
    """What breaks once is done again, too."""
    done: list[int] = []
    often = Event()

    def work() -> None:
        done.append(1)
        if len(done) == 3:
            often.set()
        raise KeyError("a fault")

    schedule = Schedule()
    schedule.every(timedelta(milliseconds=10), work, name="work")
    with running(schedule):
        assert often.wait(PATIENCE)


def test_what_is_under_way_at_the_end_is_waited_for() -> None:
    """And nothing is begun after that."""
    begun, done = Event(), Event()

    def work() -> None:
        begun.set()
        done.wait(PATIENCE)
        ends.append(datetime.now(UTC))

    ends: list[datetime] = []
    schedule = Schedule()
    schedule.every(timedelta(milliseconds=10), work, name="work")
    schedule.start()
    assert begun.wait(PATIENCE)
    done.set()
    schedule.stop(timedelta(seconds=PATIENCE))
    assert ends


def test_who_is_stopped_first_does_nothing() -> None:
    """And ends at once, however long the interval."""
    schedule = Schedule()
    schedule.every(timedelta(days=1), pytest.fail, name="work")
    schedule.start()
    schedule.stop(timedelta(seconds=PATIENCE))


def test_a_clock_that_is_set_back_by_hours_stops_nothing() -> None:
    """APScheduler by itself would wait until its clock is where it was."""
    ahead = 0.0
    done = Event()
    scheduler = BackgroundScheduler(timezone=UTC)
    schedule = Schedule(scheduler, ahead=lambda: ahead, look=0.01)
    schedule.every(timedelta(milliseconds=50), done.set, name="work")
    with running(schedule):
        assert done.wait(PATIENCE)
        # To a clock that is set back, all that was due is hours away.
        for job in scheduler.get_jobs():
            job.modify(next_run_time=datetime.now(UTC) + timedelta(hours=5))
        done.clear()
        ahead -= timedelta(hours=5).total_seconds()
        assert done.wait(PATIENCE)


def test_a_clock_that_nobody_sets_is_no_news(capsys: pytest.CaptureFixture[str]) -> None:
    """Its drift is not."""
    looked = Event()
    drift = chain([0.0, 0.2, 0.4, 0.6], repeat(0.8))

    def ahead() -> float:
        now = next(drift)
        if now == 0.8:
            looked.set()
        return now

    with running(Schedule(ahead=ahead, look=0.01)):
        assert looked.wait(PATIENCE)
    assert "clock_was_set" not in capsys.readouterr().out


def test_the_clock_of_this_machine_is_not_set_while_it_is_looked_at() -> None:
    """Two looks tell the same but for a trifle."""
    assert abs(wall_ahead() - wall_ahead()) < SET
