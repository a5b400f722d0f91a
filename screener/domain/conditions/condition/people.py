"""Conditions about who writes, and to whom."""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from screener.domain.conditions.condition.leaf import Leaf
from screener.domain.conditions.scene import Scene
from screener.domain.people.handle import Handle
from screener.domain.people.handle_index import HandleIndex


@dataclass(frozen=True, kw_only=True)
class Addressed(Leaf):
    """`from`, `reply_to`, `to`, `cc`, `recipient`: an address of that field is covered."""

    field: Literal["from", "reply_to", "to", "cc", "recipient"]
    handles: tuple[Handle, ...]

    @cached_property
    def index(self) -> HandleIndex[None]:
        """The handles, made ready for looking up."""
        return HandleIndex((handle, None) for handle in self.handles)

    @property
    def key(self) -> str:
        return self.field

    def holds(self, scene: Scene) -> bool:
        if self.field == "from" and scene.caller is not None:
            caller = scene.caller
            return self.index.caller(caller.number, withheld=caller.withheld) is not None
        look = self.index.address
        return any(look(a.address, name=a.name) for a in scene.addresses(self.field))

    def actual(self, scene: Scene) -> list[str]:
        if self.field == "from" and scene.caller is not None:
            return [scene.caller.number or scene.caller.raw]
        return [a.address for a in scene.addresses(self.field)]
