"""The time."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """The time, and the only way to ask for it."""

    def now(self) -> datetime:
        """Now, aware, in UTC."""
        ...
