"""A clock that stands still until it is told to move."""

from datetime import UTC, datetime, timedelta


class StoppedClock:
    """The Clock of a test, showing `now`, which must be aware."""

    def __init__(self, now: datetime) -> None:
        self._now = now.astimezone(UTC)

    def now(self) -> datetime:
        """The time that it was set to, in UTC."""
        return self._now

    def set(self, now: datetime) -> None:
        """Show another time, earlier or later."""
        self._now = now.astimezone(UTC)

    def advance(self, by: timedelta) -> None:
        """Show a time that is so much later."""
        self._now += by
