"""What a condition asks for, told without a message: header fields, history, doors and gates."""

from screener.domain.conditions.condition.joined import AllOf, Condition, leaves
from screener.domain.conditions.condition.kind import OneOf
from screener.domain.conditions.condition.past import InGate, Knocked, Remembered
from screener.domain.conditions.condition.words import Headed
from screener.domain.record.decision import Door
from screener.domain.record.history import NOTHING_ASKED, Asked


def headers_asked(condition: Condition) -> frozenset[str]:
    """Lower-case names of the header fields that the condition looks at."""
    return frozenset(one.name.lower() for one in leaves(condition) if isinstance(one, Headed))


def history_asked(condition: Condition) -> Asked:
    """How much of what was before the condition looks at."""
    asked = NOTHING_ASKED
    for one in leaves(condition):
        if isinstance(one, Remembered):
            asked |= Asked(anything=True)
        elif isinstance(one, Knocked):
            asked |= Asked(anything=True, back=2 * one.within)
    return asked


def names_door(condition: Condition, door: Door) -> bool:
    """Whether a `door` condition anywhere in it names that door, at its top or deeper."""
    return any(_is_of_door(one, door) for one in leaves(condition))


def names_gate(condition: Condition) -> bool:
    """Whether a `gate` condition stands anywhere in it."""
    return any(isinstance(one, InGate) for one in leaves(condition))


def names_door_at_top(condition: Condition, door: Door) -> bool:
    """Whether a `door` condition at the top of the mapping names that door."""
    return isinstance(condition, AllOf) and any(_is_of_door(one, door) for one in condition.parts)


def _is_of_door(condition: Condition, door: Door) -> bool:
    return (
        isinstance(condition, OneOf) and condition.field == "door" and door.value in condition.words
    )
