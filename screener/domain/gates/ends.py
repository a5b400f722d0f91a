"""The ends of a stay in a gate: by time, by the user's word, or since the gate is not for them."""

from datetime import datetime

from screener.domain.gates.gate import CHOSE, LAPSED, RELEASED, TIDIED
from screener.domain.record.stay import Stage, Stay


def is_late(stay: Stay, at: datetime) -> bool:
    """Whether the deadline has passed then."""
    return stay.stage is Stage.WAITING and stay.deadline is not None and at > stay.deadline


def lapsed(stay: Stay, *, at: datetime) -> Stay:
    """Nothing more is expected; at the deadline, or now by the user's word."""
    ended = stay.deadline if stay.deadline and stay.deadline <= at else at
    return stay.to(Stage.LAPSED, ended=ended, outcome=LAPSED, reason=None)


def chosen(stay: Stay, label: str, *, at: datetime) -> Stay:
    """The user's word."""
    return stay.to(Stage.CHOSEN, ended=at, outcome=f"{CHOSE}{label}", reason=None)


def left(stay: Stay, reason: str, *, at: datetime) -> Stay:
    """They are out of the gate, and what they sent stays where it is."""
    return stay.to(Stage.LEFT, ended=at, reason=reason)


def released(stay: Stay, reason: str, *, at: datetime) -> Stay:
    """They are out of the gate, and nothing of theirs is hidden by it any more."""
    return stay.to(Stage.LEFT, ended=at, reason=reason, outcome=RELEASED)


def tidied(stay: Stay) -> Stay:
    """What they sent is kept no longer."""
    return stay.to(stay.stage, outcome=TIDIED)
