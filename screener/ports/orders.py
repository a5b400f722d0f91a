"""Commands that came by mail, and what became of them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from screener.domain.digest.order import Order


class Orders(Protocol):
    """Commands that came by mail. Every method is one transaction."""

    def take(self, orders: Sequence[Order], *, at: datetime) -> None:
        """Write them down, and with that use up their codes; `at` (aware) is now.

        An order that is there already (same decision) is left as it is. Whose code is used up by
        another one is written down as USED, and will not be obeyed.
        """
        ...

    def by_code(self, code: str) -> Order | None:
        """The order that has used that code up."""
        ...

    def to_obey(self, account: str) -> tuple[Order, ...]:
        """Those that have no outcome yet, in the order in which they were received."""
        ...

    def settle(self, order: Order) -> None:
        """Write its outcome; one that has an outcome already keeps it."""
        ...

    def settled(self, account: str, *, since: datetime, until: datetime) -> tuple[Order, ...]:
        """Those that had their outcome after `since` and up to `until`, in that order, without
        those whose signature was not ours.
        """
        ...

    def forged(self, account: str, *, since: datetime, until: datetime) -> int:
        """How many came after `since` and up to `until` whose signature was not ours."""
        ...
