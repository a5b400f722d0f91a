"""Conditions about what can be measured: trust, size, length and time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import time, timedelta
from operator import ge, gt, le, lt
from typing import Any, Literal

from screener.domain.conditions.condition.leaf import Leaf
from screener.domain.conditions.scene import Scene
from screener.domain.record.event import VoicemailReceived, Vouched


@dataclass(frozen=True, kw_only=True)
class Authenticated(Leaf):
    """`authenticated`: somebody trusted vouches for the From domain, or not."""

    wanted: bool

    @property
    def key(self) -> str:
        return "authenticated"

    def holds(self, scene: Scene) -> bool:
        return (scene.mail.vouched is Vouched.PASSED) is self.wanted

    def actual(self, scene: Scene) -> str:
        return scene.mail.vouched.value


_COMPARE: dict[str, Callable[[Any, Any], bool]] = {">": gt, ">=": ge, "<": lt, "<=": le}


@dataclass(frozen=True, kw_only=True)
class Sized(Leaf):
    """`size`: the whole message, in octets, compared with a limit."""

    operator: Literal[">", ">=", "<", "<="]
    limit: int

    @property
    def key(self) -> str:
        return "size"

    def holds(self, scene: Scene) -> bool:
        return _COMPARE[self.operator](scene.event.arrival.size, self.limit)

    def actual(self, scene: Scene) -> int:
        return scene.event.arrival.size


@dataclass(frozen=True, kw_only=True)
class Lasting(Leaf):
    """`duration`: the length of a voicemail; it never holds where there is none."""

    operator: Literal[">", ">=", "<", "<="]
    limit: timedelta

    @property
    def key(self) -> str:
        return "duration"

    def holds(self, scene: Scene) -> bool:
        length = self._length(scene)
        return length is not None and _COMPARE[self.operator](length, self.limit)

    def actual(self, scene: Scene) -> str | None:
        length = self._length(scene)
        return None if length is None else f"{length.total_seconds():g}s"

    def _length(self, scene: Scene) -> timedelta | None:
        return scene.event.duration if isinstance(scene.event, VoicemailReceived) else None


@dataclass(frozen=True, kw_only=True)
class ReceivedAt(Leaf):
    """`received`: by the server's receive time in the account's zone.

    `between` may pass midnight; its end is excluded; from one time to the same is the whole day.
    `days` count Monday as 0, and a time after midnight of a span that began the evening before
    belongs to its own day.
    """

    between: tuple[time, time] | None = None
    days: frozenset[int] = frozenset()

    @property
    def key(self) -> str:
        return "received"

    def holds(self, scene: Scene) -> bool:
        local = scene.event.arrival.received.astimezone(scene.zone)
        if self.days and local.weekday() not in self.days:
            return False
        if self.between is None:
            return True
        start, end = self.between
        clock = local.time()
        return start <= clock < end if start < end else clock >= start or clock < end

    def actual(self, scene: Scene) -> str:
        local = scene.event.arrival.received.astimezone(scene.zone)
        return local.isoformat(sep=" ", timespec="minutes")
