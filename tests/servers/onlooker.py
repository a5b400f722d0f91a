"""Somebody else at the same account: the user's own mail program, over imaplib.

Folder names here are those of the server. Looking changes nothing.
"""

import imaplib
import re
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import NamedTuple

from tests.servers.dovecot import PASSWORD

_LIST = re.compile(rb'\(([^)]*)\) (?:NIL|"[^"]*") "?([^"]*)"?\Z')
_FLAGS = re.compile(rb"FLAGS \(([^)]*)\)")


class Seen(NamedTuple):
    """One message as it lies in a folder; `flags` without `\\Recent`."""

    uid: int
    flags: frozenset[str]
    raw: bytes

    @property
    def subject(self) -> str:
        """What stands behind `Subject:`."""
        found = re.search(rb"^Subject: (.*?)\r$", self.raw, re.MULTILINE)
        return found[1].decode() if found else ""


class Onlooker:
    """One connection of theirs."""

    def __init__(self, imap: imaplib.IMAP4) -> None:
        self.imap = imap

    def folders(self) -> list[str]:
        """Every folder that holds messages."""
        listed = (_LIST.search(line) for line in self.imap.list()[1] if isinstance(line, bytes))
        return sorted(one[2].decode() for one in listed if one and b"\\Noselect" not in one[1])

    def messages(self, folder: str = "INBOX") -> list[Seen]:
        """All of a folder in its order, none if it is not there."""
        if self.imap.select(f'"{folder}"', readonly=True)[0] != "OK":
            return []
        _, answer = self.imap.uid("FETCH", "1:*", "(UID FLAGS BODY.PEEK[])")
        return list(_seen(answer))

    def subjects(self, folder: str = "INBOX") -> list[str]:
        """The subjects of a folder, in its order."""
        return [message.subject for message in self.messages(folder)]

    def await_subjects(self, folder: str, *expected: str, seconds: float = 60) -> None:
        """Look again and again until the folder has these and no others, in any order."""
        end = time.monotonic() + seconds
        while sorted(found := self.subjects(folder)) != sorted(expected):
            assert time.monotonic() < end, f"{folder} has {found} and not {expected}"
            time.sleep(0.02)

    def add(
        self,
        raw: bytes,
        folder: str = "INBOX",
        *,
        received: datetime | None = None,
        flags: str = "",
    ) -> None:
        """A message comes; just now if it is not said when."""
        when = (received or datetime.now(UTC)).astimezone(UTC)
        date = when.strftime('"%d-%b-%Y %H:%M:%S +0000"')
        self._ok(self.imap.append(f'"{folder}"', f"({flags})", date, raw))

    def add_many(self, raws: Sequence[bytes], folder: str = "INBOX") -> None:
        """So many messages come at once (RFC 3502), which is what makes it fast."""
        tag = b"many"
        self.imap.send(tag + f' APPEND "{folder}"'.encode())
        for raw in raws:
            self.imap.send(b" {%d+}\r\n" % len(raw) + raw)
        self.imap.send(b"\r\n")
        while not (line := self.imap.readline()).startswith(tag):
            assert line, "the server has hung up"
        assert line.startswith(tag + b" OK"), line

    def flags(self, folder: str = "INBOX") -> list[frozenset[str]]:
        """Those of each message of a folder, without `\\Recent`."""
        self._ok(self.imap.select(f'"{folder}"', readonly=True))
        _, answer = self.imap.fetch("1:*", "(FLAGS)")
        found = (_FLAGS.search(line) for line in answer if isinstance(line, bytes))
        return [frozenset(one[1].decode().split()) - {r"\Recent"} for one in found if one]

    def move(self, uid: int, *, folder: str, to: str) -> None:
        """Drag one message to another folder."""
        self._ok(self.imap.select(f'"{folder}"'))
        self._ok(self.imap.uid("MOVE", str(uid), f'"{to}"'))

    def mark(self, uid: int, flag: str, *, folder: str = "INBOX") -> None:
        """Set a flag."""
        self._ok(self.imap.select(f'"{folder}"'))
        self._ok(self.imap.uid("STORE", str(uid), "+FLAGS", f"({flag})"))

    def remove(self, uid: int, *, folder: str = "INBOX") -> None:
        """Destroy one message and no other."""
        self.mark(uid, r"\Deleted", folder=folder)
        self._ok(self.imap.uid("EXPUNGE", str(uid)))

    def create(self, folder: str) -> None:
        """Make a folder."""
        self._ok(self.imap.create(f'"{folder}"'))

    def start_over(self, folder: str) -> None:
        """The folder is deleted and made again, empty: its UIDs begin anew."""
        self.imap.select("INBOX", readonly=True)
        self._ok(self.imap.delete(f'"{folder}"'))
        self.create(folder)

    @staticmethod
    def _ok(answer: tuple[str, object]) -> None:
        assert answer[0] == "OK", answer


@contextmanager
def onlooker(port: int, user: str) -> Iterator[Onlooker]:
    """Log in, in the clear, and out again."""
    imap = imaplib.IMAP4("127.0.0.1", port)
    try:
        imap.login(user, PASSWORD)
        yield Onlooker(imap)
    finally:
        imap.logout()


def _seen(answer: Sequence[object]) -> Iterator[Seen]:
    """Dovecot tells flags before or behind the body."""
    for about, behind in zip(answer, [*answer[1:], b""], strict=True):
        if isinstance(about, tuple):
            told = about[0] + (behind if isinstance(behind, bytes) else b"")
            uid = re.search(rb"UID (\d+)", told)
            flags = _FLAGS.search(told)
            assert uid
            assert flags
            words = frozenset(flags[1].decode().split()) - {r"\Recent"}
            yield Seen(int(uid[1]), words, about[1])
