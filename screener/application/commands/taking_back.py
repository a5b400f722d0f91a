"""What was done to messages is taken back, by a command that came by mail."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from screener.application.commands.ended import Ended
from screener.application.desk import Desk
from screener.application.undo import ask_to_undo, undo_what_was_asked
from screener.domain.digest.order import Outcome
from screener.domain.record.decision import Door
from screener.domain.record.undoing import How
from screener.ports.mailbox import Mailbox

NOTHING_LEFT = "there was nothing left to take back"


def take_back(decision: str, mailbox: Mailbox, desk: Desk) -> Ended:
    """What was done to one message. Raises Unreachable, DiskTrouble."""
    return _taken(desk.store.undoings.find(decision=decision, since=None, rule=None), mailbox, desk)


def take_back_by_rule(
    rule: str, since: datetime, until: datetime, mailbox: Mailbox, desk: Desk
) -> Ended:
    """What the rule did to messages of this account that were decided after `since` and up to
    `until`; where that is a whole second, up to its end. Raises Unreachable, DiskTrouble.

    What somebody wrote whose door is closed by now stays out of sight.
    """
    end = until if until.microsecond else until.replace(microsecond=999_999)
    wanted = desk.store.undoings.by_rule(desk.account, rule, since=since, until=end)
    return _taken([one for one in wanted if not _is_closed(one, desk)], mailbox, desk)


def _is_closed(decision: str, desk: Desk) -> bool:
    recorded = desk.store.decision(decision)
    if recorded is None:
        return False
    met = desk.rulebook().directory.meet(recorded.decision.event, today=desk.doors.today())
    return met.door is Door.CLOSED


def _taken(wanted: Sequence[str], mailbox: Mailbox, desk: Desk) -> Ended:
    if not wanted:
        return Ended(Outcome.DONE, NOTHING_LEFT)
    ask_to_undo(desk.store, wanted, at=desk.clock.now())
    undo_what_was_asked(mailbox, desk)
    outcomes = desk.store.undoings.outcomes(wanted)
    count = Counter(one.how for one in outcomes)
    reasons = [one.reason for one in outcomes if one.how is not How.DONE and one.reason]
    if not count[How.DONE]:
        return Ended(Outcome.REFUSED, reasons[0] if reasons else "it could not be found")
    if len(wanted) == 1:
        return Ended(Outcome.DONE)
    back = f"{count[How.DONE]} of {len(wanted)} messages are as they were"
    rest = f"; of the others: {'; '.join(dict.fromkeys(reasons))}" if reasons else ""
    return Ended(Outcome.DONE, back + rest)
