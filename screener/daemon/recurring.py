"""Work that is done again and again, whatever the clock on the wall is set to.

Its time is that since the machine was started, its sleep included: a machine that wakes late makes
up for what it missed, once, and a clock that is set back by hours stops nothing.
"""

import time
from collections.abc import Callable
from datetime import timedelta
from threading import Event, Thread

from screener.daemon.complaints import Complaints

LOOK = 15.0
"""Seconds after which it is looked whether the machine was asleep meanwhile."""

_CLOCK = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


def since_boot() -> float:
    """Seconds, also those that the machine slept, as far as the system counts them."""
    return time.clock_gettime(_CLOCK)


class Recurring(Thread):
    """Does its work at that interval, from the first one on; what goes wrong is logged once."""

    def __init__(
        self,
        work: Callable[[], None],
        *,
        every: timedelta,
        name: str,
        clock: Callable[[], float] = since_boot,
    ) -> None:
        super().__init__(name=name, daemon=True)
        self._work = work
        self._every = every.total_seconds()
        self._clock = clock
        self._stopping = Event()

    def stop(self) -> None:
        """Do it no more. From any thread."""
        self._stopping.set()

    def run(self) -> None:
        """Until it is stopped."""
        complaints = Complaints()
        while self._is_time():
            with complaints.about("job_failed", job=self.name):
                self._work()

    def _is_time(self) -> bool:
        """Wait for it; False if the end comes first."""
        due = self._clock() + self._every
        while (left := due - self._clock()) > 0:
            if self._stopping.wait(min(left, LOOK)):
                return False
        return not self._stopping.is_set()
