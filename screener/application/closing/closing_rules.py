"""`propose` and `close` in rules: refused where a door must not be closed by accident."""

from collections.abc import Sequence

from screener.application.deciding.judged import Judged
from screener.application.desk import Desk
from screener.application.doors.moving import Refused
from screener.application.doors.waiting import Waits
from screener.domain.doors.closing import By
from screener.domain.doors.moving import Household, allowed, sender
from screener.domain.people.closable import Refusal
from screener.domain.record.decision import Door
from screener.domain.record.effect import QueuedEffect, Receipt, Status
from screener.domain.rules.rulebook import decline_of
from screener.errors import WrongUse

WAITS = "the file of doors cannot be edited; it is closed as soon as that is mended"

GONE = "nothing is known of the message any more"


def gated(judged: Judged, desk: Desk) -> Judged:
    """The same decisions, with what must not be proposed or closed refused and told."""
    household = _household(desk)
    return judged._replace(decisions=[allowed(one, household) for one in judged.decisions])


def close_doors(queued: Sequence[QueuedEffect], desk: Desk) -> list[Receipt]:
    """Close the door of each sender; done is also what was so already. Raises DiskTrouble."""
    return [_close_one(one, desk) for one in queued]


def _household(desk: Desk) -> Household:
    rulebook = desk.rulebook()
    return Household(
        directory=rulebook.directory,
        own=desk.doors.own,
        providers=desk.reading(rulebook).exchanges,
        today=desk.doors.today(),
    )


def _close_one(queued: QueuedEffect, desk: Desk) -> Receipt:
    recorded = desk.store.decision(queued.decision)
    if recorded is None:
        return _receipt(queued, desk, Status.REFUSED, GONE)
    found = sender(recorded.decision.event, _household(desk), door=Door.CLOSED)
    if isinstance(found, Refusal):
        return _receipt(queued, desk, Status.REFUSED, found.value)
    decline = decline_of(str(queued.effect.value))
    try:
        moved = desk.doors.move(desk.doors.request(Door.CLOSED, found, by=By.RULE, decline=decline))
    except WrongUse as nobody:
        return _receipt(queued, desk, Status.REFUSED, nobody.message)
    match moved:
        case Refused():
            return _receipt(queued, desk, Status.REFUSED, moved.why.value)
        case Waits():
            return _receipt(queued, desk, Status.DONE, WAITS)
        case _:
            return _receipt(queued, desk, Status.DONE)


def _receipt(
    queued: QueuedEffect, desk: Desk, status: Status, reason: str | None = None
) -> Receipt:
    return Receipt(effect=queued.id, status=status, at=desk.clock.now(), reason=reason)
