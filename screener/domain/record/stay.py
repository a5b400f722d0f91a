"""One contact's stay in one gate, from the message that opened it to its end.

The stage changes only along the arrows of `LEGAL`. An end is final: whoever comes again begins
another stay.

    asking    the question of the step lies in the outbox
    waiting   it was sent, and the deadline runs
    unasked   it could not be sent safely, and `reason` says why
    queued    every step is met, and there is no room yet
    choosing  the user's word is waited for
"""

from datetime import datetime
from enum import StrEnum

from screener.domain.value import Value


class Stage(StrEnum):
    """How far a stay is."""

    ASKING = "asking"
    WAITING = "waiting"
    UNASKED = "unasked"
    QUEUED = "queued"
    CHOOSING = "choosing"
    PASSED = "passed"
    LAPSED = "lapsed"
    FULL = "full"
    CHOSEN = "chosen"
    LEFT = "left"


_ENDS = frozenset({Stage.PASSED, Stage.LAPSED, Stage.FULL, Stage.CHOSEN, Stage.LEFT})

INSIDE = frozenset(Stage) - _ENDS
"""In these somebody is inside the gate, and their messages are the gate's."""

ON_A_STEP = frozenset({Stage.ASKING, Stage.WAITING, Stage.UNASKED})
"""In these something is still expected of them."""

_MET = frozenset({Stage.QUEUED, Stage.CHOOSING, Stage.PASSED, Stage.FULL})

LEGAL: dict[Stage, frozenset[Stage]] = {
    Stage.ASKING: ON_A_STEP | _MET | _ENDS,
    Stage.WAITING: ON_A_STEP | _MET | _ENDS,
    Stage.UNASKED: ON_A_STEP | _MET | _ENDS,
    Stage.QUEUED: frozenset({Stage.CHOOSING, *_ENDS}) - {Stage.FULL},
    Stage.CHOOSING: frozenset({Stage.CHOSEN, Stage.LAPSED, Stage.LEFT, Stage.PASSED}),
    **{end: frozenset[Stage]() for end in _ENDS},
}
"""From one stage to another; of one that stays, what else is known of the stay may change."""


class Stay(Value):
    """Where a contact stands; times are aware. `account` is the one that they came in by.

    `step` counts from 0. `asked` is when its question was decided, `letter` the key of that letter,
    and `deadline` runs from when it was sent. `latest` is the decision about their last message in
    the gate, and `early` whether that one came too early. `passed` is when every step was met and
    there was room. `outcome` names what is to be done with their messages.
    """

    contact: str
    gate: str
    account: str
    since: datetime
    stage: Stage
    latest: str
    step: int = 0
    asked: datetime | None = None
    letter: str | None = None
    deadline: datetime | None = None
    early: bool = False
    passed: datetime | None = None
    ended: datetime | None = None
    outcome: str | None = None
    reason: str | None = None

    @property
    def is_inside(self) -> bool:
        """Whether they are in the gate still."""
        return self.stage in INSIDE

    @property
    def ask_about(self) -> str:
        """What tells the question of the present step from every other that was ever asked."""
        return f"{self.contact}:{self.gate}:{self.since.isoformat()}:{self.step}"

    @property
    def number(self) -> int:
        """The step as people count it."""
        return self.step + 1

    def to(self, stage: Stage, **changed: object) -> "Stay":
        """The same stay at that stage; ValueError if that is no legal step."""
        if stage is not self.stage and stage not in LEGAL[self.stage]:
            raise ValueError(f"a stay cannot go from {self.stage} to {stage}")
        return Stay.model_validate({**self.model_dump(), "stage": stage, **changed})
