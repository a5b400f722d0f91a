"""Finding messages of the open folder by UID, by day, by Message-ID.

A Message-ID comes from strangers: one that could be anything but a plain string in a command is
not searched for at all, and the message is found by its day and size instead.
"""

import re
from collections.abc import Collection, Iterator
from datetime import datetime, timedelta

from screener.adapters.imap.names import quoted
from screener.adapters.imap.responses import day
from screener.adapters.imap.sequence import chunks
from screener.adapters.imap.session import Session

WINDOW = 100_000
"""Messages that one SEARCH may look at: so many UIDs still make a line of bearable length."""

_GREATEST_UID = 2**32 - 1
_PLAIN = re.compile(r"[\x20-\x7e]{1,900}\Z")
_SEARCH = re.compile(rb"\* SEARCH\b", re.IGNORECASE)


def after(session: Session, uid: int) -> tuple[int, ...]:
    """UIDs above `uid`. Servers announce a message before SEARCH shows it, so an announcement that
    the answer does not explain is worth a second look.
    """
    folder = session.folder()
    if uid >= _GREATEST_UID:
        return ()
    announced, folder.has_news = folder.has_news, False
    found = _above(session, uid)
    if folder.has_news or (announced and not found):
        folder.has_news = False
        found = _above(session, uid)
    if found:
        folder.saw(found[-1])
    return tuple(found)


def since(session: Session, moment: datetime) -> tuple[int, ...]:
    """UIDs received on the day before that moment or later, whatever zone the server lives in."""
    criteria = b"SINCE " + day(moment - timedelta(days=1))
    return tuple(_search(session, criteria, at_once=False))


def find(
    session: Session, *, message_id: str | None, received: datetime, size: int
) -> tuple[int, ...]:
    """Candidates for one message: by Message-ID, else by day and size. NOOP first: who asks wants
    to know for certain.
    """
    session.folder()
    session.dialogue.ok(b"NOOP")
    if message_id and _PLAIN.match(message_id):
        criteria = b"HEADER Message-ID " + quoted(message_id.encode("ascii"))
    else:
        first, last = received - timedelta(days=1), received + timedelta(days=2)
        criteria = b"SINCE %s BEFORE %s LARGER %d SMALLER %d" % (
            day(first), day(last), max(size - 1, 0), size + 1,
        )  # fmt: skip
    return tuple(_search(session, criteria, at_once=False))


def still_there(session: Session, uids: Collection[int]) -> frozenset[int]:
    """Those of the UIDs that have a message now; NOOP first, so that the server looks."""
    session.dialogue.ok(b"NOOP")
    there: set[int] = set()
    for _, written in chunks(uids, count=len(uids)):
        there.update(_search(session, b"UID " + written, at_once=True))
    return frozenset(there.intersection(uids))


def _above(session: Session, uid: int) -> list[int]:
    """`n:*` names the last message whatever its UID (RFC 3501, section 9)."""
    few = session.folder().uid_next - uid <= WINDOW
    found = _search(session, b"UID %d:*" % (uid + 1), at_once=few)
    return [one for one in found if one > uid]


def _search(session: Session, criteria: bytes, *, at_once: bool) -> list[int]:
    found: set[int] = set()
    windows = [b""] if at_once else _windows(session.folder().messages)
    for window in windows:
        reply = session.dialogue.ok(b"UID SEARCH " + window + criteria)
        for response in reply.untagged:
            if _SEARCH.match(response[0]):
                found.update(int(word) for word in response[0].split() if word.isdigit())
    return sorted(found)


def _windows(messages: int) -> Iterator[bytes]:
    """Sequence numbers from the last to the first: what is expunged meanwhile can only push others
    into a window that is still to come.
    """
    if messages <= WINDOW:
        yield b""
        return
    for last in range(messages, 0, -WINDOW):
        yield b"%d:%d " % (max(last - WINDOW + 1, 1), last)
