"""The daily mail: written as soon as it is due, and delivered by the round that is begun then.

Whether it is due is asked of the clock and the store each time, so that a machine that slept, or
whose clock was set, makes up for one digest and never sends one twice.
"""

from collections.abc import Sequence

from screener.application.desk import Desk
from screener.application.digest.daily import write_if_due
from screener.daemon.complaints import Complaints
from screener.daemon.watcher import Watcher


class Digests:
    """Those of all accounts; `desks` and `watchers` are in the same order."""

    def __init__(self, desks: Sequence[Desk], watchers: Sequence[Watcher]) -> None:
        self._accounts = list(zip(desks, watchers, strict=True))
        self._complaints = Complaints()

    def look(self) -> None:
        """Write what is due; what fails for one account does not keep another from its own."""
        for desk, watcher in self._accounts:
            with self._complaints.about("digest_not_written", account=desk.account):
                if write_if_due(desk):
                    watcher.wake()
