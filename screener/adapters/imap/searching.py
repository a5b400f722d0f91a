"""Finding messages of the open folder by UID, by day, by address, by Message-ID.

A Message-ID comes from strangers: one that could be anything but a plain string in a command is
not searched for at all, and the message is found by its day and size instead.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta

from screener.adapters.imap.dialogue import Response
from screener.adapters.imap.names import quoted
from screener.adapters.imap.responses import day
from screener.adapters.imap.sequence import chunks
from screener.adapters.imap.session import Session
from screener.ports.mailbox import Name

WINDOW = 100_000
"""Messages that one SEARCH may look at: so many UIDs still make a line of bearable length."""

_GREATEST_UID = 2**32 - 1
_PLAIN = re.compile(r"[\x20-\x7e]{1,900}\Z")
_FIELDS = (b"FROM", b"TO", b"CC", b"BCC")
_NAMES = 25
_NEAR = 5
_SEARCH = re.compile(rb"\* SEARCH\b", re.IGNORECASE)


def after(session: Session, uid: int) -> tuple[int, ...]:
    """UIDs above `uid`. Servers announce a message before SEARCH shows it, so an announcement that
    the answer does not explain is worth a second look.
    """
    folder = session.folder()
    if uid >= _GREATEST_UID:
        return ()
    announced = folder.announced
    folder.looked()
    found = _above(session, uid)
    if folder.announced or (announced and not found):
        folder.looked()
        found = _above(session, uid)
    if found:
        folder.saw(found[-1])
    session.looked[folder.name] = folder.position
    return tuple(found)


def since(session: Session, moment: datetime) -> tuple[int, ...]:
    """UIDs received on the day before that moment or later, whatever zone the server lives in."""
    criteria = b"SINCE " + day(moment - timedelta(days=1))
    return tuple(_search(session, criteria, at_once=False))


def naming(session: Session, names: Sequence[Name], *, after: int) -> tuple[int, ...]:
    """UIDs above `after` with such an address; all of them where it would be too much to ask for.

    A header field is searched for pieces (RFC 3501 section 6.4.4), since a server compares what is
    written: `him+shop@example.com` and `him @ example.com` are the same mailbox.
    """
    session.folder()
    session.dialogue.ok(b"NOOP")
    if after >= _GREATEST_UID:
        return ()
    criteria = b"UID %d:*" % (after + 1)
    if names and len(names) <= _NAMES:
        criteria += b" " + _any([_has(field, name) for name in names for field in _FIELDS])
    found = _search(session, criteria, at_once=False)
    return tuple(one for one in found if one > after)


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


def beside(session: Session, uid: int) -> list[int]:
    """UIDs of some messages that lie next to that one in the open folder, none if it is alone."""
    reply = session.dialogue.ok(b"SEARCH UID %d" % uid)
    places = [place for response in reply.untagged for place in _numbers(response)]
    if not places:
        return []
    first, last = max(places[0] - _NEAR, 1), min(places[0] + _NEAR, session.folder().messages)
    reply = session.dialogue.ok(b"UID SEARCH %d:%d" % (first, max(first, last)))
    return [one for response in reply.untagged for one in _numbers(response) if one != uid]


def _has(field: bytes, name: Name) -> bytes:
    pieces = [piece.encode("ascii") for piece in name if piece]
    tests = [b"%s %s" % (field, quoted(piece)) for piece in pieces]
    return tests[0] if len(tests) == 1 else b"(" + b" ".join(tests) + b")"


def _any(keys: list[bytes]) -> bytes:
    """OR takes two keys only; a balanced tree of them stays shallow."""
    if len(keys) == 1:
        return keys[0]
    half = len(keys) // 2
    return b"OR %s %s" % (_any(keys[:half]), _any(keys[half:]))


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
            found.update(_numbers(response))
    return sorted(found)


def _numbers(response: Response) -> Iterator[int]:
    """What a SEARCH response names; nothing for any other response."""
    if _SEARCH.match(response[0]):
        yield from (int(word) for word in response[0].split() if word.isdigit())


def _windows(messages: int) -> Iterator[bytes]:
    """Sequence numbers from the last to the first: what is expunged meanwhile can only push others
    into a window that is still to come.
    """
    if messages <= WINDOW:
        yield b""
        return
    for last in range(messages, 0, -WINDOW):
        yield b"%d:%d " % (max(last - WINDOW + 1, 1), last)
