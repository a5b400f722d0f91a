"""The clock of this machine; nothing else asks for the time."""

import time
from datetime import UTC, datetime

_SINCE_BOOT = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


class SystemClock:
    """The Clock that people have on the wall."""

    def now(self) -> datetime:
        """Now, aware, in UTC."""
        return datetime.now(UTC)


def wall_ahead() -> float:
    """Seconds that the clock on the wall is ahead of the time since boot, sleep included.

    It changes when that clock is set, and hardly otherwise.
    """
    return datetime.now(UTC).timestamp() - time.clock_gettime(_SINCE_BOOT)
