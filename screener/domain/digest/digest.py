"""The one mail a day as a value: what it tells, in which order, and what can be done about it.

What it looks like is for the pages that are made of it. No word of a closed contact is in it, and
no name of theirs but the one in the user's own files.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from enum import StrEnum
from typing import NamedTuple

from screener.domain.digest.command import Command
from screener.domain.record.chain import Head
from screener.domain.record.decision import Mode

TREND_DAYS = 14
"""Days in the small picture of knocks."""


class Act(NamedTuple):
    """Something that can be done by one touch: the words of the link, and what it sends."""

    label: str
    command: Command


class Kind(StrEnum):
    """What a point is about."""

    ALARM = "alarm"
    """Somebody comes again and again, and people who should know were told, or not."""
    PROPOSAL = "proposal"
    """A rule proposes something, or only the user can answer a question."""
    NEWS = "news"
    """Something to know, which needs nobody: a door that opens, what was noted of somebody."""
    DONE = "done"
    """What came of a command that the user sent by mail."""
    NOT_DONE = "not done"
    """A command that was rightly not obeyed, since it was forged, used before, or too late."""
    ERROR = "error"
    """Something does not work, and somebody can do something about it."""


class Point(NamedTuple):
    """One thing to read, and what can be done about it; `text` is one or two whole sentences.

    `at` is when it came up (aware). `name` tells programs what it is, such as `moved_back`.
    """

    kind: Kind
    name: str
    at: datetime
    text: str
    contact: str | None = None
    acts: Sequence[Act] = ()
    id: str | None = None


class AtClosedDoor(NamedTuple):
    """Knocks of one line of `closed` since the last digest.

    `contact` is as the user's files have it. `channels` counts `email`, `voicemail`, `call` and
    what the user noted (`note`). `trend` has the knocks of each of the last TREND_DAYS days, the
    last of which is that of the digest's `until`.
    """

    contact: str
    knocks: int
    channels: dict[str, int]
    trend: tuple[int, ...]


class InGate(NamedTuple):
    """Somebody in a gate. `text` says where they stand, in a sentence.

    `needs_you` is whether they wait for the user's word. `step` counts from 1.
    """

    contact: str
    gate: str
    step: int
    steps: int
    stage: str
    text: str
    deadline: datetime | None = None
    needs_you: bool = False
    notes: Sequence[str] = ()
    acts: Sequence[Act] = ()


class Item(NamedTuple):
    """One message. `who` is the contact, else the address; `outcome` such as `→ Screened/Lists`.

    Subject and name are what a stranger wrote: they are escaped by whoever shows them.
    """

    id: str
    received: datetime
    who: str
    name: str | None
    subject: str | None
    kind: str
    outcome: str
    acts: Sequence[Act] = ()


@dataclass(frozen=True, slots=True)  # a tuple has a method `count`
class ByRule:
    """What one rule did, or on trial would have done; `items` are the latest of them.

    `listed` is False where the digest only counts them (`digest: count`).
    """

    rule: str
    count: int
    items: Sequence[Item] = ()
    on_trial: bool = False
    acts: Sequence[Act] = ()


@dataclass(frozen=True, slots=True)  # a tuple has a method `count`
class Waiting:
    """First contacts that were left in the inbox; `items` are the latest of `count`.

    `at_least` is whether there may be more: of a flood of messages not all are looked at.
    """

    count: int = 0
    items: Sequence[Item] = ()
    at_least: bool = False


class Answer(NamedTuple):
    """A letter that was sent, is being sent, or whose fate nobody knows.

    `to` is whoever wrote what it is about; `template` is None where that was handed on.
    """

    at: datetime
    to: str
    template: str | None
    status: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)  # a tuple has a method `count`
class NotAnswered:
    """Answers that were refused for one reason; `to` are the latest of them."""

    reason: str
    count: int
    to: Sequence[str] = ()


class Balance(NamedTuple):
    """Messages since the last digest: `came` is the sum of `filed` and `left`.

    The user's own commands are not among them.
    `answered` counts the automatic answers that went out in that time: those that the digest lists
    as sent, the one of a closing among them.
    """

    came: int = 0
    filed: int = 0
    left: int = 0
    answered: int = 0


class Digest(NamedTuple):
    """What one account's digest of one day tells, of the time after `since` up to `until`.

    `whose` is the account's address, which commands are sent to. `points` are in the order in which
    they came up, `replies` have the latest first. `valid` is the last day of its commands.
    """

    account: str
    whose: str
    day: date
    since: datetime
    until: datetime
    zone: tzinfo
    mode: Mode
    valid: date
    head: Head
    balance: Balance = Balance()
    commands: int = 0
    """How many commands of the user's own came by mail."""
    points: Sequence[Point] = ()
    closed: Sequence[AtClosedDoor] = ()
    gates: Sequence[InGate] = ()
    waiting: Waiting = Waiting()
    rules: Sequence[ByRule] = ()
    replies: Sequence[Answer] = ()
    refused: Sequence[NotAnswered] = ()
    paused: str | None = None
    """Until when, in words; None while nothing is paused."""
    at_once: bool = False
    """Whether it is about one message that does not wait for the day's digest."""
    looking_back: bool = False
    """Whether it was made later, so that what stands is not as it stood then."""

    def of(self, *kinds: Kind) -> Sequence[Point]:
        """The points of those kinds."""
        return [point for point in self.points if point.kind in kinds]

    @property
    def needs_you(self) -> bool:
        """Whether something waits for the user."""
        return bool(
            self.of(Kind.ALARM, Kind.PROPOSAL, Kind.ERROR)
            or any(one.needs_you for one in self.gates)
        )

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to say: then none is sent, but for one a week."""
        told = (self.points, self.closed, self.waiting.items, self.rules, self.replies)
        return not any((*told, self.refused, self.paused)) and not any(
            one.needs_you for one in self.gates
        )
