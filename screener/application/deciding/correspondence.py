"""Learning whom the user knows: from the sent folder, and from mail that was there before.

Only a few fields of each header are read, and only if somebody asks for what they tell. Each folder
has a bookmark of its own for this, so that every message is looked at once.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, MutableMapping
from datetime import datetime
from itertools import islice
from types import MappingProxyType

import structlog

from screener.application.deciding.arrivals import BATCH, EPOCH, begun
from screener.application.desk import Desk
from screener.domain.record.decision import Bookmark, Door
from screener.domain.record.question import Asks, Question, question
from screener.domain.rules.rulebook import Rulebook
from screener.errors import ServerRefused
from screener.normalize.header.correspondents import (
    RECIPIENT_FIELDS,
    SENDER_FIELDS,
    recipients,
    senders,
)
from screener.ports.mailbox import FetchedHeader, FolderState, Mailbox
from screener.ports.store import Store

log = structlog.get_logger()

SENT = "\\Sent"

Met = tuple[str, datetime]
"""A canonical address, and when the message was received."""

_UNSEEN = FolderState("", 0, 0, 0, None, None, None, frozenset())
"""Of this only the name counts: the folder has not been looked at over this connection."""


def learn(
    mailbox: Mailbox,
    desk: Desk,
    quiet: MutableMapping[str, FolderState],
    states: Mapping[str, FolderState] = MappingProxyType({}),
    *,
    rulebook: Rulebook,
    now: datetime,
) -> None:
    """Learn what is new, as far as these rules want to know. Raises Unreachable, DiskTrouble.

    `states` are those that the server told just now.
    """
    try:
        for folder in sent_folder(mailbox, desk, quiet, rulebook=rulebook):
            state = states.get(folder) or mailbox.status([folder]).get(folder)
            if state is not None and state != quiet.get(SENT):
                _learn_from_sent(mailbox, desk, folder, rulebook=rulebook, now=now)
                quiet[SENT] = state
        if rulebook.history_asked.anything:
            for folder in desk.watch:
                _learn_from_old(mailbox, desk, folder, now=now)
    except ServerRefused as refusal:
        log.warning("past_not_learned", account=desk.account, why=refusal.message)


def sent_folder(
    mailbox: Mailbox, desk: Desk, quiet: MutableMapping[str, FolderState], *, rulebook: Rulebook
) -> tuple[str, ...]:
    """The folder of sent mail, if these rules want to know of it and there is one."""
    if not _wants_letters(rulebook):
        return ()
    if SENT not in quiet:
        name = desk.answers.sent_folder or mailbox.special(SENT)
        quiet[SENT] = _UNSEEN._replace(name=name or "")
    name = quiet[SENT].name
    return (name,) if name else ()


def wrote_at(store: Store, handles: Collection[str]) -> datetime | None:
    """When the user last wrote to one of these canonical handles, as far as was learned."""
    known = store.people.acquaintances(handles).values()
    return max((one.wrote_at for one in known if one.wrote_at), default=None)


def _wants_letters(rulebook: Rulebook) -> bool:
    """Conditions want to know to whom the user wrote, and so do answers and closed doors.

    Any template may be the one answer of a door that is closed tomorrow.
    """
    return (
        rulebook.history_asked.anything
        or bool(rulebook.templates or rulebook.gates)
        or any(contact.door is Door.CLOSED for contact in rulebook.directory.contacts)
    )


def _learn_from_sent(
    mailbox: Mailbox, desk: Desk, folder: str, *, rulebook: Rulebook, now: datetime
) -> None:
    opened = mailbox.open(folder, writable=False)
    begin = _bookmark(desk, opened)
    stream = mailbox.headers(mailbox.uids_after(begin.last_uid), only=RECIPIENT_FIELDS)
    for headers, bookmark in _batches(stream, begin, now=now):
        desk.breathe()
        wrote = [met for header in headers for met in _met(header, recipients, desk)]
        desk.store.people.learn(bookmark, wrote=wrote)
        if asked := _questions(wrote, desk, rulebook, now=now):
            desk.store.doorbook.ask(asked)


def _learn_from_old(mailbox: Mailbox, desk: Desk, folder: str, *, now: datetime) -> None:
    """From mail that was there when the folder was first seen, and that nobody decides on."""
    known = desk.store.bookmark(desk.account, _learned(folder))
    if known is not None and known.last_uid >= known.first_uid - 1:
        return
    state = mailbox.open(folder, writable=desk.writes)
    main = begun(desk, state, now)
    begin = _bookmark(desk, state).model_copy(update={"first_uid": main.first_uid})
    uids = [uid for uid in mailbox.uids_after(begin.last_uid) if uid < main.first_uid]
    stream = mailbox.headers(uids, only=SENDER_FIELDS)
    for headers, bookmark in _batches(stream, begin, now=now):
        desk.breathe()
        old = [one for one in headers if main.is_old(uid=one.uid, received=one.received)]
        heard = [met for header in old for met in _met(header, senders, desk)]
        desk.store.people.learn(bookmark, heard=heard)
    desk.store.people.learn(begin.model_copy(update={"last_uid": main.first_uid - 1}))


def _batches(
    stream: Iterator[FetchedHeader], bookmark: Bookmark, *, now: datetime
) -> Iterator[tuple[list[FetchedHeader], Bookmark]]:
    while headers := list(islice(stream, BATCH)):
        newest = max(header.received for header in headers)
        bookmark = bookmark.after(uid=headers[-1].uid, received=newest, now=now)
        yield headers, bookmark


def _met(
    header: FetchedHeader, whom: Callable[[bytes], Collection[str]], desk: Desk
) -> Iterator[Met]:
    for handle in whom(header.header):
        if handle not in desk.answers.limits.own:
            yield handle, header.received


def _bookmark(desk: Desk, state: FolderState) -> Bookmark:
    known = desk.store.bookmark(desk.account, _learned(state.name))
    if known is not None and known.uidvalidity == state.uidvalidity:
        return known
    return Bookmark(
        account=desk.account,
        folder=_learned(state.name),
        uidvalidity=state.uidvalidity,
        last_uid=0,
        first_uid=1,
        since=EPOCH,
        watermark=EPOCH,
    )


def _learned(folder: str) -> str:
    """Under what the bookmark stands: the name of no folder, which has no control characters."""
    return f"{folder}\tlearned"


def _questions(
    wrote: Collection[Met], desk: Desk, rulebook: Rulebook, *, now: datetime
) -> list[Question]:
    """Whoever is written to after their door was closed may be meant to come in again."""
    today = now.astimezone(desk.policy.zone).date()
    found_at = {closing.line: closing.at for closing in desk.store.doorbook.closings()}
    asked: dict[str, Question] = {}
    for handle, at in wrote:
        met = rulebook.directory.of_address(handle, today=today)
        if met.entry is None or met.door is not Door.CLOSED:
            continue
        line, since = met.entry.line, met.entry.since
        closed = found_at.get(line)
        later = since is not None and at.astimezone(desk.policy.zone).date() > since
        if later or (closed is not None and at > closed):
            text = f"You wrote to {line}, whose door is closed. Open it again?"
            about = f"{since or closed}"
            asked[line] = question(Asks.WROTE, at=at, contact=line, text=text, about=about)
    return list(asked.values())
