"""What a server in memory tells: how a folder stands, and what it can do."""

from collections.abc import Collection

from screener.adapters.memory.world import MemoryFolder, World
from screener.errors import ServerRefused
from screener.ports.mailbox import Capabilities, FolderState


def folder_name(folder: str) -> str:
    """The name as the server keeps it. Raises ServerRefused for one that it would not take."""
    if not all(folder.split("/")) or not folder.isprintable():
        raise ServerRefused(f"{folder!r} is no name for a folder.")
    return "INBOX" if folder.upper() == "INBOX" else folder


def state(folder: MemoryFolder, world: World) -> FolderState:
    """As a STATUS tells it."""
    return FolderState(
        name=folder.name,
        uidvalidity=folder.uidvalidity,
        uid_next=folder.uid_next,
        messages=len(folder.messages),
        highest_modseq=folder.modseq if "CONDSTORE" in world.capabilities else None,
        writable=None,
        keywords_allowed=None,
        permanent_flags=frozenset(),
    )


def capabilities(names: Collection[str]) -> Capabilities:
    """By what the server says it can do."""
    return Capabilities(
        move="MOVE" in names,
        uidplus="UIDPLUS" in names,
        idle="IDLE" in names,
        condstore="CONDSTORE" in names,
        special_use="SPECIAL-USE" in names,
        object_id="OBJECTID" in names,
        gmail=False,
        list_status="LIST-STATUS" in names,
        utf8_accept=False,
        names=tuple(sorted(names)),
    )
