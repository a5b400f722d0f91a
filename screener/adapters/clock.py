"""The clock of this machine; nothing else asks for the time."""

from datetime import UTC, datetime


class SystemClock:
    """The Clock that people have on the wall."""

    def now(self) -> datetime:
        """Now, aware, in UTC."""
        return datetime.now(UTC)
