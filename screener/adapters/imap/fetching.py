"""Reading messages in batches, the next one already asked for while the last one is used.

Every body is asked for by PEEK and with its length (`<0.131072>`), so that nothing is marked as
seen and no literal is longer than we want. A batch that the server refuses is halved until the one
message is found that it cannot show. What the connection does not survive is told in
screener.adapters.imap.reading.
"""

import heapq
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice

from screener.adapters.imap import responses
from screener.adapters.imap.dialogue import Reply
from screener.adapters.imap.reading import Lot, Reading
from screener.adapters.imap.refusals import refused
from screener.adapters.imap.responses import Fetched
from screener.adapters.imap.searching import still_there
from screener.adapters.imap.sequence import chunks
from screener.adapters.imap.session import Session
from screener.domain.record.stumble import Lost, Part
from screener.errors import ServerRefused, Stumbled, Unreachable
from screener.ports.mailbox import HEADER_LIMIT, TRUNCATED_TO, WHOLE_LIMIT, FetchedHeader

BATCH_OCTETS = 8 * 1024 * 1024
PIECE = 1024 * 1024
SIZES = 1000
"""Of so many of the last headers the size is kept: more than anybody looks at together."""

_ABOUT_ALL = frozenset({"NOPERM", "LIMIT", "CONTACTADMIN", "CLIENTBUG"})
"""Refusals that no smaller batch would change."""


def headers(
    session: Session, uids: Collection[int], only: Sequence[str] = ()
) -> Iterator[FetchedHeader]:
    """Headers of what is still there, or just the fields `only` of them. A message that is there
    and cannot be shown has an empty one, and `responses.NO_DATE` if not even its date can be had.
    """
    session.sizes.clear()
    about = b"UID FLAGS INTERNALDATE RFC822.SIZE" + _identity(session)
    fields = f".FIELDS ({' '.join(only)})" if only else ""
    items = b"%s BODY.PEEK[HEADER%s]<0.%d>" % (about, fields.encode("ascii"), HEADER_LIMIT)
    reading = Reading(session, Part.HEADER, items)
    lost = _lost(reading, uids)
    shown = _headers(reading, set(uids) - lost.keys() if lost else uids, about)
    unshown = (_without_header(uid, lost[uid]) for uid in sorted(lost))
    return heapq.merge(shown, unshown, key=lambda header: header.uid) if lost else shown


def _headers(reading: Reading, uids: Collection[int], about: bytes) -> Iterator[FetchedHeader]:
    session = reading.session
    for lot, answer in _batches(reading, reading.lots(uids)):
        shown, hidden = _sorted_out(reading, lot, answer)
        if hidden:
            shown |= _told_of(session, hidden, about)
        older = max(0, len(session.sizes) - SIZES)
        session.sizes = dict(islice(session.sizes.items(), older, None))
        for uid in lot:
            if message := shown.get(uid):
                header = _header(message)
                session.sizes[uid] = header.size
                yield header


def wholes(session: Session, uids: Collection[int]) -> Iterator[tuple[int, bytes]]:
    """Whole messages, about BATCH_OCTETS of them at a time; the large ones last, and cut. One that
    is there and cannot be shown is empty.
    """
    lost = _lost(Reading(session, Part.WHOLE, b""), uids)
    yield from ((uid, b"") for uid in sorted(lost))
    sizes = _sizes(session, [uid for uid in uids if uid not in lost])
    small = {uid: size for uid, size in sizes.items() if size <= WHOLE_LIMIT}
    large = dict.fromkeys(sizes.keys() - small.keys(), TRUNCATED_TO)
    for together, limit in ((small, WHOLE_LIMIT), (large, TRUNCATED_TO)):
        reading = Reading(session, Part.WHOLE, b"UID BODY.PEEK[]<0.%d>" % limit)
        for lot, answer in _batches(reading, _by_size(reading, together)):
            shown, hidden = _sorted_out(reading, lot, answer)
            bodies = {uid: message.body or b"" for uid, message in shown.items()}
            bodies |= dict.fromkeys(hidden, b"")
            del shown, answer
            for uid in sorted(bodies):
                yield uid, bodies.pop(uid)[:limit]


def stream(session: Session, uid: int) -> Iterator[bytes]:
    """One message in pieces, none if it is lost. Raises ServerRefused if it vanishes on the way or
    cannot be shown.
    """
    if not still_there(session, [uid]):
        return
    start = size = 0
    while True:
        items = b"UID RFC822.SIZE BODY.PEEK[]<%d.%d>" % (start, PIECE)
        reading = Reading(session, Part.WHOLE, items)
        if reading.lost([uid]):
            return
        reply = session.dialogue.accepted(reading.run(([uid], b"%d" % uid)), b"UID FETCH")
        message = next(iter(_messages(reply, [uid])), None)
        size = max(size, _size(message))
        piece = message.body if message else None
        if piece is None and (not start or start < size):
            raise ServerRefused("A message could not be read to its end.")
        yield from filter(None, [piece])
        start += len(piece or b"")
        if len(piece or b"") < PIECE:
            return


def _lost(reading: Reading, uids: Collection[int]) -> dict[int, Lost]:
    """What is there and not read any more, since the server hangs up at it."""
    lost = reading.lost(uids)
    there = still_there(reading.session, lost) if lost else frozenset()
    return {uid: lost[uid] for uid in there}


