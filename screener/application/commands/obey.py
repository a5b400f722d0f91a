"""Doing what the user said by mail.

A command was used up when it was written down; here it is done and gets its outcome. A crash in
between is made up in the next round, since doing any of it again changes nothing. As with a word on
the command line it makes no difference whether screener observes or pauses.
"""

from datetime import datetime

import structlog

from screener.application.commands.doors import move, same
from screener.application.commands.ended import OBSERVING, Ended
from screener.application.commands.taking_back import take_back, take_back_by_rule
from screener.application.desk import Desk
from screener.application.doors.who import Who, who
from screener.application.errand import call
from screener.application.gates.passing import ADVANCE
from screener.application.gates.words import choose, say
from screener.application.pausing import resume
from screener.domain.digest.command import Command, Verb
from screener.domain.digest.order import Order, Outcome
from screener.domain.record.decision import Door
from screener.errors import (
    DiskTrouble,
    InvalidConfiguration,
    LoginRefused,
    MailboxHeld,
    ScreenerError,
    Unreachable,
)
from screener.ports.mailbox import Mailbox

log = structlog.get_logger()

UNKNOWN = "this screener knows no such command"

ENDS_THE_ROUND = (Unreachable, LoginRefused, MailboxHeld, DiskTrouble)


def obey(mailbox: Mailbox, desk: Desk) -> int:
    """Do what was said and is not done yet; how much that was. Raises Unreachable, DiskTrouble."""
    obeyed = 0
    for order in desk.store.orders.to_obey(desk.account):
        ended = _ended(order, mailbox, desk)
        if ended is None:
            continue
        desk.store.orders.settle(order.ended(*ended, at=desk.clock.now()))
        log.info("command_obeyed", decision=order.decision, outcome=ended.outcome.value)
        obeyed += 1
    if obeyed:
        call(desk.store, at=desk.clock.now())
    return obeyed


def _ended(order: Order, mailbox: Mailbox, desk: Desk) -> Ended | None:
    """What came of it; None while it has to wait for the file of doors to be mended."""
    try:
        return _do(order.command, mailbox, desk)
    except InvalidConfiguration as broken:
        log.warning("command_waits_for_mended_file", decision=order.decision, why=broken.message)
        return None
    except ENDS_THE_ROUND:
        raise
    except ScreenerError as refusal:
        return Ended(Outcome.REFUSED, refusal.message)
    except Exception as error:
        log.exception("command_not_obeyed", decision=order.decision)
        return Ended(Outcome.REFUSED, f"it could not be done: {type(error).__name__}")


def _do(command: Command | None, mailbox: Mailbox, desk: Desk) -> Ended:
    match command:
        case Command(Verb.CLOSE, (whom,)):
            return move(whom, Door.CLOSED, desk)
        case Command(Verb.WELCOME, (whom,)):
            return move(whom, Door.WELCOME, desk)
        case Command(Verb.OPEN, (whom,)):
            return move(whom, Door.OPEN, desk)
        case Command(Verb.SAME, (handle, contact)):
            return same(handle, contact, desk)
        case Command(Verb.UNDO | Verb.UNDO_RULE, _):
            return _take_back(command, mailbox, desk)
        case Command(Verb.CHOOSE | Verb.ACCEPT, _):
            return _in_gate(command, desk)
        case _:
            return _say(command, desk)


def _take_back(command: Command, mailbox: Mailbox, desk: Desk) -> Ended:
    match command:
        case Command(Verb.UNDO, (decision,)):
            return take_back(decision, mailbox, desk)
        case Command(Verb.UNDO_RULE, (rule, since, until)):
            return take_back_by_rule(rule, _time(since), _time(until), mailbox, desk)
        case _:
            return Ended(Outcome.REFUSED, UNKNOWN)


def _in_gate(command: Command, desk: Desk) -> Ended:
    store, clock = desk.store, desk.clock
    match command:
        case Command(Verb.CHOOSE, (whom, label)):
            choose(label, _who(whom, desk), rulebook=desk.rulebook(), store=store, clock=clock)
        case Command(Verb.ACCEPT, (whom,)):
            say(ADVANCE, _who(whom, desk), store=store, clock=clock)
        case _:
            return Ended(Outcome.REFUSED, UNKNOWN)
    return Ended(Outcome.DONE, None if desk.writes else OBSERVING)


def _say(command: Command | None, desk: Desk) -> Ended:
    match command:
        case Command(Verb.RELEASE, ()):
            desk.store.release_held(desk.account)
        case Command(Verb.RELEASE, (rule,)):
            desk.store.release_held(desk.account, rule=rule)
        case Command(Verb.DISMISS, (question,)):
            desk.store.doorbook.settle([question], at=desk.clock.now())
        case Command(Verb.RESUME, ()):
            resume(desk.store)
        case _:
            return Ended(Outcome.REFUSED, UNKNOWN)
    return Ended(Outcome.DONE)


def _who(whom: str, desk: Desk) -> Who:
    return who(whom, directory=desk.rulebook().directory, region=desk.region)


def _time(written: str) -> datetime:
    return datetime.fromisoformat(written)
