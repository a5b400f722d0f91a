"""Spans in which an account could not be served."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, Protocol


class Outage(NamedTuple):
    """One such span, of aware times; `until` is None while it lasts.

    `told` is whether somebody was told of it, as `trouble` says.
    """

    account: str
    since: datetime
    until: datetime | None
    why: str
    told: bool = False


class Outages(Protocol):
    """Every method is one transaction. An account has one outage at a time."""

    def begin(self, account: str, *, at: datetime, why: str) -> Outage:
        """It cannot be served; the outage that goes on, which may have begun before."""
        ...

    def end(self, account: str, *, at: datetime) -> None:
        """It is served again; nothing happens if it was all the time."""
        ...

    def told(self, outage: Outage) -> bool:
        """Somebody is told of that outage now; False if they were before."""
        ...

    def known(self, account: str, *, since: datetime) -> Sequence[Outage]:
        """Those that go on, or ended after then; oldest first."""
        ...
