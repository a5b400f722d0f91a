"""The second half of a round: carry out what was decided, many messages with one command.

That an effect is being tried is written down before the world is touched, and a receipt after. So
an effect found `started` was interrupted: filing it again is harmless, since what was already done
is looked for first.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import NamedTuple

import structlog

from screener.application.closing.closing_rules import close_doors
from screener.application.deciding.brake import hold_the_implausible
from screener.application.desk import Desk
from screener.application.hands import Hands
from screener.application.letters.posting import post_letters
from screener.application.people.reader import hand_to_readers
from screener.application.people.witness import write_to_witness
from screener.application.record.ledger import deeds_of_receipts
from screener.domain.record.effect import Do, QueuedEffect, Receipt, Status
from screener.errors import ServerRefused
from screener.ports.mailbox import Mailbox

log = structlog.get_logger()

AT_A_TIME = 1000
"""Effects taken from the outbox together."""

RETRIES = (timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6))
"""How long after each failure an effect is tried again; after the last it has failed for good."""


class Performed(NamedTuple):
    """What one perform came to; `held` names the rules that the brake holds."""

    done: int
    refused: int
    failed: int
    waiting: int
    held: tuple[str, ...]


def perform(mailbox: Mailbox, desk: Desk, *, past_the_brake: bool = False) -> Performed:
    """Carry out every effect whose time has come. Raises Unreachable, DiskTrouble."""
    if past_the_brake:
        desk.store.release_held(desk.account)
    else:
        hold_the_implausible(desk)
    hand_to_readers(desk)
    write_to_witness(desk)
    post_letters(mailbox, desk)
    count = dict.fromkeys(Status, 0)
    while queued := desk.store.due(desk.account, now=desk.clock.now(), limit=AT_A_TIME):
        for group in _groups(queued):
            desk.breathe()
            for receipt in _carry_out(group, mailbox, desk):
                count[receipt.status] += 1
    return Performed(
        done=count[Status.DONE],
        refused=count[Status.REFUSED],
        failed=count[Status.FAILED],
        waiting=count[Status.PENDING],
        held=tuple(tally.rule for tally in desk.store.held_back(desk.account)),
    )


def _carry_out(group: Sequence[QueuedEffect], mailbox: Mailbox, desk: Desk) -> Sequence[Receipt]:
    """One group with one intent, one command and one receipt each."""
    now = desk.clock.now()
    desk.store.begin([queued.id for queued in group], at=now)
    try:
        tried = {queued.id: queued for queued in group}
        receipts = [
            _later(tried[one.effect], one.reason or "", now)
            if one.status is Status.PENDING
            else one
            for one in _act(group, mailbox, desk)
        ]
    except ServerRefused as refusal:
        log.warning("effects_refused_by_server", account=desk.account, why=str(refusal))
        receipts = [_later(queued, str(refusal), now) for queued in group]
    desk.store.settle(receipts, deeds=deeds_of_receipts(group, receipts))
    for why in {one.reason for one in receipts if one.status is Status.FAILED}:
        log.warning("effects_failed", account=desk.account, why=why)
    return receipts


def _act(group: Sequence[QueuedEffect], mailbox: Mailbox, desk: Desk) -> Sequence[Receipt]:
    if group[0].effect.do is Do.CLOSE:
        return close_doors(group, desk)
    return Hands(mailbox, desk).carry_out(group)


def _later(queued: QueuedEffect, why: str, now: datetime) -> Receipt:
    """Tried again with back-off, until it has failed for good."""
    if queued.attempts >= len(RETRIES):
        return Receipt(effect=queued.id, status=Status.FAILED, at=now, reason=why)
    retry_at = now + RETRIES[queued.attempts]
    return Receipt(effect=queued.id, status=Status.PENDING, at=now, reason=why, retry_at=retry_at)


def _groups(queued: Sequence[QueuedEffect]) -> Iterator[Sequence[QueuedEffect]]:
    """What one command can do: the same folder, the same kind, the same value."""

    def key(one: QueuedEffect) -> tuple[str, int, Do, object, bool]:
        return one.folder, one.uidvalidity, one.effect.do, one.effect.value, one.interrupted

    for _, group in groupby(queued, key):
        yield list(group)
