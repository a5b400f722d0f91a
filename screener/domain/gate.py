"""A gate: an intake in steps, each with a question, what is expected, and a deadline.

Pure: what happens comes in as arguments, and the next `Stay` goes out, with the question that is to
be asked now, if any. Whether a question could be sent is told afterwards (`sent`, `not_asked`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from screener.domain.condition import Condition
from screener.domain.effect import MOVES, Action, Do
from screener.domain.letter import Kind
from screener.domain.place import Place
from screener.domain.stay import ON_A_STEP, Stage, Stay
from screener.domain.value import Value

AGAIN_AFTER = timedelta(days=90)
"""So long after the end of a stay the same gate does not take the same contact in again."""

TO_ANSWER = timedelta(days=30)
"""How long the one question of a gate without steps waits for its answer."""

PASSED, LAPSED, FULL, TIDIED, WELCOMED = "passed", "lapsed", "full", "tidied", "welcomed"
"""Outcomes; the others are the labels of choices, after CHOSE."""

CHOSE = "chose: "

INBOX = "INBOX"

PLACES = frozenset({*MOVES, Do.KEEP})
"""Actions that say where a message lies in the end."""

EACH = frozenset({
    Do.PRESERVE, Do.TAG, Do.UNTAG, Do.MARK, Do.DIGEST, Do.COPY, Do.FILE, Do.TRASH, Do.KEEP,
})  # fmt: skip
"""What is done with every message of theirs; the rest is done once, with the last one."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step. `ask` names the template of the question.

    Without `expect` any message of a person meets it that comes after the question. `not_before` is
    in days of the calendar after the question.
    """

    ask: str
    expect: Condition | None = None
    not_before: int | None = None
    within: timedelta

    @property
    def can_be_met_unasked(self) -> bool:
        """Whether a message that came before the question can be an answer to it."""
        return self.expect is not None and self.not_before is None


class Budget(Value):
    """So many may pass in any span of `per`; `over` names a template, None where they wait."""

    at_most: int
    per: timedelta
    over: str | None = None


@dataclass(frozen=True, kw_only=True)
class Gate:
    """One entry of `gates`; each group of actions is in the order of carrying out.

    A gate without steps has one question at most, or only waits for the user's word.
    """

    name: str
    steps: tuple[Step, ...] = ()
    meanwhile: tuple[Action, ...] = ()
    passed: tuple[Action, ...] = ()
    lapsed: tuple[Action, ...] = ()
    choices: Mapping[str, tuple[Action, ...]] = field(default_factory=dict)
    budget: Budget | None = None
    keep: timedelta | None = None
    only_asks_you: bool = False
    place: Place

    def label(self, said: str) -> str | None:
        """The label of the choice that is meant, without regard to case; None if there is none."""
        folded = said.casefold().strip()
        return next((label for label in self.choices if label.casefold() == folded), None)

    def actions(self, outcome: str) -> tuple[Action, ...]:
        """What is done with their messages after that outcome."""
        if outcome == PASSED:
            return self.passed
        if outcome.startswith(CHOSE):
            return self.choices.get(outcome.removeprefix(CHOSE), ())
        if outcome == TIDIED:
            return (Action(do=Do.TRASH, value="true"),)
        return self._to_the_inbox if outcome == WELCOMED else self.lapsed

    def actions_for(self, stay: Stay) -> tuple[Action, ...]:
        """What is done with their messages now that this stay has an outcome.

        Whoever was chosen for before they passed is hidden no longer, unless the choice says where.
        """
        actions = self.actions(stay.outcome or "")
        chosen = stay.stage is Stage.CHOSEN and stay.passed is None
        says_where = any(action.do in (*PLACES, Do.CLOSE) for action in actions)
        return (*actions, *self._to_the_inbox) if chosen and not says_where else actions

    @property
    def _to_the_inbox(self) -> tuple[Action, ...]:
        """Back from where their messages lie meanwhile, if that is anywhere else."""
        hidden = any(action.do in MOVES for action in self.meanwhile)
        return (Action(do=Do.FILE, value=INBOX),) if hidden else ()


class Whereabouts(NamedTuple):
    """What is known of a contact and the gates before a message of theirs.

    `left` says when they last left each gate, `room` how many may pass each that has a budget.
    """

    stay: Stay | None = None
    left: Mapping[str, datetime] = MappingProxyType({})
    room: Mapping[str, int] = MappingProxyType({})


NOWHERE = Whereabouts()


class NotTaken(StrEnum):
    """Why a gate does not take somebody in, in words that people read."""

    WELCOME = "they are welcome, and no gate is for them"
    NOBODY = "it does not say who sent it"
    SEVERAL = "it names several senders"
    YOURSELF = "it comes from one of your own addresses"
    INSIDE = "they are in a gate already"
    LATELY = "they were in this gate not long ago"


class Meeting(NamedTuple):
    """A message that comes: its decision, when the server got it, and what it meets.

    `room` is how many may pass now, None without a budget; `zone` says which day it is. A `machine`
    wrote it if it is an automatic answer, a bounce or a mailing: it is no answer of theirs.
    """

    decision: str
    received: datetime
    now: datetime
    zone: tzinfo
    meets: Callable[[Condition], bool]
    room: int | None = None
    machine: bool = False


class Moved(NamedTuple):
    """The stay as it is now, and the template of the question that is to be asked."""

    stay: Stay
    ask: str | None = None

    def actions(self, gate: Gate, *, before: Stay | None) -> tuple[Action, ...]:
        """What is to be done with the message that moved it."""
        outcome = self.stay.outcome
        wanted = gate.meanwhile if outcome is None else gate.actions(outcome)
        if outcome is not None and before is not None and before.outcome == outcome:
            wanted = tuple(action for action in wanted if action.do in EACH)
        if self.ask is None:
            return wanted
        rest = (action for action in wanted if action.do is not Do.REPLY)
        return (Action(do=Do.REPLY, value=self.ask), *rest)


def enter(gate: Gate, meeting: Meeting, *, contact: str, account: str) -> Moved:
    """A message opens the gate; what it meets already is not asked."""
    stay = Stay(
        contact=contact,
        gate=gate.name,
        account=account,
        since=meeting.now,
        stage=Stage.UNASKED,
        latest=meeting.decision,
    )
    return _onward(stay, gate, meeting)


def came(stay: Stay, gate: Gate, meeting: Meeting) -> Moved:
    """A message of somebody inside. One after the deadline ends the stay, and is not the gate's."""
    if is_late(stay, meeting.received):
        return Moved(lapsed(stay, at=meeting.now))
    stay = stay.to(stay.stage, latest=meeting.decision)
    if stay.stage not in ON_A_STEP:
        return Moved(stay)
    if stay.step >= len(gate.steps):  # the rules have changed meanwhile
        return _met_all(stay, gate, at=meeting.now, room=meeting.room)
    step = gate.steps[stay.step]
    if stay.asked is None or stay.stage is Stage.UNASKED:
        return _onward(stay, gate, meeting)
    if not _fits(step, meeting):
        return Moved(stay)
    if _too_early(step, stay.asked, meeting):
        return Moved(stay.to(stay.stage, early=True))
    return _onward(_after(stay), gate, meeting)


