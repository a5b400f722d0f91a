"""One round of one account: poll, then perform; the ledger's head is signed at the end."""

from datetime import datetime
from typing import NamedTuple

from screener.application.desk import Desk
from screener.application.ledger import sign_head
from screener.application.perform import Performed, perform
from screener.application.poll import Polled, Quiet, poll
from screener.domain.decision import Mode
from screener.ports import Mailbox, Store

PAUSED = "paused"
"""The setting that holds until when everything but watching and preserving stops."""

FOR_GOOD = "until resumed"


class Round(NamedTuple):
    """What one round came to; `performed` is None while observing or paused."""

    polled: Polled
    performed: Performed | None


def one_round(mailbox: Mailbox, desk: Desk, quiet: Quiet, *, past_the_brake: bool = False) -> Round:
    """Read, decide, and carry out what is due. Raises Unreachable, DiskTrouble."""
    desk = _knowing_the_trash(mailbox, desk)
    try:
        polled = poll(mailbox, desk, quiet)
        if desk.policy.mode is Mode.OBSERVE or is_paused(desk.store, now=desk.clock.now()):
            return Round(polled, None)
        return Round(polled, perform(mailbox, desk, past_the_brake=past_the_brake))
    finally:
        sign_head(desk.store, desk.notary, now=desk.clock.now())


def _knowing_the_trash(mailbox: Mailbox, desk: Desk) -> Desk:
    """The desk with the trash folder as the server calls it, if any rule wants to know."""
    if not desk.rulebook().trashes:
        return desk
    trash = mailbox.special("\\Trash") or desk.policy.trash
    return desk._replace(policy=desk.policy.model_copy(update={"trash": trash}))


def pause(store: Store, *, until: datetime | None) -> None:
    """From now on only watch and preserve; `until` is aware, None means until resumed."""
    store.set(PAUSED, FOR_GOOD if until is None else until.isoformat())


def resume(store: Store) -> bool:
    """Go on; False if nothing was paused."""
    was = store.setting(PAUSED) is not None
    store.set(PAUSED, None)
    return was


def is_paused(store: Store, *, now: datetime) -> bool:
    """Whether effects wait at present."""
    until = store.setting(PAUSED)
    if until is None:
        return False
    return until == FOR_GOOD or now < datetime.fromisoformat(until)
