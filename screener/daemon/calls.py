"""What ends the waiting of the main thread: a signal, or something that cannot go on."""

import signal
from contextlib import suppress
from datetime import timedelta
from queue import Empty, SimpleQueue

from screener.errors import ScreenerError

RELOAD, END = "reload", "end"


class Calls:
    """What the main thread is asked to do, by signals and by other threads, in order."""

    def __init__(self) -> None:
        self._queue: SimpleQueue[str | ScreenerError] = SimpleQueue()

    def listen(self) -> None:
        """SIGHUP reloads; SIGTERM and SIGINT end."""
        signal.signal(signal.SIGHUP, lambda *_: self.put(RELOAD))
        signal.signal(signal.SIGTERM, lambda *_: self.put(END))
        signal.signal(signal.SIGINT, lambda *_: self.put(END))

    def put(self, call: str | ScreenerError) -> None:
        """Ask for something; a ScreenerError ends the program with it."""
        self._queue.put(call)

    def next(self) -> str | ScreenerError:
        """Wait for the next call."""
        return self._queue.get()

    def soon(self) -> str | ScreenerError | None:
        """The next call if one comes within a second."""
        return self.within(timedelta(seconds=1))

    def within(self, time: timedelta) -> str | ScreenerError | None:
        """The next call if one comes in that time."""
        with suppress(Empty):
            return self._queue.get(timeout=time.total_seconds())
        return None
