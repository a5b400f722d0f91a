"""Gates for tests, built of conditions that a message meets or not as the test says."""

from datetime import UTC, datetime, timedelta
from typing import Any

from screener.domain.conditions.condition import Condition, OneOf
from screener.domain.gates.gate import Gate, Step
from screener.domain.gates.moves import Meeting
from screener.domain.place import Place
from tests.builders import NOON

DAY = timedelta(days=1)

PLACE = Place("rules/1.yaml", 1, 1)


def expecting(what: str) -> Condition:
    """Something that a message of `a_meeting` may bring along."""
    return OneOf(field="tagged", words=frozenset({what}), expected=what)


def a_step(ask: str = "who-are-you", **differently: Any) -> Step:
    """A step that wants a résumé within two weeks."""
    return Step(**{"ask": ask, "expect": expecting("resume"), "within": 14 * DAY} | differently)


def a_gate(*steps: Step, **differently: Any) -> Gate:
    """A gate with these steps."""
    return Gate(**{"name": "intake", "steps": steps, "place": PLACE} | differently)


def a_meeting(
    *brings: str, at: datetime = NOON, decision: str = "d1", room: int | None = None
) -> Meeting:
    """A message that meets the conditions of these names."""

    def meets(condition: Condition) -> bool:
        return isinstance(condition, OneOf) and not condition.words.isdisjoint(brings)

    return Meeting(decision=decision, received=at, now=at, zone=UTC, meets=meets, room=room)
