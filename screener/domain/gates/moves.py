"""The moves of somebody in a gate, from the message that opens it on.

Pure: what happens comes in as arguments, and the next `Stay` goes out, with the question that is to
be asked now, if any. Whether a question could be sent is told afterwards (`sent`, `not_asked`).
How a stay ends without a message of theirs is in gate_ends.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta, tzinfo
from typing import NamedTuple

from screener.domain.conditions.condition import Condition
from screener.domain.gates import ends
from screener.domain.gates.gate import (
    EACH,
    FULL,
    PASSED,
    TO_ANSWER,
    Gate,
    Step,
)
from screener.domain.letters.letter import Kind
from screener.domain.record.effect import Action, Do
from screener.domain.record.stay import ON_A_STEP, Stage, Stay


class Meeting(NamedTuple):
    """A message that comes: its decision, when the server got it, and what it meets.

    `room` is how many may pass now, None without a budget; `zone` says which day it is. A `machine`
    wrote it if it is an automatic answer, a bounce or a mailing: it is no answer of theirs. Nor is
    one that is shown to be `forged`, whatever it brings along.
    """

    decision: str
    received: datetime
    now: datetime
    zone: tzinfo
    meets: Callable[[Condition], bool]
    room: int | None = None
    machine: bool = False
    forged: bool = False


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
    if ends.is_late(stay, meeting.received):
        return Moved(ends.lapsed(stay, at=meeting.now))
    stay = stay.to(stay.stage, latest=meeting.decision)
    if stay.stage not in ON_A_STEP or meeting.forged:
        return Moved(stay)
    if has_met_all(stay, gate):
        return _met_all(stay, gate, at=meeting.now, room=meeting.room)
    step = gate.steps[stay.step]
    if stay.asked is None or stay.stage is Stage.UNASKED:
        return _onward(stay, gate, meeting)
    if not _fits(step, meeting):
        return Moved(stay)
    if _too_early(step, stay.asked, meeting):
        return Moved(stay.to(stay.stage, early=True))
    return _onward(_after(stay), gate, meeting)


def has_met_all(stay: Stay, gate: Gate) -> bool:
    """Whether their step is in the rules no more, and no other behind it."""
    return stay.stage in ON_A_STEP and stay.step >= len(gate.steps)


def met_all(stay: Stay, gate: Gate, *, at: datetime, room: int | None) -> Moved:
    """Nothing more is expected of them; `room` is how many may pass, None without a budget."""
    return _met_all(stay, gate, at=at, room=room)


def advanced(stay: Stay, gate: Gate, *, at: datetime) -> Moved:
    """By the user's word the present step is met; whoever has met them all passes, room or not."""
    if stay.stage is Stage.QUEUED:
        return Moved(_passes(stay, gate, at=at))
    if stay.stage is Stage.CHOOSING:
        through = {"passed": stay.passed or at, "outcome": PASSED}
        return Moved(stay.to(Stage.PASSED, ended=at, **through))
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


def admitted(stay: Stay, gate: Gate, *, at: datetime) -> Stay:
    """There is room for somebody who waited for it."""
    return _passes(stay, gate, at=at)


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
