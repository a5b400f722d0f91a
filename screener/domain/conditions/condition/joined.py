"""Conditions of conditions: all of them, any of them, not them."""

from collections.abc import Iterator
from dataclasses import dataclass

from screener.domain.conditions.condition.kind import Classed, OneOf
from screener.domain.conditions.condition.leaf import Trace
from screener.domain.conditions.condition.measure import Authenticated, Lasting, ReceivedAt, Sized
from screener.domain.conditions.condition.parts import Attached, Having
from screener.domain.conditions.condition.past import InGate, Knocked, Remembered
from screener.domain.conditions.condition.people import Addressed
from screener.domain.conditions.condition.words import Headed, Worded
from screener.domain.conditions.scene import Scene
from screener.domain.truth import Truth, every, opposite, some


@dataclass(frozen=True, kw_only=True)
class AllOf:
    """`all`, and every mapping: each of the parts holds."""

    parts: tuple["Condition", ...]

    def holds(self, scene: Scene) -> Truth:
        """Whether it holds."""
        return every(part.holds(scene) for part in self.parts)

    def trace(self, scene: Scene, under: str = "") -> list[Trace]:
        """Every part as it was found."""
        return [line for part in self.parts for line in part.trace(scene, under)]


@dataclass(frozen=True, kw_only=True)
class AnyOf:
    """`any`: one of the parts holds."""

    parts: tuple["Condition", ...]

    def holds(self, scene: Scene) -> Truth:
        """Whether it holds."""
        return some(part.holds(scene) for part in self.parts)

    def trace(self, scene: Scene, under: str = "") -> list[Trace]:
        """Every part as it was found."""
        return [
            line
            for number, part in enumerate(self.parts)
            for line in part.trace(scene, f"{under}any.{number}.")
        ]


@dataclass(frozen=True, kw_only=True)
class Not:
    """`not`: the part does not hold; what is unknown stays unknown."""

    part: "Condition"

    def holds(self, scene: Scene) -> Truth:
        """Whether it holds."""
        return opposite(self.part.holds(scene))

    def trace(self, scene: Scene, under: str = "") -> list[Trace]:
        """The part as it was found: `held` is the part's own."""
        return self.part.trace(scene, f"{under}not.")


OfOneKey = (
    Addressed
    | Worded
    | Headed
    | OneOf
    | Classed
    | Having
    | Attached
    | Authenticated
    | Sized
    | Lasting
    | ReceivedAt
    | Remembered
    | Knocked
    | InGate
)
"""A condition of one key."""

Condition = OfOneKey | AllOf | AnyOf | Not

EVERYTHING = AllOf(parts=())
"""`when` left out: matches every event."""


def leaves(condition: Condition) -> Iterator[OfOneKey]:
    """Every condition of one key in it, wherever it stands, in no order."""
    waiting: list[Condition] = [condition]
    while waiting:
        one = waiting.pop()
        match one:
            case AllOf() | AnyOf():
                waiting.extend(one.parts)
            case Not():
                waiting.append(one.part)
            case _:
                yield one
