"""Doors by a command that came by mail: as by the command line, and never with an answer."""

from collections.abc import Collection

from screener.application.commands.ended import OBSERVING, Ended
from screener.application.desk import Desk
from screener.application.doors.moving import Plan, Refused
from screener.application.doors.waiting import Waits
from screener.application.doors.who import Who
from screener.domain.digest.order import Outcome
from screener.domain.doors.closing import By, Request
from screener.domain.record.decision import Door
from screener.domain.record.question import Asks

ANSWERED = {
    Door.CLOSED: {Asks.CLOSE, Asks.WELCOME, Asks.SAME, Asks.OPENED},
    Door.WELCOME: {Asks.CLOSE, Asks.WELCOME, Asks.SAME, Asks.MOVED_BACK, Asks.WROTE, Asks.OPENS},
    Door.OPEN: {Asks.MOVED_BACK, Asks.WROTE, Asks.OPENS},
}
"""Questions that need no answer any more once somebody's door is that."""


def move(whom: str, door: Door, desk: Desk) -> Ended:
    """Move the door of a handle or a name. Raises WrongUse for nobody, DiskTrouble."""
    plan = desk.doors.move(_request(whom, door, desk))
    if isinstance(plan, Waits):
        return Ended(Outcome.WAITS)
    return _ended(plan, desk, answered=ANSWERED[door])


def same(handle: str, contact: str, desk: Desk) -> Ended:
    """The handle is one more of that closed contact.

    It is written into their line; where that stands in a file that screener does not edit, the
    handle is closed as a contact of its own. Raises WrongUse for nobody, InvalidConfiguration for
    a broken file of doors, DiskTrouble.
    """
    plan = desk.doors.add_handle(_request(handle, Door.CLOSED, desk), to=contact)
    ended = _ended(plan, desk, answered={Asks.CLOSE, Asks.WELCOME, Asks.SAME}, about={handle})
    if ended.outcome is not Outcome.DONE or plan.who.said == contact.strip():
        return ended
    why = f"the line of {contact} stands in a file that screener does not edit, so it is closed"
    return Ended(ended.outcome, f"{why} as a contact of its own")


def _request(said: str, door: Door, desk: Desk) -> Request:
    """The wish; somebody behind a relay is said as `NAME via DOMAIN`."""
    name, by_relay, via = said.rpartition(" via ")
    if not by_relay or desk.doors.directory.named(said) is not None:
        name, via = said, ""
    return Request(at=desk.clock.now(), door=door, said=name, via=via, by=By.DIGEST)


def _ended(
    plan: Plan, desk: Desk, *, answered: Collection[Asks], about: Collection[str] = ()
) -> Ended:
    if isinstance(plan, Refused):
        where = f" ({plan.place.file}:{plan.place.line})" if plan.place else ""
        return Ended(Outcome.REFUSED, f"{plan.why}{where}")
    desk.doors.settle(answered, {*_names(plan.who, desk), *about})
    return Ended(Outcome.DONE, None if desk.writes else OBSERVING)


def _names(who: Who, desk: Desk) -> set[str]:
    """Every name under which the user may have been asked about them."""
    handles = {word for handle in who.handles for word in (handle.key, handle.written)}
    return {who.said, who.name, desk.doors.named(who), *handles}
