"""What does not wait for the next poll: a command's word, and a deadline that has passed."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from screener.application.errand import last_call
from screener.daemon.watcher import Watcher
from screener.ports.clock import Clock
from screener.ports.store import Store

if TYPE_CHECKING:
    from datetime import datetime


class Errands:
    """What commands leave to the running program, done as soon as it is noticed."""

    def __init__(self, store: Store, watchers: Sequence[Watcher]) -> None:
        self._store = store
        self._watchers = watchers
        self._last = last_call(store)

    def look(self) -> None:
        """Begin a round in every account if somebody called since. Raises DiskTrouble."""
        call = last_call(self._store)
        if call != self._last:
            self._last = call
            for watcher in self._watchers:
                watcher.wake()


class Deadlines:
    """What comes to pass at a time of its own: a round is begun when it has come.

    It looks at the clock and at the store each time, so a restart or a changed clock does no harm.
    """

    def __init__(self, store: Store, watchers: Sequence[Watcher], clock: Clock) -> None:
        self._store = store
        self._watchers = watchers
        self._clock = clock
        self._last: datetime | None = None

    def look(self) -> None:
        """Begin a round in every account if a deadline has passed for which none was begun.

        Raises DiskTrouble.
        """
        due = self._store.gatebook.next_deadline()
        if due is None or due == self._last or due >= self._clock.now():
            return
        self._last = due
        for watcher in self._watchers:
            watcher.wake()
