"""A second ear: IDLE on another watched folder, which only ever wakes the account's watcher.

IDLE (RFC 2177) hears one folder for each connection. The first folder is the watcher's own; each
further one has a bell, which never reads or changes anything.
"""

import socket
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from threading import Event, Thread
from time import monotonic

import structlog

from screener.daemon.backoff import Backoff
from screener.errors import ScreenerError
from screener.ports.mailbox import Mailbox

log = structlog.get_logger()

MOST = 4
"""Bells of one account: many providers allow some ten connections, and people have telephones."""

SLICE = timedelta(minutes=4)

NOT_THERE = timedelta(minutes=15)
"""A folder that cannot be opened is left to the poll for so long: each try is a login."""


class Bell(Thread):
    """Rings when something happens in one folder; a lost connection is made again."""

    def __init__(
        self, folder: str, *, connect: Callable[[], Mailbox], ring: Callable[[], None], name: str
    ) -> None:
        super().__init__(name=name, daemon=True)
        self._folder = folder
        self._connect = connect
        self._ring = ring
        self._stopping = Event()
        self._called, self._caller = socket.socketpair()
        self._backoff = Backoff(after_refusal=NOT_THERE)
        self._fault = ""

    def stop(self) -> None:
        """Hear nothing more, and end the connection. From any thread."""
        self._stopping.set()
        with suppress(OSError):  # it has ended by itself
            self._caller.send(b"!")

    def run(self) -> None:
        """Listen, and whatever happens, listen again; the scheduled poll goes on meanwhile."""
        with self._called, self._caller:
            self._go_on()

    def _go_on(self) -> None:
        while not self._stopping.is_set():
            try:
                self._listen()
            except ScreenerError as trouble:
                log.debug("bell_lost", folder=self._folder, why=trouble.message)
                self._stopping.wait(self._backoff.after(trouble).total_seconds())
            except Exception as error:
                is_known = repr(error) == self._fault
                if not is_known:
                    log.exception("bell_broke", folder=self._folder)
                self._fault, backoff = repr(error), self._backoff
                pause = backoff.until_mended() if is_known else backoff.pause()
                self._stopping.wait(pause.total_seconds())

    def _listen(self) -> None:
        mailbox = self._connect()
        begun = monotonic()
        try:
            if not mailbox.capabilities.idle:
                self._stopping.set()  # there is nothing to hear, and the poll has to do
            heard_up_to = None
            while not self._stopping.is_set():
                state = mailbox.open(self._folder, writable=False)
                if state.uid_next != heard_up_to:  # it may have come while nobody listened
                    heard_up_to = state.uid_next
                    self._ring()
                elif mailbox.wait(SLICE, self._called.fileno()):
                    self._ring()
                self._backoff.lasted(monotonic() - begun)
        finally:
            mailbox.close()
