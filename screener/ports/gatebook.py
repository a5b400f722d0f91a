"""Who stands where in gates."""

from collections.abc import Collection, Container
from datetime import datetime
from typing import NamedTuple, Protocol

from screener.domain.letters.outgoing import Outgoing
from screener.domain.record.stay import Stay


class Asked(NamedTuple):
    """Somebody whose question lies in the outbox, and what became of the letter.

    `settled` is when, None while it waits; the letter is None if it is not there at all.
    """

    stay: Stay
    letter: Outgoing | None
    settled: datetime | None


class Gatebook(Protocol):
    """Who stands where in gates, and which messages are whose. Every method is one transaction."""

    def stays(self, contacts: Collection[str], *, since: datetime) -> tuple[Stay, ...]:
        """Those of these contacts that go on, or ended at or after then; oldest first."""
        ...

    def inside(self, account: str | None = None) -> tuple[Stay, ...]:
        """Those that go on, the oldest first; `account` is the one that they came in by."""
        ...

    def ended(self, account: str, *, outcomes: Collection[str]) -> tuple[Stay, ...]:
        """Those that have ended with such an outcome, the first to end first."""
        ...

    def left(self, account: str, *, since: datetime, until: datetime) -> tuple[Stay, ...]:
        """Those that ended after `since` and up to `until`, the first to end first."""
        ...

    def asked(self, account: str) -> tuple[Asked, ...]:
        """Those whose question is on its way."""
        ...

    def asks(self, letter: str) -> bool:
        """Whether somebody is to be asked by the letter of that key."""
        ...

    def passes(self, gate: str, *, since: datetime) -> int:
        """How many have passed after then."""
        ...

    def next_deadline(self) -> datetime | None:
        """When the next stay lapses."""
        ...

    def put(self, stay: Stay) -> None:
        """How it goes on; a wish is fulfilled by it."""
        ...

    def wish(self, stay: Stay, word: str) -> bool:
        """The user's word on a stay; False if it has ended meanwhile."""
        ...

    def wishes(self, account: str) -> tuple[tuple[Stay, str], ...]:
        """Words that wait, with the stays that they are about."""
        ...

    def to_carry_out(self, account: str) -> tuple[tuple[Stay, tuple[str, ...]], ...]:
        """Stays with an outcome, and the messages of the account (by decision) that it has not
        been carried out on.
        """
        ...

    def carried(self, decisions: Collection[str], *, outcome: str) -> None:
        """The outcome was carried out on these messages."""
        ...

    def messages(self, stay: Stay) -> tuple[str, ...]:
        """The decisions about all messages of a stay."""
        ...

    def forget(self, theirs: Container[object]) -> None:
        """Nothing stays of those stays of these contacts that have ended."""
        ...
