"""The few colours, and what each of them means; what is well has none.

Marks that are coloured besides (`✓`, `✗`) have a shape that says the same.
"""

from screener.domain.record.decision import Door
from screener.domain.record.effect import Status

CLOSED = "magenta"
"""Somebody's door is closed."""

FAILED = "red"
"""It went wrong for good, or nobody knows how it ended."""

HELD = "yellow"
"""It was refused, or it waits for a word of yours."""

_OF_STATUS = {
    Status.FAILED: FAILED,
    Status.UNCERTAIN: FAILED,
    Status.REFUSED: HELD,
}


def of_door(door: Door) -> str | None:
    """The colour of a door."""
    return CLOSED if door is Door.CLOSED else None


def of_status(status: Status) -> str | None:
    """The colour of what became of an effect."""
    return _OF_STATUS.get(status)
