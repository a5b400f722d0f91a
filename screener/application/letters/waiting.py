"""Answers that wait to be sent, and what the user does meanwhile that makes them needless."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from screener.application.deciding.correspondence import wrote_at
from screener.application.desk import Desk
from screener.domain.letters.letter import Kind
from screener.domain.letters.outgoing import Outgoing, Postmark, Stage
from screener.domain.people.handle import address_key
from screener.ports.mailbox import Mailbox
from screener.ports.store import Store

AWAITED = frozenset({Kind.REPLY, Kind.ASK})
"""Letters that the user can be faster than."""

AT_ONCE = timedelta(minutes=1)
"""What is sent within this time after it was decided did not wait."""

ANSWERED = "you answered it yourself before it was sent"
MOVED = "you moved the message before it was answered"
PAUSED = "you paused before it was sent"

_EVER = datetime.max.replace(tzinfo=UTC)

Place = tuple[str, int, int]
"""Folder, UIDVALIDITY and UID."""


def needless(outgoing: Outgoing, mailbox: Mailbox, desk: Desk) -> str | None:
    """Why the letter need not be sent any more, None if it must."""
    waited = outgoing.due > outgoing.created or desk.clock.now() - outgoing.created > AT_ONCE
    if not waited:
        return None
    wrote = wrote_at(desk.store, {address_key(one) for one in outgoing.letter.recipients})
    if outgoing.letter.kind is Kind.DECLINE:
        return ANSWERED if wrote is not None and wrote > outgoing.created else None
    if outgoing.letter.kind not in AWAITED or outgoing.decision is None:
        return None
    return _meanwhile(outgoing.decision, wrote, mailbox, desk)


def call_off(store: Store, accounts: Iterable[str], *, at: datetime) -> None:
    """No answer that waits is sent, since the user pauses; `at` is aware.

    The questions of gates wait until the pause is over: whoever stands there is owed one.
    """
    for account in accounts:
        for outgoing in store.letterbox.due(account, now=_EVER):
            if outgoing.letter.kind is not Kind.REPLY or outgoing.as_draft:
                continue
            key = outgoing.letter.key
            with suppress(ValueError):  # it is being sent just now, or was when something died
                store.letterbox.settle(
                    Postmark(key=key, stage=Stage.CANCELLED, at=at, reason=PAUSED)
                )


def place_of(decision: str, desk: Desk) -> Place | None:
    """Where the message lies, as far as we know."""
    recorded = desk.store.decision(decision)
    if recorded is None:
        return None
    arrival = recorded.decision.event.arrival
    known = desk.store.known(desk.account, [arrival.identity]).get(arrival.identity)
    if known and known.landed_folder and known.landed_uid and known.landed_uidvalidity:
        return known.landed_folder, known.landed_uidvalidity, known.landed_uid
    return arrival.folder, arrival.uidvalidity, arrival.uid


def _meanwhile(decision: str, wrote: datetime | None, mailbox: Mailbox, desk: Desk) -> str | None:
    """What the user did with the message while its answer waited."""
    recorded, place = desk.store.decision(decision), place_of(decision, desk)
    if recorded is None or place is None:
        return MOVED
    if wrote is not None and wrote >= recorded.decision.event.arrival.received:
        return ANSWERED
    folder, uidvalidity, uid = place
    state = mailbox.open(folder, writable=False)
    flags = mailbox.flags([uid]) if state.uidvalidity == uidvalidity else {}
    if uid not in flags:
        return MOVED
    return ANSWERED if "\\Answered" in flags[uid] else None
