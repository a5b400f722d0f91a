"""The Mailbox in memory: a connection to a World, with the same promises as one over IMAP."""

import re
import select
import socket
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from screener.adapters.memory.header import fields, is_named, message_id_of
from screener.adapters.memory.told import capabilities, folder_name, state
from screener.adapters.memory.world import SYSTEM_FLAGS, MemoryFolder, MemoryMessage, World
from screener.errors import ServerRefused, Unreachable
from screener.ports.mailbox import (
    HEADER_LIMIT,
    TRUNCATED_TO,
    WHOLE_LIMIT,
    Capabilities,
    FetchedHeader,
    FolderInfo,
    FolderState,
    Landed,
    Mailbox,
    Moved,
    Name,
)

_FLAG = re.compile(r"(?:\\(?:Answered|Flagged|Deleted|Seen|Draft)|[A-Za-z0-9$_.\-]{1,64})\Z")
_LINE_END = re.compile(rb"\r\n|\r|\n")
_PIECE = 1024 * 1024


class MemoryMailbox(Mailbox):
    """One connection; several may be open to one World."""

    capabilities: Capabilities

    def __init__(self, world: World) -> None:
        world.called("connect")
        self._world = world
        self._opened: tuple[MemoryFolder, bool] | None = None
        self._is_closed = False
        self._outages = world.outages
        self._looked: dict[str, tuple[int, int]] = {}
        self._bell, self._ringer = socket.socketpair()
        self._ringer.setblocking(False)
        world.listen(self._ring)
        self.capabilities = capabilities(world.capabilities)

    def folders(self) -> tuple[FolderInfo, ...]:
        """All of them, INBOX first."""
        self._step("folders")
        names = sorted(self._world.folders, key=lambda name: (name != "INBOX", name))
        return tuple(
            FolderInfo(name, self._world.folders[name].special_use, selectable=True)
            for name in names
        )

    def special(self, use: str) -> str | None:
        """The folder that was made for this use."""
        self._step("special")
        folders = self._world.folders.values()
        return next((folder.name for folder in folders if folder.special_use == use), None)

    def ensure_folder(self, folder: str) -> None:
        """Make it if it is not there."""
        self._step("ensure_folder")
        self._target(folder)

    def open(self, folder: str, *, writable: bool) -> FolderState:
        """Raises ServerRefused if there is no such folder."""
        self._step("open")
        self._opened = None
        found = self._world.folder(folder_name(folder))
        self._opened = (found, writable and found.name not in self._world.read_only)
        return state(found, self._world)._replace(
            writable=self._is_writable(),
            keywords_allowed=self._keeps("work"),
            permanent_flags=SYSTEM_FLAGS if self._is_writable() else frozenset(),
        )

    def status(self, folders: Sequence[str]) -> dict[str, FolderState]:
        """Those of the folders that are there."""
        self._step("status")
        there = {name: self._world.folders.get(folder_name(name)) for name in folders}
        return {
            name: state(folder, self._world)._replace(name=name)
            for name, folder in there.items()
            if folder
        }

    def uids_after(self, uid: int) -> tuple[int, ...]:
        """UIDs above `uid`."""
        folder = self._here("uids_after")
        self._looked[folder.name] = (folder.uidvalidity, folder.uid_next)
        return tuple(one for one in folder.messages if one > uid)

    def uids_naming(self, names: Sequence[Name], *, after: int = 0) -> tuple[int, ...]:
        """By the fields as they are written."""
        messages = self._here("uids_naming").messages.values()
        return tuple(one.uid for one in messages if one.uid > after and is_named(one.raw, names))

    def uids_since(self, since: datetime) -> tuple[int, ...]:
        """By day, as SEARCH does."""
        first = (since.astimezone(UTC) - timedelta(days=1)).date()
        messages = self._here("uids_since").messages.values()
        return tuple(one.uid for one in messages if one.received.astimezone(UTC).date() >= first)

    def headers(
        self, uids: Collection[int], *, only: Sequence[str] = ()
    ) -> Iterator[FetchedHeader]:
        """One after the other: what happens in between is seen."""
        for uid in sorted(set(uids)):
            if message := self._here("headers").messages.get(uid):
                found = self._header(message)
                yield found._replace(header=fields(found.header, only)) if only else found

    def wholes(self, uids: Collection[int]) -> Iterator[tuple[int, bytes]]:
        """One after the other."""
        for uid in sorted(set(uids)):
            if message := self._here("wholes").messages.get(uid):
                limit = WHOLE_LIMIT if len(message.raw) <= WHOLE_LIMIT else TRUNCATED_TO
                yield uid, message.raw[:limit] if message.is_readable else b""

    def stream(self, uid: int) -> Iterator[bytes]:
        """Pieces of one MiB."""
        message = self._here("stream").messages.get(uid)
        raw = message.raw if message else b""
        for start in range(0, len(raw), _PIECE):
            if uid not in self._here("stream").messages:
                raise ServerRefused("A message could not be read to its end.")
            yield raw[start : start + _PIECE]

    def flags(self, uids: Collection[int]) -> dict[int, frozenset[str]]:
        """Flags of those that are there."""
        messages = self._here("flags").messages
        return {uid: messages[uid].flags for uid in uids if uid in messages}

    def change_flags(
        self, uids: Collection[int], *, add: Collection[str] = (), remove: Collection[str] = ()
    ) -> frozenset[str]:
        """What this World does not keep is not added. ValueError for what is no flag."""
        if r"\Deleted" in add or not all(_FLAG.match(flag) for flag in (*add, *remove)):
            raise ValueError(f"{sorted((*add, *remove))} cannot all be changed")
        folder = self._here("change_flags")
        lost = frozenset(flag for flag in (*add, *remove) if not self._keeps(flag))
        for uid in folder.messages.keys() & set(uids):
            message = folder.messages[uid]
            message.flags = (message.flags - (set(remove) - lost)) | (set(add) - lost)
            folder.modseq += 1
        return lost

    def copy(self, uids: Collection[int], folder: str) -> Moved:
        """Each that is there."""
        here = self._here("copy")
        target = self._target(folder)
        present = sorted(here.messages.keys() & set(uids))
        landed: dict[int, Landed | None] = {
            uid: self._copied(here.messages[uid], target) for uid in present
        }
        self._world.announce(target)
        return Moved(landed, frozenset(uids) - here.messages.keys())

    def move(self, uids: Collection[int], folder: str) -> Moved:
        """As far as this World's capabilities go."""
        here = self._here("move")
        self._must_be_writable()
        moved = self.copy(uids, folder)
        if self.capabilities.move:
            for uid in moved.landed:
                here.remove(uid)
            return moved
        return moved._replace(left_marked=self.remove_copied(moved.landed.keys()))

    def remove_copied(self, uids: Collection[int]) -> frozenset[int]:
        r"""Without UIDPLUS they are only marked `\Deleted`."""
        here = self._here("remove_copied")
        self._must_be_writable()
        present = here.messages.keys() & set(uids)
        for uid in present:
            here.messages[uid].flags |= {r"\Deleted"}
            if self.capabilities.uidplus:
                here.remove(uid)
        return frozenset(here.messages.keys() & present)

    def find(self, *, message_id: str | None, received: datetime, size: int) -> tuple[int, ...]:
        """By Message-ID, else by size and day."""
        messages = self._here("find").messages.values()
        if message_id and message_id.isprintable() and message_id.isascii():
            wanted = message_id.lower().encode()
            return tuple(one.uid for one in messages if wanted in message_id_of(one.raw))
        near = timedelta(days=2)
        return tuple(
            one.uid
            for one in messages
            if len(one.raw) == size and abs(one.received - received) <= near
        )

    def append(
        self, folder: str, raw: bytes, *, flags: Collection[str], received: datetime
    ) -> Landed | None:
        """Lines end in CRLF afterwards, and a second is the shortest time."""
        self._step("append")
        target = self._target(folder)
        at = received.astimezone(UTC).replace(microsecond=0)
        octets = _LINE_END.sub(b"\r\n", raw)
        identity = self._world.new_identity()
        uid = target.add(octets, received=at, flags=flags, identity=identity)
        self._world.announce(target)
        return Landed(target.uidvalidity, uid) if self.capabilities.uidplus else None

    def wait(self, timeout: timedelta, wake: int | None = None) -> bool:
        """Until something happens in the open folder; without IDLE only `wake` is heard."""
        folder = self._here("wait", listening=True)
        if self._has_news(folder):
            return True
        ears: list[int | socket.socket] = [] if wake is None else [wake]
        if self.capabilities.idle:
            ears.append(self._bell)
        ready, _, _ = select.select(ears, [], [], timeout.total_seconds())
        self._has_news(self._here("waited"))
        return bool(ready)

    def close(self) -> None:
        """Nothing is lost by it."""
        if not self._is_closed:
            self._is_closed = True
            self._world.unlisten(self._ring)
            self._bell.close()
            self._ringer.close()

    def _step(self, method: str, *, listening: bool = False) -> None:
        """What every command begins with: the World's chance, and news taken in."""
        self._world.called(method)
        if self._is_closed or self._outages != self._world.outages:
            raise Unreachable("The connection is closed.")
        if not listening:
            with suppress(BlockingIOError):
                while self._bell.recv(1024, socket.MSG_DONTWAIT):
                    pass

    def _here(self, method: str, *, listening: bool = False) -> MemoryFolder:
        self._step(method, listening=listening)
        if self._opened is None:
            raise ServerRefused("No folder is open on this connection.")
        folder = self._opened[0]
        if self._world.folders.get(folder.name) is not folder:
            self.close()
            raise Unreachable("The open folder was deleted, and the server hung up.")
        return folder

    def _has_news(self, folder: MemoryFolder) -> bool:
        """Whether a message came since somebody looked or was told; from now on it is told."""
        before = self._looked.get(folder.name)
        now = folder.uidvalidity, folder.uid_next
        if before is not None:
            self._looked[folder.name] = now
        return before is not None and now > before

    def _is_writable(self) -> bool:
        return self._opened is not None and self._opened[1]

    def _must_be_writable(self) -> None:
        if not self._is_writable():
            raise ServerRefused("The folder is open for reading only.")

    def _keeps(self, flag: str) -> bool:
        return self._is_writable() and (flag in SYSTEM_FLAGS or self._world.keeps_keywords)

    def _target(self, folder: str) -> MemoryFolder:
        name = folder_name(folder)
        return self._world.folders.get(name) or self._world.make(name)

    def _copied(self, message: MemoryMessage, target: MemoryFolder) -> Landed | None:
        uid = target.add(
            message.raw,
            received=message.received,
            flags=message.flags,
            identity=message.identity,
        )
        return Landed(target.uidvalidity, uid) if self.capabilities.uidplus else None

    def _header(self, message: MemoryMessage) -> FetchedHeader:
        head, end, _ = message.raw.partition(b"\r\n\r\n")
        return FetchedHeader(
            uid=message.uid,
            flags=message.flags,
            received=message.received.astimezone(UTC),
            size=len(message.raw),
            stable_id=f"emailid:{message.identity}" if self.capabilities.object_id else None,
            header=(head + end)[:HEADER_LIMIT] if message.is_readable else b"",
        )

    def _ring(self, folder: MemoryFolder) -> None:
        if self._opened and self._opened[0] is folder:
            with suppress(BlockingIOError):
                self._ringer.send(b"!")
