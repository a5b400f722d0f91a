"""Conditions about what is written: subject, body, transcript and header fields."""

from dataclasses import dataclass
from typing import Literal

from screener.domain.conditions.condition.leaf import Leaf, Shown
from screener.domain.conditions.scene import Scene
from screener.domain.text import Text, TextMatch, text_of
from screener.domain.truth import Truth


@dataclass(frozen=True, kw_only=True)
class Worded(Leaf):
    """`subject`, `body`, `transcript`, `text`: the text fits."""

    field: Literal["subject", "body", "transcript", "text"]
    match: TextMatch

    @property
    def key(self) -> str:
        return self.field

    def holds(self, scene: Scene) -> Truth:
        return self.match.holds(*self._texts(scene))

    def actual(self, scene: Scene) -> Shown:
        there = (text.plain[:200] for text in self._texts(scene) if text is not None)
        return " | ".join(filter(None, there)) or None

    def _texts(self, scene: Scene) -> tuple[Text | None, ...]:
        match self.field:
            case "subject":
                return (scene.subject,)
            case "body":
                return (scene.body,)
            case "transcript":
                return (scene.transcript,)
            case "text":
                return (scene.subject, scene.transcript, scene.body)


@dataclass(frozen=True, kw_only=True)
class Headed(Leaf):
    """`header`: the named field fits, or is there (or not)."""

    name: str
    match: TextMatch | bool

    @property
    def key(self) -> str:
        return f"header.{self.name}"

    def holds(self, scene: Scene) -> Truth:
        values = scene.mail.headers.get(self.name.lower())
        if isinstance(self.match, bool):
            return None if values is None else bool(values) is self.match
        if values is None:
            return self.match.holds(None)
        return self.match.holds(*(text_of(value) for value in values))

    def actual(self, scene: Scene) -> Shown:
        values = scene.mail.headers.get(self.name.lower())
        return None if values is None else list(values)
