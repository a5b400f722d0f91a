"""A mail server in memory, and everything that happens to it from outside.

Mail arrives, other people's programs move and mark it, the server goes down: a test does that by
the methods here, between two steps or (`meanwhile`) in the middle of one.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count

from screener.errors import ServerRefused, Unreachable

SYSTEM_FLAGS = frozenset({r"\Answered", r"\Flagged", r"\Deleted", r"\Seen", r"\Draft"})

CAPABILITIES = frozenset(
    {"MOVE", "UIDPLUS", "IDLE", "CONDSTORE", "SPECIAL-USE", "LIST-STATUS", "LIST-EXTENDED"}
)

_USUAL_FOLDERS = {
    "INBOX": None,
    "Drafts": r"\Drafts",
    "Junk": r"\Junk",
    "Sent": r"\Sent",
    "Trash": r"\Trash",
}


@dataclass
class MemoryMessage:
    """One message as it lies in a folder; `is_readable` is False where the server chokes on it."""

    uid: int
    raw: bytes
    received: datetime
    flags: frozenset[str]
    identity: str
    is_readable: bool = True


@dataclass
class MemoryFolder:
    """A folder: its messages by UID, in ascending order."""

    name: str
    uidvalidity: int
    special_use: str | None = None
    uid_next: int = 1
    modseq: int = 1
    messages: dict[int, MemoryMessage] = field(default_factory=dict)

    def add(self, raw: bytes, *, received: datetime, flags: Iterable[str], identity: str) -> int:
        """Put a message in; its UID."""
        uid = self.uid_next
        self.uid_next += 1
        self.messages[uid] = MemoryMessage(uid, raw, received, frozenset(flags), identity)
        self.modseq += 1
        return uid

    def remove(self, uid: int) -> MemoryMessage:
        """Take a message out. Raises KeyError if it is not there."""
        self.modseq += 1
        return self.messages.pop(uid)


class World:
    """One account on one server. `lacks` takes capabilities away (`MOVE`, `UIDPLUS`, `IDLE` …) and
    `has` adds others (`OBJECTID`); without `keeps_keywords` only system flags are remembered, and
    folders in `read_only` cannot be changed.
    """

    def __init__(
        self,
        *,
        lacks: Collection[str] = (),
        has: Collection[str] = (),
        keeps_keywords: bool = True,
        read_only: Collection[str] = (),
    ) -> None:
        self.capabilities = (CAPABILITIES | set(has)) - set(lacks)
        self.keeps_keywords = keeps_keywords
        self.read_only = frozenset(read_only)
        self.folders: dict[str, MemoryFolder] = {}
        self.down: str | None = None
        self.outages = 0
        self._uidvalidities = count(1)
        self._identities = count(1)
        self._meanwhile: list[tuple[str, Callable[[], object]]] = []
        self._listeners: list[Callable[[MemoryFolder], None]] = []
        for name, use in _USUAL_FOLDERS.items():
            self.make(name, special_use=use)

    def make(self, name: str, *, special_use: str | None = None) -> MemoryFolder:
        """Create a folder; one of that name that is there is replaced by an empty one."""
        made = MemoryFolder(name, next(self._uidvalidities), special_use)
        self.folders[name] = made
        return made

    def folder(self, name: str) -> MemoryFolder:
        """Raises ServerRefused if it is not there."""
        if name not in self.folders:
            raise ServerRefused(f"There is no folder {name!r}.")
        return self.folders[name]

    def deliver(
        self,
        raw: bytes,
        *,
        folder: str = "INBOX",
        received: datetime | None = None,
        flags: Collection[str] = (),
    ) -> int:
        """Mail arrives, by default at noon on 20 November 2026; its UID."""
        into = self.folder(folder)
        at = received or datetime(2026, 11, 20, 12, tzinfo=UTC)
        uid = into.add(raw, received=at, flags=flags, identity=self.new_identity())
        self.announce(into)
        return uid

    def expunge(self, uid: int, *, folder: str = "INBOX") -> None:
        """Somebody else takes a message away."""
        out_of = self.folder(folder)
        out_of.remove(uid)
        self.announce(out_of)

    def mark(self, uid: int, *flags: str, folder: str = "INBOX") -> None:
        """Somebody else adds flags."""
        where = self.folder(folder)
        where.messages[uid].flags |= frozenset(flags)
        where.modseq += 1
        self.announce(where)

    def renumber(self, folder: str = "INBOX") -> None:
        """The folder gets another UIDVALIDITY, and its messages new UIDs from 1."""
        old = self.folder(folder)
        new = self.make(folder, special_use=old.special_use)
        for message in old.messages.values():
            new.add(
                message.raw,
                received=message.received,
                flags=message.flags,
                identity=message.identity,
            )

    def go_down(self, why: str = "the machine is off") -> None:
        """From now on nobody is served, until come_up."""
        self.down = why
        self.outages += 1
        for folder in self.folders.values():
            self.announce(folder)

    def come_up(self) -> None:
        """Serve again; connections that broke stay broken."""
        self.down = None

    def meanwhile(self, method: str, happens: Callable[[], object]) -> None:
        """Let something happen once, just before the next call of that method of a Mailbox."""
        self._meanwhile.append((method, happens))

    def called(self, method: str) -> None:
        """A Mailbox tells that it is about to do something. Raises Unreachable when down."""
        due = [one for one in self._meanwhile if one[0] == method]
        self._meanwhile = [one for one in self._meanwhile if one[0] != method]
        for _, happens in due:
            happens()
        if self.down is not None:
            raise Unreachable(f"The server cannot be reached: {self.down}.")

    def new_identity(self) -> str:
        """An identity that no message has."""
        return f"M{next(self._identities)}"

    def announce(self, folder: MemoryFolder) -> None:
        """Tell those who wait that something happened in the folder."""
        for listener in list(self._listeners):
            listener(folder)

    def listen(self, listener: Callable[[MemoryFolder], None]) -> None:
        """Call this at every announcement."""
        self._listeners.append(listener)

    def unlisten(self, listener: Callable[[MemoryFolder], None]) -> None:
        """Call it no more."""
        self._listeners.remove(listener)
