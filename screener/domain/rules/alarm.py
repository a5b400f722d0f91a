"""When somebody comes so often that others should know, and why they are not told otherwise.

Only what is vouched for counts: otherwise anybody could raise an alarm about somebody else. At a
closed door that is what came since it was closed, elsewhere everything.
"""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from screener.domain.record.history import Asked, History
from screener.domain.settings.settings import AlertWhen


class Unalarming(StrEnum):
    """Why nobody is told, in words that people read."""

    NOT_VOUCHED_FOR = "nobody trusted vouches for the sender, so it may be from somebody else"
    NOT_SO_OFTEN = "they have not come so often yet"
    TOLD_TODAY = "those people were told of them today already"
    NO_SMTP = "the account has no SMTP server, so nothing can be sent"


def unalarming(
    history: History, *, closed_since: datetime | None, when: Sequence[AlertWhen]
) -> Unalarming | None:
    """The reason not to tell anybody of the last event of the history; None if they are told.

    `closed_since` is aware, and None where the door is not closed.
    """
    last = history.events[-1]
    if not last.authenticated:
        return Unalarming.NOT_VOUCHED_FOR
    times = [
        past.at
        for past in history.events
        if past.authenticated
        and past.at <= last.at
        and (closed_since is None or (past.at_closed_door and past.at >= closed_since))
    ]
    for each in when:
        if sum(at > last.at - each.within for at in times) >= each.at_least:
            return None
    return Unalarming.NOT_SO_OFTEN


def history_asked(when: Sequence[AlertWhen]) -> Asked:
    """How far back one has to look."""
    return Asked(anything=True, back=max(each.within for each in when)) if when else Asked()
