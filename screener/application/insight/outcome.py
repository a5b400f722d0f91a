"""What becomes of a message, in the words of the rule language."""

from typing import NamedTuple

from screener.domain.record.decision import Decision
from screener.domain.record.effect import MOVES, Do, Effect, Status
from screener.domain.rules.rulebook import decline_of
from screener.domain.settings.settings import Told

QUIET = frozenset({Do.PRESERVE, Do.DIGEST, Do.KEEP})
"""Actions that are not told: nobody sees them in the mailbox."""


class Outcome(NamedTuple):
    """What becomes of a message: `destination` is None if it stays.

    `actions` are what is done besides, `trials` the rules on trial with what they would do, and
    `left_alone` says why no rule was tried.
    """

    rule: str | None
    destination: str | None
    actions: tuple[str, ...] = ()
    trials: tuple[str, ...] = ()
    left_alone: str | None = None


def outcome(decision: Decision) -> Outcome:
    """What becomes of a message, in the words of the rule language."""
    asked = [effect for effect in decision.effects if _is_told(effect)]
    done = [effect for effect in asked if effect.status is not Status.WOULD]
    trials = [effect.reason or "" for effect in asked if effect.status is Status.WOULD]
    return Outcome(
        decision.rule,
        decision.destination,
        tuple(_told(effect) for effect in done if effect.do not in MOVES),
        tuple(dict.fromkeys(trials)),
        decision.reason if decision.rule is None else None,
    )


def _is_told(effect: Effect) -> bool:
    """A digest that comes at once is a mail of its own."""
    urgent = effect.do is Do.DIGEST and effect.value == Told.NOW
    return urgent or effect.do not in QUIET


def _told(effect: Effect) -> str:
    value = ", ".join(_value(effect))
    words = effect.do.value if value == "true" else f"{effect.do.value} {value}"
    return f"no {words}: {effect.reason}" if effect.status is Status.REFUSED else words


def _value(effect: Effect) -> tuple[str, ...]:
    match effect.do, effect.value:
        case Do.HAND_OFF, (to, *_):
            return (to,)
        case Do.CLOSE, str(value):
            template = decline_of(value)
            return (value,) if template is None else (f"with the answer {template}",)
        case _, str(value):
            return (value,)
        case _, several:
            return tuple(several)
