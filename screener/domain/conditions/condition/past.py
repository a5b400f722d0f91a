"""Conditions about what was before: letters, knocks, and where somebody stands in a gate."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from screener.domain.conditions.condition.leaf import Leaf
from screener.domain.conditions.scene import Scene


@dataclass(frozen=True, kw_only=True)
class Remembered(Leaf):
    """`first_contact`, `corresponded`: what was before with this contact."""

    field: Literal["first_contact", "corresponded"]
    wanted: bool

    @property
    def key(self) -> str:
        return self.field

    def holds(self, scene: Scene) -> bool:
        return self._is(scene) is self.wanted

    def actual(self, scene: Scene) -> bool:
        return self._is(scene)

    def _is(self, scene: Scene) -> bool:
        history = scene.history
        return history.first_contact if self.field == "first_contact" else history.corresponded


@dataclass(frozen=True, kw_only=True)
class Knocked(Leaf):
    """`knocks`: so many events of the contact within a span, this one included."""

    at_least: int
    within: timedelta
    kind: Literal["email", "voicemail", "call"] | None = None
    unanswered: bool = False
    rising: bool = False

    @property
    def key(self) -> str:
        return "knocks"

    def holds(self, scene: Scene) -> bool:
        now = scene.event.arrival.received
        count = self._count(scene, since=now - self.within, until=now)
        if count < self.at_least:
            return False
        before = self._count(scene, since=now - 2 * self.within, until=now - self.within)
        return count > before or not self.rising

    def actual(self, scene: Scene) -> int:
        now = scene.event.arrival.received
        return self._count(scene, since=now - self.within, until=now)

    def _count(self, scene: Scene, *, since: datetime, until: datetime) -> int:
        return scene.history.knocks(
            since=since, until=until, kind=self.kind, unanswered=self.unanswered
        )


@dataclass(frozen=True, kw_only=True)
class InGate(Leaf):
    """`gate`: they are inside that gate, and at that step if one is given, counted from 1."""

    names: frozenset[str]
    step: int | None = None

    @property
    def key(self) -> str:
        return "gate"

    def holds(self, scene: Scene) -> bool:
        stay = scene.stay
        if stay is None or not stay.is_inside or stay.gate not in self.names:
            return False
        return self.step in (None, stay.number)

    def actual(self, scene: Scene) -> str | None:
        stay = scene.stay
        return f"{stay.gate}, step {stay.number}" if stay and stay.is_inside else None
