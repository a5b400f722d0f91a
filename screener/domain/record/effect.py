"""One thing to be done to one message, from wish to receipt.

The state changes only along the arrows of `LEGAL`:

    pending -> started -> done | refused | failed | uncertain
                       -> pending            (to be tried again later)
    pending -> refused                       (cancelled before it was tried)

`would` is what observing records instead of `pending`; it is never carried out later.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from screener.domain.value import Value


class Do(StrEnum):
    """The actions of the rule language, in the order in which they are carried out."""

    PRESERVE = "preserve"
    TAG = "tag"
    UNTAG = "untag"
    MARK = "mark"
    REPLY = "reply"
    GATE = "gate"
    HAND_OFF = "hand_off"
    ALERT = "alert"
    PROPOSE = "propose"
    CLOSE = "close"
    DIGEST = "digest"
    COPY = "copy"
    FILE = "file"
    TRASH = "trash"
    KEEP = "keep"


ORDER = {do: position for position, do in enumerate(Do)}

ON_THE_SERVER = frozenset({Do.TAG, Do.UNTAG, Do.MARK, Do.COPY, Do.FILE, Do.TRASH})
"""What changes the mailbox."""

PERFORMED = ON_THE_SERVER | {Do.CLOSE}
"""What a perform carries out. Answers have an outbox of their own; the rest is done when the
decision is written.
"""

MOVES = frozenset({Do.FILE, Do.TRASH})


class Status(StrEnum):
    """How far one effect is; `started` is shown to people as `pending`."""

    PENDING = "pending"
    STARTED = "started"
    DONE = "done"
    WOULD = "would"
    REFUSED = "refused"
    FAILED = "failed"
    UNCERTAIN = "uncertain"


LEGAL: dict[Status, frozenset[Status]] = {
    Status.PENDING: frozenset({Status.STARTED, Status.REFUSED}),
    Status.STARTED: frozenset(
        {Status.DONE, Status.REFUSED, Status.FAILED, Status.UNCERTAIN, Status.PENDING}
    ),
    Status.DONE: frozenset(),
    Status.WOULD: frozenset(),
    Status.REFUSED: frozenset(),
    Status.FAILED: frozenset(),
    Status.UNCERTAIN: frozenset(),
}


@dataclass(frozen=True, kw_only=True, slots=True)  # there may be tens of thousands
class Action:
    """What a rule asks for: one key of `then`; several words are a tuple, in the order written.

    The value of `hand_off` is the receiver and the templates for them and for the sender, "" for
    none.
    """

    do: Do
    value: str | tuple[str, ...]


class Effect(Value):
    """What a decision asks for.

    `value` is the folder for `copy` and `file`, the keywords or marks for `tag`, `untag` and
    `mark`, the word of `digest`, and `true` otherwise; which folder is the trash is for the account
    to say. One effect has one folder or one set of keywords.
    """

    do: Do
    value: str | tuple[str, ...]
    status: Status = Status.PENDING
    reason: str | None = None


class QueuedEffect(Value):
    """An effect as the outbox holds it, with all that is needed to carry it out or find it again.

    `attempts` counts the tries so far. `interrupted` tells that it was found in `started`: a try
    began and nobody knows how it ended. `contact` and `preserved` are those of the decision.
    """

    id: int
    decision: str
    account: str
    effect: Effect
    folder: str
    uidvalidity: int
    uid: int
    identity: str
    message_id: str | None
    received: datetime
    size: int
    contact: str | None = None
    preserved: str | None = None
    attempts: int = 0
    interrupted: bool = False


class Fate(NamedTuple):
    """What the receipts tell of one effect so far, for people who ask.

    `attempts` counts the tries. `settled` is when it came to an end, None while it is open, and
    `again` when it is tried next, None once it is settled. `folder` and `uid` are where a message
    was moved or copied to, as far as the server told.
    """

    attempts: int = 0
    settled: datetime | None = None
    again: datetime | None = None
    folder: str | None = None
    uid: int | None = None


class Receipt(Value):
    """What became of one effect.

    `landed_*` say where a message was moved or copied to, as far as the server told.
    `retry_at` goes with PENDING only: not before then is it tried again.
    """

    effect: int
    status: Status
    at: datetime
    reason: str | None = None
    landed_folder: str | None = None
    landed_uidvalidity: int | None = None
    landed_uid: int | None = None
    retry_at: datetime | None = None
