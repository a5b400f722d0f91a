"""What the rounds of one account came to since the start."""

from datetime import datetime

from screener.application.rounds.round import Round


class Tally:
    """Added to by the account's own thread, and read by any."""

    def __init__(self) -> None:
        self.rounds = 0
        self.seconds = 0.0
        """How long they took together."""
        self.ended: datetime | None = None
        """When the last one ended, aware; None before the first."""
        self.decided = self.troubled = 0
        self.done = self.refused = self.failed = 0
        self.held = 0
        """How many rules the brake holds."""

    def add(self, done: Round, *, seconds: float, at: datetime) -> None:
        """Count one more round, which took so long and has just ended."""
        self.rounds += 1
        self.seconds += seconds
        self.ended = at
        self.decided += done.polled.decided
        self.troubled += done.polled.troubled
        if (performed := done.performed) is not None:
            self.done += performed.done
            self.refused += performed.refused
            self.failed += performed.failed
            self.held = len(performed.held)
