"""What all conditions of one key have in common, and how they are told when they were tried.

They are plain dataclasses, since there may be tens of thousands, all made of what was validated.
"""

from abc import abstractmethod
from dataclasses import dataclass
from typing import NamedTuple

from screener.domain.conditions.scene import Scene
from screener.domain.truth import Truth

Shown = str | bool | int | list[str] | None
"""What a trace shows of a condition's expected or actual value."""


class Trace(NamedTuple):
    """One condition as it was found: what was expected, what was there, and whether it held."""

    key: str
    expected: Shown
    actual: Shown
    held: Truth


@dataclass(frozen=True, kw_only=True)
class Leaf:
    """A condition of one key; `expected` is what the user wrote, for people to read."""

    expected: str = ""

    def trace(self, scene: Scene, under: str = "") -> list[Trace]:
        """This condition as it was found."""
        return [Trace(f"{under}{self.key}", self.expected, self.actual(scene), self.holds(scene))]

    @property
    @abstractmethod
    def key(self) -> str:
        """The key of the rule language."""

    @abstractmethod
    def holds(self, scene: Scene) -> Truth:
        """Whether it holds."""

    @abstractmethod
    def actual(self, scene: Scene) -> Shown:
        """What was there."""
