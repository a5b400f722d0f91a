"""Mailboxes that cannot be served: remembered for the digest, and after an hour somebody is told.

As `trouble` in the configuration says, a program is run, or the inbox of another account gets a
letter, once for each outage.
"""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Protocol

import structlog

from screener.daemon.complaints import Complaints
from screener.errors import ScreenerError
from screener.ports.clock import Clock
from screener.ports.outages import Outage
from screener.ports.store import Store

log = structlog.get_logger()

LONG = timedelta(hours=1)


class Served(Protocol):
    """What is looked at of a watcher, or of a pass."""

    @property
    def account(self) -> str:
        """The name of its account."""
        ...

    @property
    def trouble(self) -> ScreenerError | None:
        """Why the account is not served, None while it is."""
        ...

    @property
    def ever_served(self) -> bool:
        """Whether it was at any time."""
        ...


class Troubles:
    """Looks at the watchers; `tell` tells somebody of an outage, whoever that is."""

    def __init__(
        self,
        store: Store,
        watchers: Sequence[Served],
        clock: Clock,
        *,
        tell: Callable[[Outage], None],
    ) -> None:
        self._store = store
        self._watchers = watchers
        self._clock = clock
        self._tell = tell
        self._cut_off: set[str] = {watcher.account for watcher in watchers}
        self._complaints = Complaints()

    def look(self) -> None:
        """Write down who is cut off and who is back."""
        for watcher in self._watchers:
            with self._complaints.about("outage_not_written", account=watcher.account):
                self._look_at(watcher)

    def _look_at(self, watcher: Served) -> None:
        now, account = self._clock.now(), watcher.account
        trouble = watcher.trouble
        if trouble is not None:
            self._cut_off.add(account)
            outage = self._store.outages.begin(account, at=now, why=trouble.message)
            if now - outage.since >= LONG and self._store.outages.told(outage):
                log.error("outage_told", account=account, since=outage.since.isoformat())
                self._tell(outage)
        elif account in self._cut_off and watcher.ever_served:
            # Also what a program that was ended in the middle of an outage has left behind.
            self._store.outages.end(account, at=now)
            self._cut_off.discard(account)