def advanced(stay: Stay, gate: Gate, *, at: datetime) -> Moved:
    """By the user's word the present step is met; whoever has met them all passes, room or not."""
    if stay.stage is Stage.QUEUED:
        return Moved(_passes(stay, gate, at=at))
    if stay.stage is Stage.CHOOSING:
        return Moved(stay.to(Stage.PASSED, ended=at))
    after = _after(stay)
    if after.step >= len(gate.steps):
        return Moved(_passes(after, gate, at=at))
    return _ask(after, gate, at=at)


def asked_again(stay: Stay, gate: Gate, *, at: datetime) -> Moved:
    """What could not be asked before is tried once more."""
    return _ask(stay, gate, at=at)


def sent(stay: Stay, gate: Gate, *, at: datetime) -> Stay:
    """The question has left: the deadline runs from now on."""
    within = gate.steps[stay.step].within if stay.step < len(gate.steps) else TO_ANSWER
    return stay.to(Stage.WAITING, deadline=at + within, reason=None)


def not_asked(stay: Stay, reason: str | None) -> Stay:
    """The question could not be sent; None where it was not tried with their last message."""
    return stay.to(Stage.UNASKED, letter=None, deadline=None, reason=reason)


def is_late(stay: Stay, at: datetime) -> bool:
    """Whether the deadline has passed then."""
    return stay.stage is Stage.WAITING and stay.deadline is not None and at > stay.deadline


