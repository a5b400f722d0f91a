"""What is to be taken back."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from screener.domain.record.decision import Decision
from screener.domain.record.undoing import Undoable, Undone


class Undoings(Protocol):
    """What is to be taken back, and what was. Every method is one transaction."""

    def find(
        self, *, decision: str | None, since: datetime | None, rule: str | None
    ) -> tuple[str, ...]:
        """Decisions of which something was done that can be taken back, oldest first.

        `since` is when it was done; what is None does not matter.
        """
        ...

    def by_rule(
        self, account: str, rule: str, *, since: datetime, until: datetime
    ) -> tuple[str, ...]:
        """The same for what that rule decided in the account after `since` and up to `until`."""
        ...

    def ask(self, wanted: Collection[str], *, at: datetime) -> None:
        """Take these back; effects of theirs that wait are refused at once."""
        ...

    def asked(self, account: str) -> tuple[Undoable, ...]:
        """What is to be taken back in this account, oldest first."""
        ...

    def settle(self, outcomes: Sequence[Undone], known_as: Sequence[Decision] = ()) -> None:
        """What became of them, and how the messages are known from now on."""
        ...

    def outcomes(self, wanted: Collection[str]) -> tuple[Undone, ...]:
        """Those that have one."""
        ...
