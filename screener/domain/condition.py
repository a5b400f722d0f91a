"""The conditions of a rule: small values that say whether they hold for a scene.

Evaluation is three-valued: None means that what the condition looks at was not read, and so it is
neither true nor false. A rule with an unknown condition never matches; it asks for more.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from datetime import datetime, time, timedelta
from fnmatch import fnmatchcase
from functools import cached_property, reduce
from operator import ge, gt, le, lt, or_
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import Field

from screener.domain.decision import Door
from screener.domain.event import Attachment, Class, VoicemailReceived, Vouched
from screener.domain.handle import Handle, HandleIndex
from screener.domain.history import Asked
from screener.domain.scene import Scene
from screener.domain.text import Text, TextMatch, text_of
from screener.domain.truth import Truth, every, opposite, some
from screener.domain.value import Value

Shown = str | bool | int | list[str] | None
"""What a trace shows of a condition's expected or actual value."""


class Trace(NamedTuple):
    """One condition as it was found: what was expected, what was there, and whether it held."""

    key: str
    expected: Shown
    actual: Shown
    held: Truth


class _Leaf(Value, ABC):
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


class Addressed(_Leaf):
    """`from`, `reply_to`, `to`, `cc`, `recipient`: an address of that field is covered."""

    type: Literal["addressed"] = "addressed"
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


class Worded(_Leaf):
    """`subject`, `body`, `transcript`, `text`: the text fits."""

    type: Literal["worded"] = "worded"
    field: Literal["subject", "body", "transcript", "text"]
    match: TextMatch

    @property
    def key(self) -> str:
        return self.field

    def holds(self, scene: Scene) -> Truth:
        return self.match.holds(*self._texts(scene))

    def actual(self, scene: Scene) -> Shown:
        return " | ".join(text.plain[:200] for text in self._texts(scene) if text) or None

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


class Headed(_Leaf):
    """`header`: the named field fits, or is there (or not)."""

    type: Literal["headed"] = "headed"
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


class OneOf(_Leaf):
    """`kind`, `door`, `contact`, `folder`, `tagged`: one of the words given is the event's."""

    type: Literal["one_of"] = "one_of"
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


class Classed(_Leaf):
    """`is`: the message is of one of those classes."""

    type: Literal["classed"] = "classed"
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


Thing = Literal["attachment", "audio", "invite", "unsubscribe", "link"]


class Having(_Leaf):
    """`has`: the message has one of those things; inline images are no attachments."""

    type: Literal["having"] = "having"
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


class Attached(_Leaf):
    """`attachment`: one attachment fits all that is given; sizes in octets."""

    type: Literal["attached"] = "attached"
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


class Authenticated(_Leaf):
    """`authenticated`: somebody trusted vouches for the From domain, or not."""

    type: Literal["authenticated"] = "authenticated"
    wanted: bool

    @property
    def key(self) -> str:
        return "authenticated"

    def holds(self, scene: Scene) -> bool:
        return (scene.mail.vouched is Vouched.PASSED) is self.wanted

    def actual(self, scene: Scene) -> str:
        return scene.mail.vouched.value


COMPARE: dict[str, Callable[[Any, Any], bool]] = {">": gt, ">=": ge, "<": lt, "<=": le}


class Sized(_Leaf):
    """`size`: the whole message, in octets, compared with a limit."""

    type: Literal["sized"] = "sized"
    operator: Literal[">", ">=", "<", "<="]
    limit: int

    @property
    def key(self) -> str:
        return "size"

    def holds(self, scene: Scene) -> bool:
        return COMPARE[self.operator](scene.event.arrival.size, self.limit)

    def actual(self, scene: Scene) -> int:
        return scene.event.arrival.size


class Lasting(_Leaf):
    """`duration`: the length of a voicemail; it never holds where there is none."""

    type: Literal["lasting"] = "lasting"
    operator: Literal[">", ">=", "<", "<="]
    limit: timedelta

    @property
    def key(self) -> str:
        return "duration"

    def holds(self, scene: Scene) -> bool:
        length = self._length(scene)
        return length is not None and COMPARE[self.operator](length, self.limit)

    def actual(self, scene: Scene) -> str | None:
        length = self._length(scene)
        return None if length is None else f"{length.total_seconds():g}s"

    def _length(self, scene: Scene) -> timedelta | None:
        return scene.event.duration if isinstance(scene.event, VoicemailReceived) else None


