"""A letter in the outbox, from decided to settled.

The stage changes only along the arrows of `LEGAL`. A letter found `started` was interrupted, and
nobody knows whether it was sent: a letter that may go only once is then `uncertain` for good, and
any other is sent again, the same to the octet, so that the receiver can tell.

    waiting -> started -> sent | rejected | uncertain | waiting (to be tried again)
    waiting -> cancelled | drafted
"""

from datetime import datetime, timedelta
from enum import StrEnum

from screener.domain.letters.letter import Letter
from screener.domain.value import Value


class Stage(StrEnum):
    """How far a letter is."""

    WAITING = "waiting"
    STARTED = "started"
    SENT = "sent"
    DRAFTED = "drafted"
    REJECTED = "rejected"
    UNCERTAIN = "uncertain"
    CANCELLED = "cancelled"


LEGAL: dict[Stage, frozenset[Stage]] = {
    Stage.WAITING: frozenset({Stage.STARTED, Stage.CANCELLED, Stage.DRAFTED}),
    Stage.STARTED: frozenset({Stage.SENT, Stage.REJECTED, Stage.UNCERTAIN, Stage.WAITING}),
    Stage.SENT: frozenset(),
    Stage.DRAFTED: frozenset(),
    Stage.REJECTED: frozenset(),
    Stage.UNCERTAIN: frozenset(),
    Stage.CANCELLED: frozenset(),
}

PATIENCE = {True: timedelta(hours=4), False: timedelta(hours=24)}
"""How long a letter is tried, by whether it may go only once: a late answer is noise."""


CALLED_OFF = "their door was opened, or the answer called off, before it was sent"
"""Why the one answer of a closing was cancelled with that closing."""


class Outgoing(Value):
    """A letter and what it is about; `decision` and `template` where it answers a message.

    `contact` is the canonical handle or name that it concerns. `due` is when it may be tried.
    `as_draft` lays it in Drafts for the user instead of sending it.
    """

    letter: Letter
    created: datetime
    due: datetime
    contact: str | None = None
    decision: str | None = None
    template: str | None = None
    as_draft: bool = False
    stage: Stage = Stage.WAITING
    attempts: int = 0
    reason: str | None = None

    @property
    def is_called_off(self) -> bool:
        """Whether it went with its closing, so that a new closing may have an answer of its own."""
        return self.stage is Stage.CANCELLED and self.reason == CALLED_OFF


class Postmark(Value):
    """What became of a letter; `again` goes with WAITING only."""

    key: str
    stage: Stage
    at: datetime
    reason: str | None = None
    again: datetime | None = None
