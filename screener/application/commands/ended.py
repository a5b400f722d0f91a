"""How one command ended."""

from typing import NamedTuple

from screener.domain.digest.order import Outcome

OBSERVING = "observing: nothing is moved until mode: enforce"


class Ended(NamedTuple):
    """What came of a command, and what else there is to say of it, in words without a full stop."""

    outcome: Outcome
    reason: str | None = None
