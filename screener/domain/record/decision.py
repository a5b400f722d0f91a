"""What was decided about one event, as it is kept for good."""

import hashlib
from datetime import datetime
from enum import StrEnum

from screener.domain.record.effect import Effect, Status
from screener.domain.record.event import Arrival, Event
from screener.domain.record.stay import Stay
from screener.domain.value import Value

CLOSED_DOOR = "closed door"
"""The name of the built-in rule in every output; no user rule may have it."""

YOUR_WORD = "your word"
"""The name, in the place of a rule's, of what decides a command that the user sent by mail."""

BUILT_IN = {
    CLOSED_DOOR: "of the built-in rule",
    YOUR_WORD: "under which commands by mail are told",
}
"""Names that no user rule may have, and of what they are the name."""

MOVED_BACK = "you moved it back, so it is left alone"

TAKEN_BACK = "you took it back, so it is left alone"

LEFT_ALONE = frozenset({MOVED_BACK, TAKEN_BACK})
"""After these no rule is ever tried on the message again."""

FORGOTTEN = "you had it forgotten"


def gate_rule(gate: str) -> str:
    """The name of a gate in the place of a rule's; no user rule may have it."""
    return f"gate {gate}"


def decision_id(arrival: Arrival) -> str:
    """A short name for the decision about one message in one place: 52 bits."""
    place = f"{arrival.account}\0{arrival.folder}\0{arrival.uidvalidity}\0{arrival.uid}"
    return hashlib.sha256(f"{place}\0{arrival.identity}".encode()).hexdigest()[:13]


class Door(StrEnum):
    """The door of a contact: `open` means that nobody said anything."""

    OPEN = "open"
    CLOSED = "closed"
    WELCOME = "welcome"


class Mode(StrEnum):
    """Observing records what would be done; enforcing does it."""

    OBSERVE = "observe"
    ENFORCE = "enforce"


class Decision(Value):
    """One event and what the rules say about it; every event has exactly one.

    `id` is short, has no leading dash, and is a function of the message and its place, so that
    deciding twice gives one id. `contact` is the contact's name, else the canonical handle, None if
    nobody is known. `line` names the entry of `closed` or `welcome` that decided the door. `rule`
    is None for an implicit keep. `destination` is the folder as configured, None if it stays.
    `preserved` is the SHA-256 under which the archive keeps the original.
    """

    id: str
    event: Event
    decided: datetime
    mode: Mode
    contact: str | None = None
    door: Door = Door.OPEN
    line: str | None = None
    rule: str | None = None
    continued: tuple[str, ...] = ()
    effects: tuple[Effect, ...] = ()
    destination: str | None = None
    preserved: str | None = None
    knock: bool = False
    round: str = ""
    """The round that decided; `backfill` begins the name of one over mail that was there before."""
    reason: str | None = None
    """Why nothing was decided by a rule, where that needs saying (moved back, unreadable)."""
    stay: Stay | None = None
    """Where the contact stands in a gate from now on, if this changes it. It is kept by itself, and
    a decision that is read again has none.
    """

    def refusing(self, effect: Effect, reason: str) -> "Decision":
        """The same, where that one of its effects is not carried out, with the reason why."""
        refused = effect.model_copy(update={"status": Status.REFUSED, "reason": reason})
        effects = tuple(refused if one is effect else one for one in self.effects)
        return self.model_copy(update={"effects": effects})

    def because(self, reason: str) -> "Decision":
        """The same with a reason, for people to read."""
        return self.model_copy(update={"reason": reason})


class Bookmark(Value):
    """How far one folder has been read, and what lay there before.

    What has a UID below `first_uid` was there when the folder was first seen under this
    UIDVALIDITY; of that, only what was received at or after `since` counts as new. `watermark` is
    the greatest INTERNALDATE seen, in UTC: `since` of the next UIDVALIDITY.
    """

    account: str
    folder: str
    uidvalidity: int
    last_uid: int
    first_uid: int
    since: datetime
    watermark: datetime
    highest_modseq: int | None = None

    def is_old(self, *, uid: int, received: datetime) -> bool:
        """Whether the message was there before and is only learned from."""
        return uid < self.first_uid and received < self.since

    def after(self, *, uid: int, received: datetime, now: datetime) -> "Bookmark":
        """The bookmark once the message was read; a receive time in the future does not count."""
        return self.model_copy(
            update={
                "last_uid": max(self.last_uid, uid),
                "watermark": max(self.watermark, min(received, now)),
            }
        )


class Known(Value):
    """A message that was decided before, found again by its identity."""

    identity: str
    decision: str
    folder: str
    uidvalidity: int
    uid: int
    landed_folder: str | None = None
    landed_uidvalidity: int | None = None
    landed_uid: int | None = None
    reason: str | None = None
    """The reason of that decision: after LEFT_ALONE nothing is decided again."""


class Trouble(Value):
    """A message that could not be decided, to be tried again at `retry_at`."""

    account: str
    folder: str
    uidvalidity: int
    uid: int
    attempts: int
    error: str
    retry_at: datetime