def lapsed(stay: Stay, *, at: datetime) -> Stay:
    """Nothing more is expected; at the deadline, or now by the user's word."""
    ended = stay.deadline if stay.deadline and stay.deadline <= at else at
    return stay.to(Stage.LAPSED, ended=ended, outcome=LAPSED)


def admitted(stay: Stay, gate: Gate, *, at: datetime) -> Stay:
    """There is room for somebody who waited for it."""
    return _passes(stay, gate, at=at)


def chosen(stay: Stay, label: str, *, at: datetime) -> Stay:
    """The user's word."""
    return stay.to(Stage.CHOSEN, ended=at, outcome=f"{CHOSE}{label}")


def left(stay: Stay, reason: str, *, at: datetime) -> Stay:
    """They are out of the gate, and what they sent stays where it is."""
    return stay.to(Stage.LEFT, ended=at, reason=reason)


def welcomed(stay: Stay, reason: str, *, at: datetime) -> Stay:
    """They are out of the gate, since nothing of theirs is screened any more."""
    return stay.to(Stage.LEFT, ended=at, reason=reason, outcome=WELCOMED)


def tidied(stay: Stay) -> Stay:
    """What they sent is kept no longer."""
    return stay.to(stay.stage, outcome=TIDIED)


def letter_key(stay: Stay) -> str:
    """The key of the letter that asks the present step: one letter a step, and never another."""
    return f"{Kind.ASK.value}:{stay.ask_about}"


def not_before(stay: Stay, gate: Gate, zone: tzinfo) -> date | None:
    """The first day on which an answer to the present question is not too early."""
    if stay.asked is None or stay.step >= len(gate.steps):
        return None
    days = gate.steps[stay.step].not_before
    return None if days is None else stay.asked.astimezone(zone).date() + timedelta(days=days)


def _onward(stay: Stay, gate: Gate, meeting: Meeting) -> Moved:
    """From the present step past every one that the message meets already."""
    while stay.step < len(gate.steps):
        step = gate.steps[stay.step]
        if not (step.can_be_met_unasked and _fits(step, meeting)):
            return _ask(stay, gate, at=meeting.now)
        stay = _after(stay)
    return _met_all(stay, gate, at=meeting.now, room=meeting.room)


def _after(stay: Stay) -> Stay:
    """The next step, of which nothing is known yet."""
    return stay.to(
        Stage.UNASKED,
        step=stay.step + 1,
        asked=None,
        letter=None,
        deadline=None,
        early=False,
        reason=None,
    )


def _ask(stay: Stay, gate: Gate, *, at: datetime) -> Moved:
    if stay.step >= len(gate.steps):
        return Moved(stay)
    asking = stay.to(Stage.ASKING, asked=at, letter=letter_key(stay), reason=None)
    return Moved(asking, ask=gate.steps[stay.step].ask)


def _met_all(stay: Stay, gate: Gate, *, at: datetime, room: int | None) -> Moved:
    if gate.only_asks_you or room is None or room > 0:
        return Moved(_passes(stay, gate, at=at))
    over = gate.budget.over if gate.budget else None
    if over is None:
        return Moved(stay.to(Stage.QUEUED, asked=at))
    return Moved(stay.to(Stage.FULL, ended=at, outcome=FULL), ask=over)


def _passes(stay: Stay, gate: Gate, *, at: datetime) -> Stay:
    """Through every step; where there are choices the user's word is still to come."""
    if gate.only_asks_you:
        return stay.to(Stage.CHOOSING, reason=None)
    through = {"passed": at, "outcome": PASSED, "reason": None}
    if gate.choices:
        return stay.to(Stage.CHOOSING, **through)
    return stay.to(Stage.PASSED, ended=at, **through)


def _fits(step: Step, meeting: Meeting) -> bool:
    return not meeting.machine if step.expect is None else meeting.meets(step.expect)


def _too_early(step: Step, asked: datetime, meeting: Meeting) -> bool:
    if step.not_before is None:
        return False
    first = asked.astimezone(meeting.zone).date() + timedelta(days=step.not_before)
    return meeting.received.astimezone(meeting.zone).date() < first
