"""What ends the waiting of the main thread: a signal, or something that cannot go on.

The surprise: Python does what a signal calls for between two steps of the main thread, and nothing
wakes that thread in a queue if the signal came just before it began to wait, or if another thread
was interrupted by it. So the waiting is on a socket, into which the signal itself is written.
"""

import select
import signal
import socket
from contextlib import suppress
from datetime import timedelta
from queue import Empty, SimpleQueue
from time import monotonic

from screener.errors import ScreenerError

RELOAD, END = "reload", "end"


class Calls:
    """What the main thread is asked to do, by signals and by other threads, in order."""

    def __init__(self) -> None:
        self._queue: SimpleQueue[str | ScreenerError] = SimpleQueue()
        self._bell, self._ringer = socket.socketpair()
        self._bell.setblocking(False)
        self._ringer.setblocking(False)

    def listen(self) -> None:
        """SIGHUP reloads; SIGTERM and SIGINT end."""
        signal.set_wakeup_fd(self._ringer.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGHUP, lambda *_: self.put(RELOAD))
        signal.signal(signal.SIGTERM, lambda *_: self.put(END))
        signal.signal(signal.SIGINT, lambda *_: self.put(END))

    def close(self) -> None:
        """Hear no more."""
        signal.set_wakeup_fd(-1)
        self._bell.close()
        self._ringer.close()

    def put(self, call: str | ScreenerError) -> None:
        """Ask for something; a ScreenerError ends the program with it."""
        self._queue.put(call)
        # Enough is written to wake whoever waits, or nobody waits any more.
        with suppress(OSError):
            self._ringer.send(b"!")

    def next(self) -> str | ScreenerError:
        """Wait for the next call."""
        while True:
            if (call := self.within(timedelta(hours=1))) is not None:
                return call

    def soon(self) -> str | ScreenerError | None:
        """The next call if one comes within a second."""
        return self.within(timedelta(seconds=1))

    def within(self, time: timedelta) -> str | ScreenerError | None:
        """The next call if one comes in that time."""
        end = monotonic() + time.total_seconds()
        while True:
            with suppress(Empty):
                return self._queue.get_nowait()
            left = end - monotonic()
            if left <= 0:
                return None
            select.select([self._bell], [], [], left)
            with suppress(BlockingIOError):
                self._bell.recv(4096)
