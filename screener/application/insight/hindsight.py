"""What was before one event when it was decided, for those who ask why afterwards."""

from datetime import date

from screener.domain.people.contact import Directory
from screener.domain.record.decision import Decision
from screener.domain.record.event import Unreadable
from screener.domain.record.history import NOTHING, Asked, History, Past
from screener.ports.store import Query, Store


def history_of(
    decision: Decision, *, store: Store, directory: Directory, asked: Asked, today: date
) -> History:
    """The history that the decision was made with, as far back as `asked`.

    People are taken for who they are in the user's files now; `today` is the day of the decision.
    """
    event = decision.event
    if not asked.anything or isinstance(event, Unreadable):
        return NOTHING
    keys = directory.known_as(event, directory.meet(event, today=today))
    since = event.arrival.received - asked.back
    before = {
        one.event.arrival.identity: one
        for key in keys
        for one, _ in store.decisions(Query(contact=key))
        if _was_before(one, decision)
    }
    known = store.people.acquaintances(keys, until=decision.decided).values()
    long_ago = (one.heard_first for one in known if one.heard_first)
    pasts = [
        Past.of(one.event, at_closed_door=one.knock)
        for one in before.values()
        if not isinstance(one.event, Unreadable)
        and since <= one.event.arrival.received <= event.arrival.received
    ]
    return History(
        events=tuple(sorted(pasts, key=lambda past: past.at)),
        heard_before=bool(before) or any(at < event.arrival.received for at in long_ago),
        wrote_at=max((one.wrote_at for one in known if one.wrote_at), default=None),
    )


def _was_before(one: Decision, decision: Decision) -> bool:
    """Whether it was decided before, or came before in the same folder and round."""
    its, this = one.event.arrival, decision.event.arrival
    if its.identity == this.identity or isinstance(one.event, Unreadable):
        return False
    if one.decided != decision.decided:
        return one.decided < decision.decided
    return its.folder == this.folder and its.uid < this.uid
