"""Work that is done again and again, each at its own interval, by APScheduler.

The surprise: APScheduler goes by the clock on the wall, so one that is set back by hours would stop
all work for as long. Whenever that clock was set, every interval begins anew.
"""

from collections.abc import Callable
from datetime import UTC, timedelta
from functools import partial
from threading import Event, Thread

import structlog
from apscheduler.schedulers.background import BackgroundScheduler

from screener.adapters.clock import wall_ahead
from screener.daemon.complaints import Complaints

log = structlog.get_logger()

LOOK = 15.0
"""Seconds after which it is looked whether the clock was set."""

SET = 1.0
"""Seconds by which a clock that nobody sets does not go wrong between two looks."""


class Schedule:
    """Jobs live in memory only; a late one is done all the same, and only once."""

    def __init__(
        self,
        scheduler: BackgroundScheduler | None = None,
        *,
        ahead: Callable[[], float] = wall_ahead,
        look: float = LOOK,
    ) -> None:
        self._scheduler = scheduler or BackgroundScheduler(timezone=UTC)
        self._ahead = ahead
        self._look = look
        self._ended = Event()
        self._clock_watch = Thread(target=self._watch_the_clock, name="clock-watch", daemon=True)

    def every(self, interval: timedelta, work: Callable[[], None], *, name: str) -> None:
        """Do it from one interval after the start on; what goes wrong is logged, once."""
        self._scheduler.add_job(
            partial(_done, work, Complaints(), name),
            "interval",
            seconds=interval.total_seconds(),
            name=name,
            misfire_grace_time=None,
            coalesce=True,
            max_instances=1,
        )

    def start(self) -> None:
        """Begin all intervals."""
        self._scheduler.start()
        self._clock_watch.start()

    def stop(self, patience: timedelta) -> None:
        """Begin nothing more, and wait that long for what is being done."""
        self._ended.set()
        ending = Thread(target=self._scheduler.shutdown, name="schedule-end", daemon=True)
        ending.start()
        ending.join(patience.total_seconds())

    def _watch_the_clock(self) -> None:
        before = self._ahead()
        while not self._ended.wait(self._look):
            now = self._ahead()
            if abs(now - before) > SET:
                log.warning("clock_was_set", seconds=round(now - before))
                self._begin_anew()
            before = now

    def _begin_anew(self) -> None:
        for job in self._scheduler.get_jobs():
            seconds = job.trigger.interval.total_seconds()
            self._scheduler.reschedule_job(job.id, trigger="interval", seconds=seconds)


def _done(work: Callable[[], None], complaints: Complaints, name: str) -> None:
    with complaints.about("job_failed", job=name):
        work()
