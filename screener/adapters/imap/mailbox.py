"""The Mailbox of screener.ports over one IMAP connection; each method is told in its own file."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from screener.adapters.imap import appending, fetching, flags, idle, moving, searching
from screener.adapters.imap import folders as tree
from screener.adapters.imap.session import Session
from screener.errors import ScreenerError
from screener.ports.mailbox import (
    Capabilities,
    FetchedHeader,
    FolderInfo,
    FolderState,
    Landed,
    Mailbox,
    Moved,
    Name,
)

_FAREWELL = timedelta(seconds=3)


class ImapMailbox(Mailbox):
    """One logged-in connection, for one thread."""

    capabilities: Capabilities

    def __init__(self, session: Session) -> None:
        self._session = session
        self.capabilities = session.capabilities

    def folders(self) -> tuple[FolderInfo, ...]:
        """One LIST."""
        return tree.folders(self._session)

    def special(self, use: str) -> str | None:
        """By RFC 6154, else by the names that mail programs give; one LIST for all of them, and an
        hour later another for what was not there.
        """
        return tree.special(self._session, use)

    def ensure_folder(self, folder: str) -> None:
        """LIST; CREATE and SUBSCRIBE if it is not there."""
        tree.ensure(self._session, folder)

    def open(self, folder: str, *, writable: bool) -> FolderState:
        """Nothing is sent for a folder that has been open in this way for a short time
        (selected.FRESH): its state is what the server has told unasked since.
        """
        return tree.open_folder(self._session, folder, writable=writable)

    def status(self, folders: Sequence[str]) -> dict[str, FolderState]:
        """One LIST with RFC 5819, else a STATUS each; before it, if one of them is open and was not
        just waited for, one more command.
        """
        return tree.status(self._session, folders)

    def uids_after(self, uid: int) -> tuple[int, ...]:
        """One SEARCH, as long as no more than searching.WINDOW messages can be new."""
        return searching.after(self._session, uid)

    def uids_naming(self, names: Sequence[Name], *, after: int = 0) -> tuple[int, ...]:
        """One SEARCH for every searching.WINDOW messages of the folder."""
        return searching.naming(self._session, names, after=after)

    def uids_since(self, since: datetime) -> tuple[int, ...]:
        """One SEARCH for every searching.WINDOW messages of the folder."""
        return searching.since(self._session, since)

    def headers(
        self, uids: Collection[int], *, only: Sequence[str] = ()
    ) -> Iterator[FetchedHeader]:
        """Batches, one command ahead; may be given up at any time."""
        return fetching.headers(self._session, uids, only)

    def wholes(self, uids: Collection[int]) -> Iterator[tuple[int, bytes]]:
        """Batches by size, one command ahead; may be given up at any time."""
        return fetching.wholes(self._session, uids)

    def stream(self, uid: int) -> Iterator[bytes]:
        """Pieces of fetching.PIECE octets."""
        return fetching.stream(self._session, uid)

    def flags(self, uids: Collection[int]) -> dict[int, frozenset[str]]:
        """One FETCH for a thousand messages."""
        return flags.read(self._session, uids)

    def change_flags(
        self, uids: Collection[int], *, add: Collection[str] = (), remove: Collection[str] = ()
    ) -> frozenset[str]:
        """STORE, for those flags that PERMANENTFLAGS names."""
        return flags.change(self._session, uids, add=add, remove=remove)

    def copy(self, uids: Collection[int], folder: str) -> Moved:
        """COPY."""
        return moving.copy(self._session, uids, folder)

    def move(self, uids: Collection[int], folder: str) -> Moved:
        """MOVE, or what comes nearest."""
        return moving.move(self._session, uids, folder)

    def remove_copied(self, uids: Collection[int]) -> frozenset[int]:
        """STORE and UID EXPUNGE."""
        return moving.remove_copied(self._session, uids)

    def find(self, *, message_id: str | None, received: datetime, size: int) -> tuple[int, ...]:
        """SEARCH."""
        return searching.find(self._session, message_id=message_id, received=received, size=size)

    def append(
        self, folder: str, raw: bytes, *, flags: Collection[str], received: datetime
    ) -> Landed | None:
        """APPEND."""
        return appending.append(self._session, folder, raw, flags=flags, received=received)

    def wait(self, timeout: timedelta, wake: int | None = None) -> bool:
        """IDLE; keep `timeout` below ten minutes, since less than that makes routers forget."""
        return idle.wait(self._session, timeout, wake)

    def close(self) -> None:
        """LOGOUT, which leaves marked messages alone (CLOSE would expunge them)."""
        with suppress(ScreenerError):
            self._session.caution = None  # what is cut off now is no message's fault
            self._session.wire.be_patient(_FAREWELL)
            self._session.dialogue.run(b"LOGOUT")
        self._session.wire.close()
