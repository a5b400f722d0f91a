"""The conditions of a rule: small values that say whether they hold for a scene.

Evaluation is three-valued: None means that what the condition looks at was not read, and so it is
neither true nor false. A rule with an unknown condition never matches; it asks for more.
"""

from screener.domain.conditions.condition.asked import (
    headers_asked,
    history_asked,
    names_door,
    names_door_at_top,
    names_gate,
)
from screener.domain.conditions.condition.joined import (
    EVERYTHING,
    AllOf,
    AnyOf,
    Condition,
    Not,
    leaves,
)
from screener.domain.conditions.condition.kind import Classed, OneOf
from screener.domain.conditions.condition.leaf import Shown, Trace
from screener.domain.conditions.condition.measure import Authenticated, Lasting, ReceivedAt, Sized
from screener.domain.conditions.condition.parts import Attached, Having, Thing
from screener.domain.conditions.condition.past import InGate, Knocked, Remembered
from screener.domain.conditions.condition.people import Addressed
from screener.domain.conditions.condition.words import Headed, Worded

__all__ = [
    "EVERYTHING",
    "Addressed",
    "AllOf",
    "AnyOf",
    "Attached",
    "Authenticated",
    "Classed",
    "Condition",
    "Having",
    "Headed",
    "InGate",
    "Knocked",
    "Lasting",
    "Not",
    "OneOf",
    "ReceivedAt",
    "Remembered",
    "Shown",
    "Sized",
    "Thing",
    "Trace",
    "Worded",
    "headers_asked",
    "history_asked",
    "leaves",
    "names_door",
    "names_door_at_top",
    "names_gate",
]
