"""Where a message lies, as far as the receipts tell."""

from typing import NamedTuple

from screener.domain.record.decision import Decision, Known
from screener.domain.record.effect import MOVES
from screener.domain.record.undoing import UNDONE
from screener.ports.store import Store


class Lying(NamedTuple):
    """The place that was last seen to hold the message.

    `uid` is None where the server did not tell it. `by` is the decision that knows of the place:
    the latest about this message, which may be another than the one that is asked about.
    """

    folder: str
    uid: int | None
    by: str


def lying(decision: Decision, store: Store) -> Lying:
    """The place where the message lay when screener last had to do with it.

    What somebody else did with it since is not known, unless it was found again in a watched
    folder.
    """
    arrival = decision.event.arrival
    latest = store.known(arrival.account, [arrival.identity]).get(arrival.identity)
    if latest is None:
        return Lying(arrival.folder, arrival.uid or None, decision.id)
    if latest.landed_folder is None or _was_taken_back(latest, store):
        uid = latest.uid if latest.landed_folder is None else None
        return Lying(latest.folder, uid or None, latest.decision)
    return Lying(latest.landed_folder, latest.landed_uid, latest.decision)


def _was_taken_back(latest: Known, store: Store) -> bool:
    """Whether it was moved back by a server that does not say under which UID."""
    recorded = store.decision(latest.decision)
    effects = recorded.effects if recorded is not None else ()
    return any(one.do in MOVES and one.reason == UNDONE for one in effects)
