"""Conditions that name one of a few words: what kind of event it is, where it lies, whose it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from screener.domain.conditions.condition.leaf import Leaf
from screener.domain.conditions.scene import Scene
from screener.domain.record.event import Class
from screener.domain.truth import Truth


@dataclass(frozen=True, kw_only=True)
class OneOf(Leaf):
    """`kind`, `door`, `contact`, `folder`, `tagged`: one of the words given is the event's."""

    field: Literal["kind", "door", "contact", "folder", "tagged"]
    words: frozenset[str]
    """Casefolded."""

    @property
    def key(self) -> str:
        return self.field

    def holds(self, scene: Scene) -> bool:
        return any(word.casefold() in self.words for word in self._found(scene))

    def actual(self, scene: Scene) -> list[str]:
        return sorted(self._found(scene))

    def _found(self, scene: Scene) -> Iterable[str]:
        match self.field:
            case "kind":
                return (scene.event.kind,)
            case "door":
                return (scene.met.door.value,)
            case "contact":
                return (scene.met.contact,) if scene.met.contact else ()
            case "folder":
                return (scene.event.arrival.folder,)
            case "tagged":
                return scene.keywords


@dataclass(frozen=True, kw_only=True)
class Classed(Leaf):
    """`is`: the message is of one of those classes."""

    classes: frozenset[Class]

    @property
    def key(self) -> str:
        return "is"

    def holds(self, scene: Scene) -> Truth:
        mail = scene.mail
        if self.classes & mail.classes:
            return True
        if not self.classes & {Class.FORWARD, Class.BOUNCE}:
            return False
        if mail.content is None:
            return None
        return (Class.FORWARD in self.classes and mail.content.is_forward) or (
            Class.BOUNCE in self.classes and mail.content.is_delivery_report
        )

    def actual(self, scene: Scene) -> list[str]:
        return sorted(scene.mail.classes)
