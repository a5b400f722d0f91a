"""One account on its server: folders and messages, as the adapter and its twin show them.

Folder names are the user's own: `/` between the levels, no namespace prefix, Unicode. The adapter
maps them to what the server wants.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol


class Capabilities(NamedTuple):
    """What the server can do, of what matters to us."""

    move: bool
    uidplus: bool
    idle: bool
    condstore: bool
    special_use: bool
    object_id: bool
    gmail: bool
    list_status: bool
    utf8_accept: bool
    names: tuple[str, ...]


class FolderInfo(NamedTuple):
    """One folder of the account; `special_use` is an attribute of RFC 6154 such as `\\Sent`."""

    name: str
    special_use: str | None
    selectable: bool


class FolderState(NamedTuple):
    """What opening or asking for a folder tells.

    `uid_next` is the least UID that a message to come may get, `highest_modseq` None without
    CONDSTORE (RFC 7162). `keywords_allowed` is whether new keywords are kept (`\\*` in
    PERMANENTFLAGS); it is None where only STATUS was asked.
    """

    name: str
    uidvalidity: int
    uid_next: int
    messages: int
    highest_modseq: int | None
    writable: bool | None
    keywords_allowed: bool | None
    permanent_flags: frozenset[str]


class FetchedHeader(NamedTuple):
    """The header of one message, and what the server says of it.

    `received` is INTERNALDATE, aware, in UTC. `stable_id` is `emailid:…` (RFC 8474) or `gm:…`
    where the server has such a thing. `header` is cut at HEADER_LIMIT octets.
    """

    uid: int
    flags: frozenset[str]
    received: datetime
    size: int
    stable_id: str | None
    header: bytes


class Landed(NamedTuple):
    """Where a copied or moved message lies now (COPYUID, RFC 4315)."""

    uidvalidity: int
    uid: int


class Moved(NamedTuple):
    """What became of the messages that should be moved or copied.

    `landed` has every UID that the server is known to have moved; the value is None where it does
    not say where to. `gone` are those that were not there any more. `left_marked` could only be
    copied and marked `\\Deleted`, since the server has neither MOVE nor UIDPLUS. What is named
    nowhere is still where it was.
    """

    landed: dict[int, Landed | None]
    gone: frozenset[int]
    left_marked: frozenset[int] = frozenset()


HEADER_LIMIT = 128 * 1024
"""Octets of one header that are read; what is beyond is not looked at."""


WHOLE_LIMIT = 16 * 1024 * 1024
"""Octets of one message that are read for its text; a larger one is read up to TRUNCATED_TO."""


TRUNCATED_TO = 1024 * 1024


class Name(NamedTuple):
    """Pieces of an address as it may be written, both of which stand in it; `local` may be empty.

    ASCII; compared without regard to case.
    """

    local: str
    domain: str


class Mailbox(Protocol):
    """One open, logged-in connection to one account. Used by one thread only."""

    capabilities: Capabilities

    def folders(self) -> tuple[FolderInfo, ...]:
        """All folders of the personal namespace."""
        ...

    def special(self, use: str) -> str | None:
        """The folder with that special use (`\\Sent`, `\\Drafts`, `\\Junk`, `\\Trash`), or None."""
        ...

    def ensure_folder(self, folder: str) -> None:
        """Create and subscribe the folder if it is not there."""
        ...

    def open(self, folder: str, *, writable: bool) -> FolderState:
        """Select the folder (EXAMINE unless writable). What follows is about the open folder.

        For the folder that is open already nothing is sent, as a rule: its state is what the
        server told since. It is selected anew now and then, lest the folder was made anew.
        """
        ...

    def status(self, folders: Sequence[str]) -> dict[str, FolderState]:
        """How folders stand now; one that is not there is left out.

        None is opened by asking, but the one that is open may be left for it.
        """
        ...

    def uids_after(self, uid: int) -> tuple[int, ...]:
        """UIDs above `uid` in the open folder, ascending: one command."""
        ...

    def uids_naming(self, names: Sequence[Name], *, after: int = 0) -> tuple[int, ...]:
        """UIDs above `after` in the open folder whose addresses may be such, ascending.

        Some may be others', but none is left out: From, To, Cc and Bcc are looked at.
        """
        ...

    def uids_since(self, since: datetime) -> tuple[int, ...]:
        """UIDs received at or after `since` minus one day (SEARCH SINCE knows only days)."""
        ...

    def headers(
        self, uids: Collection[int], *, only: Sequence[str] = ()
    ) -> Iterator[FetchedHeader]:
        """Headers of those of the UIDs that are still there, in batches, without setting \\Seen.

        With `only` they have just the fields of these names.

        One message that the server cannot show never stops the others; it has an empty header. Nor
        does one at which the server hangs up, once it has been found (domain.record.stumble).
        """
        ...

    def wholes(self, uids: Collection[int]) -> Iterator[tuple[int, bytes]]:
        """Whole messages, bounded in memory; one above WHOLE_LIMIT only up to TRUNCATED_TO.

        One that is there and cannot be shown is empty.
        """
        ...

    def stream(self, uid: int) -> Iterator[bytes]:
        """The exact octets of one message in pieces; empty if it is not there any more."""
        ...

    def flags(self, uids: Collection[int]) -> dict[int, frozenset[str]]:
        """Flags of those of the UIDs that are still there."""
        ...

    def change_flags(
        self, uids: Collection[int], *, add: Collection[str] = (), remove: Collection[str] = ()
    ) -> frozenset[str]:
        """Change flags and keywords; the answer is those that the server will not keep."""
        ...

    def copy(self, uids: Collection[int], folder: str) -> Moved:
        """Copy to a folder that is created if need be."""
        ...

    def move(self, uids: Collection[int], folder: str) -> Moved:
        """Move to a folder that is created if need be: MOVE (RFC 6851), else COPY and UID EXPUNGE
        (RFC 4315), else COPY and `\\Deleted`. Never a plain EXPUNGE or CLOSE.
        """
        ...

    def remove_copied(self, uids: Collection[int]) -> frozenset[int]:
        """Finish a move whose COPY is known to have been made: the source half only.

        The answer is those that could only be marked `\\Deleted`.
        """
        ...

    def find(self, *, message_id: str | None, received: datetime, size: int) -> tuple[int, ...]:
        """Candidates in the open folder for one message: by Message-ID, else by day and size."""
        ...

    def append(
        self, folder: str, raw: bytes, *, flags: Collection[str], received: datetime
    ) -> Landed | None:
        """Add a message to a folder that is created if need be."""
        ...

    def wait(self, timeout: timedelta, wake: int | None = None) -> bool:
        """Wait in IDLE (RFC 2177) on the open folder until something happens there.

        True when the server announced something or `wake` (a file descriptor) became readable, at
        once if anything came since the folder was last asked for its `uids_after`; False after
        `timeout`. Raises Unreachable as soon as the connection is known to be dead.
        """
        ...

    def close(self) -> None:
        """End the connection; never raises, never expunges."""
        ...
