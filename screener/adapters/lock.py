"""One writer per mailbox: a file lock on this host, and a lease in the store for all hosts.

The file lock is gone the moment its process is, so that a dead holder is replaced at once. A lease
stays until it expires, and is taken over early only from a holder that is dead for certain: one
on this host whose lock on this very file is free. So the file names those who held it; it is never
removed, since two processes could then each lock another file of that name.
"""

import fcntl
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

from screener.errors import DiskTrouble, MailboxHeld
from screener.ports.clock import Clock
from screener.ports.store import Store

LEASE = timedelta(minutes=5)
"""How long a host that does not answer any more keeps a mailbox; renew it far more often."""

_MOST = 4096
"""Octets of a lock file that are read."""


class MailboxLock:
    """The right to screen one account, from `acquire` (or `with`) to `release`.

    Not for two threads at once. `directory` is for lock files and is made if it is not there.
    """

    def __init__(
        self,
        account: str,
        *,
        directory: Path,
        store: Store,
        clock: Clock,
        lease: timedelta = LEASE,
    ) -> None:
        self._account = account
        self._path = directory / f"{quote(account, safe='')}.lock"
        self._store = store
        self._clock = clock
        self._lease = lease
        self._host = socket.gethostname()
        self._holder = ""
        self._handle: int | None = None

    def acquire(self) -> None:
        """Take the mailbox; MailboxHeld says who has it, DiskTrouble why it cannot be known."""
        # To the microsecond: in two containers both host and process can have the same name.
        since = self._clock.now().isoformat()
        self._holder = f"pid {os.getpid()} on host {self._host}, since {since}"
        with self._told():
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
            try:
                self._take(handle)
            except BaseException:
                os.close(handle)
                raise
        self._handle = handle

    def renew(self) -> None:
        """Keep the lease for another while; MailboxHeld if somebody took it meanwhile."""
        other = self._hold()
        if other is not None:
            raise _held(other)

    def release(self) -> None:
        """Give the mailbox back; nothing happens if it is not ours.

        Where disk or database take nothing the lease stays: on this host the next one takes it all
        the same, since the file is free, and on another host after its time.
        """
        if self._handle is None:
            return
        handle, self._handle = self._handle, None
        try:
            with suppress(DiskTrouble):
                self._store.release(self._account, holder=self._holder)
        finally:
            os.close(handle)

    def __enter__(self) -> Self:
        self.acquire()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.release()

    def _take(self, handle: int) -> None:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise _held((_read(handle) or ["unknown"])[-1]) from error
        earlier = _read(handle)
        # Before the lease is taken: whoever finds it after a crash finds us here.
        _write(handle, [*earlier, self._holder])
        self._take_lease(earlier)
        _write(handle, [self._holder])

    def _take_lease(self, earlier: list[str]) -> None:
        other = self._hold()
        if other is not None and other in earlier and f" on host {self._host}, " in other:
            self._store.release(self._account, holder=other)
            other = self._hold()
        if other is not None:
            raise _held(other)

    def _hold(self) -> str | None:
        now = self._clock.now()
        return self._store.hold(self._account, holder=self._holder, now=now, lease=self._lease)

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise DiskTrouble(
                f"The lock {self._path} cannot be used: {error.strerror}.",
                advice="Let the user that runs screener own the state directory, on a local disk"
                " with room.",
            ) from error


def _held(holder: str) -> MailboxHeld:
    return MailboxHeld(
        f"Another screener ({holder}) holds this mailbox.",
        advice="Stop it first, or leave the work to it: all commands but `run` and `once` may run.",
    )


def _read(handle: int) -> list[str]:
    return os.pread(handle, _MOST, 0).decode("utf-8", "replace").splitlines()


def _write(handle: int, holders: list[str]) -> None:
    text = "".join(f"{holder}\n" for holder in holders[-10:]).encode()
    os.pwrite(handle, text, 0)
    os.ftruncate(handle, len(text))
