"""Keeping the mailboxes: another host may take one whose lease was not renewed in time."""

from collections.abc import Callable, Sequence
from datetime import timedelta

from screener.daemon.calls import Calls
from screener.errors import MailboxHeld

RENEW = timedelta(minutes=1)
"""Each time is a write to the disk; a lease holds for several times as long."""


class Keeping:
    """Renews all leases; once one is lost the program ends."""

    def __init__(self, renew: Sequence[Callable[[], None]], calls: Calls) -> None:
        self._renew = renew
        self._calls = calls

    def renew(self) -> None:
        """Keep all of them for another while. Raises DiskTrouble."""
        try:
            for renew in self._renew:
                renew()
        except MailboxHeld as lost:
            self._calls.put(lost)
