"""Taking back what was done to a message: where it went, and which of its flags were changed.

Filing, trashing, tagging and marking can be taken back; a copy stays, since nothing is destroyed,
and what was sent is sent.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from screener.domain.record.decision import Decision
from screener.domain.record.effect import MOVES, Do, Effect
from screener.domain.value import Value

UNDOABLE = frozenset({Do.TAG, Do.UNTAG, Do.MARK, Do.FILE, Do.TRASH})

UNDONE = "you took it back"


class How(StrEnum):
    """What came of taking back."""

    DONE = "done"
    GONE = "gone"
    """The message is not where it was put."""
    FAILED = "failed"


class Undone(Value):
    """What became of one message; `reason` is for people."""

    decision: str
    how: How
    reason: str | None = None


class DoneEffect(NamedTuple):
    """An effect that was carried out; for a move, where the message came to lie if it was told."""

    effect: Effect
    folder: str | None
    uidvalidity: int | None
    uid: int | None


class Undoable(NamedTuple):
    """A decision of which something was done, in the order of doing."""

    decision: Decision
    done: tuple[DoneEffect, ...]

    @property
    def move(self) -> DoneEffect | None:
        """The one that took it elsewhere."""
        return next((one for one in self.done if one.effect.do in MOVES), None)


class FlagChange(NamedTuple):
    """Flags to set and to remove."""

    add: frozenset[str]
    remove: frozenset[str]


def flags_back(
    before: frozenset[str], changes: Iterable[tuple[Iterable[str], Iterable[str]]]
) -> FlagChange:
    """What to change so that flags are as they were `before`, as far as we had changed them.

    `changes` are flags that were added and removed. Flags compare without regard to case
    (RFC 3501 section 2.3.2); what somebody else changed since stays as it is.
    """
    had = {flag.lower() for flag in before}
    added: dict[str, str] = {}
    removed: dict[str, str] = {}
    for add, remove in changes:
        added |= {flag.lower(): flag for flag in add}
        removed |= {flag.lower(): flag for flag in remove}
    return FlagChange(
        add=frozenset(flag for low, flag in removed.items() if low in had),
        remove=frozenset(flag for low, flag in added.items() if low not in had),
    )
