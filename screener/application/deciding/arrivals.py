"""What is new in one folder: which messages to read, and how far the bookmark then is.

The cursor is the UID and never `\\Seen`, so mail that was read elsewhere first is screened all the
same. A folder that is new to us, or whose UIDVALIDITY changed, begins with a date: what was
received before it is only learned from.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import NamedTuple

import structlog

from screener.application.desk import Desk
from screener.domain.record.decision import Bookmark
from screener.domain.record.event import Arrival
from screener.normalize.header.identity import identity
from screener.ports.mailbox import FetchedHeader, FolderState, Mailbox

log = structlog.get_logger()

BATCH = 500
"""Messages in one transaction; with ports.mailbox.HEADER_LIMIT this bounds the memory."""

EPOCH = datetime(1971, 1, 1, tzinfo=UTC)


class Batch(NamedTuple):
    """Headers read together.

    `bookmark` is how far the folder is read once they are written down. It is None for messages
    that are looked at again; then nothing is being read meanwhile, and other folders may be opened.
    `attempts` counts earlier failures by UID.
    """

    folder: str
    uidvalidity: int
    headers: Sequence[FetchedHeader]
    bookmark: Bookmark | None
    attempts: dict[int, int]


def new_mail(mailbox: Mailbox, desk: Desk, folder: str, *, now: datetime) -> Iterator[Batch]:
    """What came since the bookmark, oldest first, in batches. Raises ServerRefused."""
    state = mailbox.open(folder, writable=desk.writes)
    bookmark = begun(desk, state, now)
    uids = _candidates(mailbox, bookmark)
    if not uids:
        return
    # One stream for all of it: the server reads on while a batch is being decided.
    stream = mailbox.headers(uids)
    while headers := list(islice(stream, BATCH)):
        newest = max(header.received for header in headers)
        bookmark = bookmark.after(uid=headers[-1].uid, received=newest, now=now)
        new = [h for h in headers if not bookmark.is_old(uid=h.uid, received=h.received)]
        yield Batch(folder, state.uidvalidity, new, bookmark, {})
    bookmark = bookmark.after(uid=uids[-1], received=bookmark.watermark, now=now)
    yield Batch(folder, state.uidvalidity, (), bookmark, {})


def begun(desk: Desk, state: FolderState, now: datetime) -> Bookmark:
    """Where to go on; for a folder seen for the first time it is written down at once."""
    known = desk.store.bookmark(desk.account, state.name)
    if known is not None and known.uidvalidity == state.uidvalidity:
        return known
    since = max(EPOCH, now - desk.backfill) if known is None else known.watermark
    if known is not None:
        log.warning("uidvalidity_changed", account=desk.account, was=known.uidvalidity)
    # Without backfill nothing that is there can be new, so nothing of it need be looked at.
    nothing_new = known is None and desk.backfill == timedelta(0)
    begun = Bookmark(
        account=desk.account,
        folder=state.name,
        uidvalidity=state.uidvalidity,
        last_uid=state.uid_next - 1 if nothing_new else 0,
        first_uid=state.uid_next,
        since=since,
        watermark=since if known is None else known.watermark,
    )
    desk.store.remember((), bookmark=begun)
    return begun


def to_try_again(mailbox: Mailbox, desk: Desk, folder: str, *, now: datetime) -> Iterator[Batch]:
    """Messages of this folder that could not be decided before, and whose time has come."""
    due = [t for t in desk.store.troubles(desk.account, due=now) if t.folder == folder]
    if not due:
        return
    state = mailbox.open(folder, writable=desk.writes)
    attempts = {t.uid: t.attempts for t in due if t.uidvalidity == state.uidvalidity}
    headers = list(mailbox.headers(sorted(attempts)))
    there = {header.uid for header in headers}
    desk.store.drop_troubles([t for t in due if t.uid not in there])
    yield Batch(folder, state.uidvalidity, headers, None, attempts)


def arrival_of(header: FetchedHeader, *, account: str, folder: str, uidvalidity: int) -> Arrival:
    """Where a message lies, and by what it is known again."""
    return Arrival(
        account=account,
        folder=folder,
        uidvalidity=uidvalidity,
        uid=header.uid,
        identity=identity(
            header.header, size=header.size, received=header.received, stable_id=header.stable_id
        ),
        received=header.received,
        size=header.size,
        keywords=header.flags,
    )


def _candidates(mailbox: Mailbox, bookmark: Bookmark) -> Sequence[int]:
    """UIDs that may be new; old mail is left out as far as the server can tell it."""
    after = mailbox.uids_after(bookmark.last_uid)
    if not after or after[0] >= bookmark.first_uid or bookmark.since <= EPOCH:
        return after
    recent = frozenset(mailbox.uids_since(bookmark.since))
    return [uid for uid in after if uid >= bookmark.first_uid or uid in recent]