class ReceivedAt(_Leaf):
    """`received`: by the server's receive time in the account's zone.

    `between` may pass midnight; its end is excluded; from one time to the same is the whole day.
    `days` count Monday as 0, and a time after midnight of a span that began the evening before
    belongs to its own day.
    """

    type: Literal["received_at"] = "received_at"
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


class Remembered(_Leaf):
    """`first_contact`, `corresponded`: what was before with this contact."""

    type: Literal["remembered"] = "remembered"
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


class Knocked(_Leaf):
    """`knocks`: so many events of the contact within a span, this one included."""

    type: Literal["knocked"] = "knocked"
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


class InGate(_Leaf):
    """`gate`: they are inside that gate, and at that step if one is given, counted from 1."""

    type: Literal["in_gate"] = "in_gate"
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


class AllOf(Value):
    """`all`, and every mapping: each of the parts holds."""

    type: Literal["all_of"] = "all_of"
    parts: tuple["Condition", ...]

    def holds(self, scene: Scene) -> Truth:
        """Whether it holds."""
        return every(part.holds(scene) for part in self.parts)

    def trace(self, scene: Scene, under: str = "") -> list[Trace]:
        """Every part as it was found."""
        return [line for part in self.parts for line in part.trace(scene, under)]


class AnyOf(Value):
    """`any`: one of the parts holds."""

    type: Literal["any_of"] = "any_of"
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


class Not(Value):
    """`not`: the part does not hold; what is unknown stays unknown."""

    type: Literal["not"] = "not"
    part: "Condition"

    def holds(self, scene: Scene) -> Truth:
        """Whether it holds."""
        return opposite(self.part.holds(scene))

    def trace(self, scene: Scene, under: str = "") -> list[Trace]:
        """The part as it was found: `held` is the part's own."""
        return self.part.trace(scene, f"{under}not.")


Condition = Annotated[
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
    | AllOf
    | AnyOf
    | Not,
    Field(discriminator="type"),
]

EVERYTHING = AllOf(parts=())
"""`when` left out: matches every event."""


def headers_asked(condition: Condition) -> frozenset[str]:
    """Lower-case names of the header fields that the condition looks at."""
    match condition:
        case Headed(name=name):
            return frozenset({name.lower()})
        case AllOf(parts=parts) | AnyOf(parts=parts):
            return frozenset().union(*(headers_asked(part) for part in parts))
        case Not(part=part):
            return headers_asked(part)
        case _:
            return frozenset()


def history_asked(condition: Condition) -> Asked:
    """How much of what was before the condition looks at."""
    match condition:
        case Remembered():
            return Asked(anything=True)
        case Knocked(within=within):
            return Asked(anything=True, back=2 * within)
        case AllOf(parts=parts) | AnyOf(parts=parts):
            return reduce(or_, (history_asked(part) for part in parts), Asked())
        case Not(part=part):
            return history_asked(part)
        case _:
            return Asked()


def names_door(condition: Condition, door: Door) -> bool:
    """Whether a `door` condition anywhere in it names that door, at its top or deeper."""
    match condition:
        case OneOf(field="door", words=words):
            return door.value in words
        case AllOf(parts=parts) | AnyOf(parts=parts):
            return any(names_door(part, door) for part in parts)
        case Not(part=part):
            return names_door(part, door)
        case _:
            return False


def names_gate(condition: Condition) -> bool:
    """Whether a `gate` condition stands anywhere in it."""
    match condition:
        case InGate():
            return True
        case AllOf(parts=parts) | AnyOf(parts=parts):
            return any(names_gate(part) for part in parts)
        case Not(part=part):
            return names_gate(part)
        case _:
            return False


def names_door_at_top(condition: Condition, door: Door) -> bool:
    """Whether a `door` condition at the top of the mapping names that door."""
    parts = condition.parts if isinstance(condition, AllOf) else ()
    return any(isinstance(part, OneOf) and names_door(part, door) for part in parts)
