"""What only the user can answer, asked in the digest: one question once.

A question stays open until the user has answered it, or until its answer no longer matters.
"""

import hashlib
from datetime import datetime
from enum import StrEnum

from screener.domain.value import Value


class Asks(StrEnum):
    """What a question is about; the value is kept, and known to the digest."""

    CLOSE = "close"
    """A rule proposes to close the door."""
    WELCOME = "welcome"
    """A rule proposes to let them always in."""
    MOVED_BACK = "moved_back"
    """The user brought back what was filed: open the door, or change the rule?"""
    WROTE = "wrote"
    """The user wrote to somebody closed: open again?"""
    SAME = "same"
    """May somebody be a closed contact under another handle?"""
    OPENS = "opens"
    """A door opens by itself within a week."""
    OPENED = "opened"
    """A door has opened by itself."""
    REFUSED = "refused"
    """A door that a training folder or a rule was to move stays as it is."""
    TRASHED = "trashed"
    """What somebody sent to a gate was kept long enough."""
    QUEUED = "queued"
    """A door waits for the file of doors to be mended."""


PROPOSALS = frozenset({Asks.CLOSE, Asks.WELCOME})


class Question(Value):
    """One question; `at` is aware, `decision` the message that it is about, if there is one.

    `id` is a function of what is asked, so that nothing is asked twice.
    """

    id: str
    at: datetime
    kind: Asks
    contact: str | None
    decision: str | None
    text: str
    settled: datetime | None = None


def question(
    kind: Asks,
    *,
    at: datetime,
    contact: str | None,
    text: str,
    about: str,
    decision: str | None = None,
) -> Question:
    """Ask; `about` tells two questions of one kind about one contact apart."""
    name = hashlib.sha256(f"{kind.value}\0{contact}\0{about}".encode()).hexdigest()[:13]
    return Question(id=name, at=at, kind=kind, contact=contact, decision=decision, text=text)
