"""A gate: an intake in steps, each with a question, what is expected, and a deadline.

Here is what the rules say of it, and what is done with the messages of whom it has an outcome for;
how somebody goes through it is in gate_moves.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from screener.domain.conditions.condition import Condition
from screener.domain.place import Place
from screener.domain.record.effect import MOVES, Action, Do
from screener.domain.record.stay import Stay
from screener.domain.value import Value

TO_ANSWER = timedelta(days=30)
"""How long the one question of a gate without steps waits for its answer."""

PASSED, LAPSED, FULL, TIDIED, RELEASED = "passed", "lapsed", "full", "tidied", "released"
"""Outcomes; the others are the labels of choices, after CHOSE."""

CHOSE = "chose: "

INBOX = "INBOX"

BACK = (Action(do=Do.FILE, value=INBOX),)
"""What is done with messages that are hidden no longer."""

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

    def step_of(self, stay: Stay) -> int:
        """Their step as people count it; the last one for those who have met them all."""
        return max(1, min(stay.number, len(self.steps)))

    def actions(self, outcome: str) -> tuple[Action, ...]:
        """What is done with their messages after that outcome."""
        if outcome == PASSED:
            return self.passed
        if outcome.startswith(CHOSE):
            return self.choices.get(outcome.removeprefix(CHOSE), ())
        if outcome == TIDIED:
            return (Action(do=Do.TRASH, value="true"),)
        return self._to_the_inbox if outcome == RELEASED else self.lapsed

    def actions_for(self, stay: Stay) -> tuple[Action, ...]:
        """What is done with their messages now that this stay has an outcome.

        What was hidden until then comes back to the inbox, unless they say where it goes.
        """
        actions = self.actions(stay.outcome or "")
        was_hidden = stay.passed is None or stay.outcome == PASSED
        says_where = any(action.do in (*PLACES, Do.CLOSE) for action in actions)
        return (*actions, *self._to_the_inbox) if was_hidden and not says_where else actions

    @property
    def _to_the_inbox(self) -> tuple[Action, ...]:
        """Back from where their messages lie meanwhile, if that is anywhere else."""
        hidden = any(action.do in MOVES for action in self.meanwhile)
        return BACK if hidden else ()
