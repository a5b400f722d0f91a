"""Conditions about what a message carries: attachments and other things in it."""

from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Literal

from screener.domain.conditions.condition.leaf import Leaf, Shown
from screener.domain.conditions.scene import Scene
from screener.domain.record.event import Attachment
from screener.domain.text import Text, TextMatch, text_of
from screener.domain.truth import Truth

Thing = Literal["attachment", "audio", "invite", "unsubscribe", "link"]


@dataclass(frozen=True, kw_only=True)
class Having(Leaf):
    """`has`: the message has one of those things; inline images are no attachments."""

    things: frozenset[Thing]

    @property
    def key(self) -> str:
        return "has"

    def holds(self, scene: Scene) -> Truth:
        found = self._found(scene)
        if found & self.things:
            return True
        if scene.content is None:
            return None
        return False

    def actual(self, scene: Scene) -> Shown:
        return sorted(self._found(scene))

    def _found(self, scene: Scene) -> set[str]:
        found = {"unsubscribe"} if scene.mail.has_list_unsubscribe else set()
        if (content := scene.content) is None:
            return found
        there = {
            "attachment": bool(content.attachments),
            "audio": content.has_audio,
            "invite": content.has_invite,
            "unsubscribe": content.has_unsubscribe_link,
            "link": content.has_link,
        }
        return found | {thing for thing, is_there in there.items() if is_there}


@dataclass(frozen=True, kw_only=True)
class Attached(Leaf):
    """`attachment`: one attachment fits all that is given; sizes in octets."""

    name: TextMatch | None = None
    name_patterns: tuple[str, ...] = ()
    """Folded, with `*` and `?`; the name fits if one of them does, or `name`."""
    types: frozenset[str] = frozenset()
    """Casefolded extensions without dot, MIME types, or `image/*`."""
    larger_than: int | None = None

    @property
    def key(self) -> str:
        return "attachment"

    def holds(self, scene: Scene) -> Truth:
        if scene.content is None:
            return None
        return any(self._fits(attachment) for attachment in scene.content.attachments)

    def actual(self, scene: Scene) -> Shown:
        if scene.content is None:
            return None
        return [f"{a.name} ({a.type}, {a.size} bytes)" for a in scene.content.attachments]

    def _fits(self, attachment: Attachment) -> bool:
        kinds = {attachment.extension, attachment.type, f"{attachment.type.partition('/')[0]}/*"}
        return (
            self._is_named(text_of(attachment.name))
            and (not self.types or not self.types.isdisjoint(kinds))
            and (self.larger_than is None or attachment.size > self.larger_than)
        )

    def _is_named(self, name: Text) -> bool:
        if self.name is None and not self.name_patterns:
            return True
        by_pattern = any(fnmatchcase(name.folded, pattern) for pattern in self.name_patterns)
        return by_pattern or (self.name is not None and self.name.holds(name) is True)
