"""Accounts that the contract suite is held against: one in memory, or one on a real server.

Beside the connection under test there is somebody else, who delivers, marks and takes away: over
imaplib, so that the adapter is not proved by itself.
"""

import imaplib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Protocol

from screener.adapters.imap import Server, connect
from screener.adapters.memory.mailbox import MemoryMailbox
from screener.adapters.memory.world import World
from screener.ports.mailbox import Mailbox
from tests.servers.dovecot import PASSWORD, Dovecot, Quirks

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


class Account(Protocol):
    """One account, and what happens to it from outside. Folder names are the user's."""

    def connect(self) -> Mailbox:
        """A new connection."""
        ...

    def deliver(
        self, raw: bytes, *, folder: str = "INBOX", received: datetime = NOON, flags: str = ""
    ) -> None:
        """A message comes into the folder, which is there."""
        ...

    def expunge(self, uid: int, *, folder: str = "INBOX") -> None:
        """Somebody else destroys one message and no other."""
        ...

    def mark(self, uid: int, flag: str, *, folder: str = "INBOX") -> None:
        """Somebody else adds a flag."""
        ...

    def start_over(self, folder: str) -> None:
        """The folder is deleted and made again, empty."""
        ...


class MemoryAccount:
    """An account of a World."""

    def __init__(self, world: World) -> None:
        self.world = world

    def connect(self) -> Mailbox:
        """A new connection."""
        return MemoryMailbox(self.world)

    def deliver(
        self, raw: bytes, *, folder: str = "INBOX", received: datetime = NOON, flags: str = ""
    ) -> None:
        """A message comes."""
        self.world.deliver(raw, folder=folder, received=received, flags=flags.split())

    def expunge(self, uid: int, *, folder: str = "INBOX") -> None:
        """Somebody else destroys one message."""
        self.world.expunge(uid, folder=folder)

    def mark(self, uid: int, flag: str, *, folder: str = "INBOX") -> None:
        """Somebody else adds a flag."""
        self.world.mark(uid, flag, folder=folder)

    def start_over(self, folder: str) -> None:
        """The folder is made again."""
        self.world.make(folder)


class DovecotAccount:
    """An account of a Dovecot."""

    def __init__(self, server: Dovecot, user: str, quirks: Quirks) -> None:
        self.server = server
        self.user = user
        self._quirks = quirks

    def connect(self) -> Mailbox:
        """A new connection, in the clear."""
        where = Server(host="127.0.0.1", port=self.server.port, user=self.user, tls="none")
        return connect(where, lambda: PASSWORD)

    def deliver(
        self, raw: bytes, *, folder: str = "INBOX", received: datetime = NOON, flags: str = ""
    ) -> None:
        """A message comes."""
        with self._somebody_else() as imap:
            date = received.astimezone(UTC).strftime('"%d-%b-%Y %H:%M:%S +0000"')
            answer = imap.append(self._name(folder), f"({flags})", date, raw)
            assert answer[0] == "OK", answer

    def expunge(self, uid: int, *, folder: str = "INBOX") -> None:
        """Somebody else destroys one message; UID EXPUNGE works even where it is not told of."""
        with self._somebody_else(folder) as imap:
            imap.uid("STORE", str(uid), "+FLAGS", r"(\Deleted)")
            imap.uid("EXPUNGE", str(uid))

    def mark(self, uid: int, flag: str, *, folder: str = "INBOX") -> None:
        """Somebody else adds a flag."""
        with self._somebody_else(folder) as imap:
            imap.uid("STORE", str(uid), "+FLAGS", f"({flag})")

    def start_over(self, folder: str) -> None:
        """The folder is made again."""
        with self._somebody_else() as imap:
            imap.delete(self._name(folder))
            imap.create(self._name(folder))

    @contextmanager
    def _somebody_else(self, folder: str | None = None) -> Iterator[imaplib.IMAP4]:
        imap = imaplib.IMAP4("127.0.0.1", self.server.port)
        try:
            imap.login(self.user, PASSWORD)
            if folder:
                imap.select(self._name(folder))
            yield imap
        finally:
            imap.logout()

    def _name(self, folder: str) -> str:
        assert re.fullmatch(r"[A-Za-z/]+", folder), "write the raw name in the test"
        if folder == "INBOX":
            return folder
        return self._quirks.prefix + folder.replace("/", self._quirks.separator)