def _batches(reading: Reading, lots: Iterable[Lot]) -> Iterator[tuple[list[int], list[Fetched]]]:
    """Each lot with its answer. The next command is sent before the answer is handed on, so that
    the server works while we decide; given up early, its answer is left to Dialogue.settle.
    Raises RuntimeError if another folder was opened meanwhile: its UIDs mean other messages.
    """
    folder = reading.session.selected
    coming = iter(lots)
    lot = next(coming, None)
    running = reading.begin(lot) if lot else None
    while lot and running:
        answer = _shown(reading, lot[0], running.reply())
        reading.passed(lot[0], answer)
        following = next(coming, None)
        running = reading.begin(following) if following else None
        yield lot[0], answer
        if reading.session.selected is not folder:
            raise RuntimeError("another folder was opened while this one was being read")
        lot = following


def _shown(reading: Reading, lot: list[int], reply: Reply) -> list[Fetched]:
    """What the reply shows of the lot, and after a refusal what smaller batches show."""
    found = _messages(reply, lot)
    if reply.is_ok or reply.keyword == "EXPUNGEISSUED":
        return found
    refusal = refused("FETCH", code=reply.keyword, text=reply.text)
    if reply.keyword == "UNAVAILABLE":  # may be about one message for good, as a broken line may
        reading.broke(lot)
        raise Stumbled(refusal.message, advice=refusal.advice)
    if isinstance(refusal, Unreachable) or reply.keyword in _ABOUT_ALL:
        raise refusal
    if len(lot) == 1:
        return found
    have = {message.uid for message in found}
    rest = [uid for uid in lot if uid not in have]
    half = (len(rest) + 1) // 2
    for part in filter(None, (rest[:half], rest[half:])):
        for smaller in chunks(part, count=half):
            found += _shown(reading, smaller[0], reading.run(smaller))
    return found


def _sorted_out(
    reading: Reading, lot: list[int], answer: list[Fetched]
) -> tuple[dict[int, Fetched], frozenset[int]]:
    """Messages that were shown, and those that are there all the same. What the server had not told
    of yet when it was asked is asked for again.
    """
    shown = {message.uid: message for message in answer if message.body is not None}
    missing = [uid for uid in lot if uid not in shown]
    there = still_there(reading.session, missing) if missing else frozenset()
    for again in reading.lots(there):
        for message in _shown(reading, again[0], reading.run(again)):
            if message.body is not None:
                shown[message.uid] = message
    return shown, there - shown.keys()


def _told_of(session: Session, hidden: Collection[int], about: bytes) -> dict[int, Fetched]:
    """What can be told of messages without their header, which is nothing at the worst."""
    found = {uid: Fetched(uid, {}, None) for uid in hidden}
    reading = Reading(session, Part.HEADER, about)
    for lot in reading.lots(hidden):
        found |= {message.uid: message for message in _shown(reading, lot[0], reading.run(lot))}
    return found


def _messages(reply: Reply, lot: list[int]) -> list[Fetched]:
    """Those FETCH responses that were asked for, the last one of each message."""
    asked = set(lot)
    found: dict[int, Fetched] = {}
    for response in reply.untagged:
        message = responses.fetched(response)
        if message and message.uid in asked:
            earlier = found.get(message.uid)
            found[message.uid] = message.on_top_of(earlier) if earlier else message
    return list(found.values())


def _header(message: Fetched) -> FetchedHeader:
    items = message.items
    return FetchedHeader(
        uid=message.uid,
        flags=responses.flags(items.get(b"FLAGS", b"")),
        received=responses.moment(items.get(b"INTERNALDATE", b"")),
        size=_size(message),
        stable_id=responses.stable_id(items),
        header=(message.body or b"")[:HEADER_LIMIT],
    )


def _sizes(session: Session, uids: Collection[int]) -> dict[int, int]:
    """Sizes of what is there, from the last headers if possible; 0 where the server cannot say."""
    known = {uid: session.sizes[uid] for uid in uids if uid in session.sizes}
    unknown = [uid for uid in uids if uid not in known]
    if not unknown:
        return known
    known |= dict.fromkeys(still_there(session, unknown), 0)
    reading = Reading(session, Part.WHOLE, b"UID RFC822.SIZE")
    for lot in reading.lots(unknown):
        answer = _shown(reading, lot[0], reading.run(lot))
        known |= {message.uid: _size(message) for message in answer}
    return known


def _by_size(reading: Reading, sizes: dict[int, int]) -> Iterator[Lot]:
    """Lots of about BATCH_OCTETS, at least one message each."""
    together: list[int] = []
    octets = 0
    for uid in sorted(sizes):
        if together and octets + sizes[uid] > BATCH_OCTETS:
            yield from reading.lots(together)
            together, octets = [], 0
        together.append(uid)
        octets += sizes[uid]
    yield from reading.lots(together)


def _without_header(uid: int, lost: Lost) -> FetchedHeader:
    return FetchedHeader(uid, frozenset(), lost.received, lost.size, stable_id=None, header=b"")


def _size(message: Fetched | None) -> int:
    told = message.items.get(b"RFC822.SIZE", b"") if message else b""
    return int(told) if told.isdigit() else 0


def _identity(session: Session) -> bytes:
    if session.capabilities.object_id:
        return b" EMAILID"
    return b" X-GM-MSGID" if session.capabilities.gmail else b""
