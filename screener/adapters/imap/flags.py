r"""Flags and keywords: reading them, and changing those that the server will keep.

A server drops without a word what PERMANENTFLAGS does not name (RFC 3501, section 7.1). So that is
not sent, and told to the caller instead.
"""

import re
from collections.abc import Collection, Iterable

from screener.adapters.imap import responses
from screener.adapters.imap.searching import still_there
from screener.adapters.imap.selected import SYSTEM_FLAGS
from screener.adapters.imap.sequence import chunks
from screener.adapters.imap.session import Session

_KEYWORD = re.compile(r"[A-Za-z0-9$_.\-]{1,64}\Z")
_BATCH = 1000


def read(session: Session, uids: Collection[int]) -> dict[int, frozenset[str]]:
    """Flags of those that are there; whoever is missing is looked for once more."""
    session.folder()
    found = _read(session, uids)
    missing = [uid for uid in uids if uid not in found]
    return found | _read(session, still_there(session, missing)) if missing else found


def _read(session: Session, uids: Collection[int]) -> dict[int, frozenset[str]]:
    found: dict[int, frozenset[str]] = {}
    for lot, those in chunks(uids, count=_BATCH):
        asked = frozenset(lot)
        reply = session.dialogue.ok(b"UID FETCH %s (UID FLAGS)" % those)
        for message in filter(None, map(responses.fetched, reply.untagged)):
            if message.uid in asked and b"FLAGS" in message.items:
                found[message.uid] = responses.flags(message.items[b"FLAGS"])
    return found


def change(
    session: Session, uids: Collection[int], *, add: Collection[str], remove: Collection[str]
) -> frozenset[str]:
    r"""Add and remove; the answer is what the server will not keep. ValueError for what is no flag
    and for adding `\Deleted`, which is not ours to give.
    """
    if r"\Deleted" in add:
        raise ValueError("messages are moved, never marked as deleted")
    for flag in (*add, *remove):
        written(flag)
    keeps = session.folder().keeps
    store(session, uids, b"-", [flag for flag in remove if keeps(flag)])
    store(session, uids, b"+", [flag for flag in add if keeps(flag)])
    return frozenset(flag for flag in (*add, *remove) if not keeps(flag))


def store(session: Session, uids: Collection[int], sign: bytes, flags: Iterable[str]) -> None:
    """STORE without hearing of it."""
    listed = b" ".join(written(flag) for flag in flags)
    if not listed:
        return
    for _, those in chunks(uids, count=_BATCH):
        session.dialogue.ok(b"UID STORE %s %sFLAGS.SILENT (%s)" % (those, sign, listed))


def written(flag: str) -> bytes:
    """The flag as it is sent."""
    if flag not in SYSTEM_FLAGS and not _KEYWORD.match(flag):
        raise ValueError(f"{flag!r} is neither a flag nor a keyword")
    return flag.encode("ascii")
