"""The conditions of a rule: small values that say whether they hold for a scene.

Evaluation is three-valued: None means that what the condition looks at was not read, and so it is
neither true nor false. A rule with an unknown condition never matches; it asks for more.

They are plain dataclasses, since there may be tens of thousands, all made of what was validated.
"""

from abc import abstractmethod
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from fnmatch import fnmatchcase
from functools import cached_property
from operator import ge, gt, le, lt
from typing import Any, Literal, NamedTuple

from screener.domain.decision import Door
from screener.domain.event import Attachment, Class, VoicemailReceived, Vouched
from screener.domain.handle import Handle, HandleIndex
from screener.domain.history import NOTHING_ASKED, Asked
from screener.domain.scene import Scene
from screener.domain.text import Text, TextMatch, text_of
from screener.domain.truth import Truth, every, opposite, some

Shown = str | bool | int | list[str] | None
"""What a trace shows of a condition's expected or actual value."""


class Trace(NamedTuple):
    """One condition as it was found: what was expected, what was there, and whether it held."""

    key: str
    expected: Shown
    actual: Shown
    held: Truth


@dataclass(frozen=True, kw_only=True)
class _Leaf:
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


@dataclass(frozen=True, kw_only=True)
class Addressed(_Leaf):
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


@dataclass(frozen=True, kw_only=True)
class Worded(_Leaf):
    """`subject`, `body`, `transcript`, `text`: the text fits."""

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


@dataclass(frozen=True, kw_only=True)
class Headed(_Leaf):
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


@dataclass(frozen=True, kw_only=True)
class OneOf(_Leaf):
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
class Classed(_Leaf):
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


Thing = Literal["attachment", "audio", "invite", "unsubscribe", "link"]


@dataclass(frozen=True, kw_only=True)
class Having(_Leaf):
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
class Attached(_Leaf):
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


@dataclass(frozen=True, kw_only=True)
class Authenticated(_Leaf):
    """`authenticated`: somebody trusted vouches for the From domain, or not."""

    wanted: bool

    @property
    def key(self) -> str:
        return "authenticated"

    def holds(self, scene: Scene) -> bool:
        return (scene.mail.vouched is Vouched.PASSED) is self.wanted

    def actual(self, scene: Scene) -> str:
        return scene.mail.vouched.value


COMPARE: dict[str, Callable[[Any, Any], bool]] = {">": gt, ">=": ge, "<": lt, "<=": le}


@dataclass(frozen=True, kw_only=True)
class Sized(_Leaf):
    """`size`: the whole message, in octets, compared with a limit."""

    operator: Literal[">", ">=", "<", "<="]
    limit: int

    @property
    def key(self) -> str:
        return "size"

    def holds(self, scene: Scene) -> bool:
        return COMPARE[self.operator](scene.event.arrival.size, self.limit)

    def actual(self, scene: Scene) -> int:
        return scene.event.arrival.size


@dataclass(frozen=True, kw_only=True)
class Lasting(_Leaf):
    """`duration`: the length of a voicemail; it never holds where there is none."""

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


@dataclass(frozen=True, kw_only=True)
class ReceivedAt(_Leaf):
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


@dataclass(frozen=True, kw_only=True)
class Remembered(_Leaf):
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
class Knocked(_Leaf):
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
class InGate(_Leaf):
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


Leaf = (
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

Condition = Leaf | AllOf | AnyOf | Not

EVERYTHING = AllOf(parts=())
"""`when` left out: matches every event."""


def leaves(condition: Condition) -> Iterator[Leaf]:
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


def headers_asked(condition: Condition) -> frozenset[str]:
    """Lower-case names of the header fields that the condition looks at."""
    return frozenset(one.name.lower() for one in leaves(condition) if isinstance(one, Headed))


def history_asked(condition: Condition) -> Asked:
    """How much of what was before the condition looks at."""
    asked = NOTHING_ASKED
    for one in leaves(condition):
        if isinstance(one, Remembered):
            asked |= Asked(anything=True)
        elif isinstance(one, Knocked):
            asked |= Asked(anything=True, back=2 * one.within)
    return asked


def names_door(condition: Condition, door: Door) -> bool:
    """Whether a `door` condition anywhere in it names that door, at its top or deeper."""
    return any(_is_of_door(one, door) for one in leaves(condition))


def names_gate(condition: Condition) -> bool:
    """Whether a `gate` condition stands anywhere in it."""
    return any(isinstance(one, InGate) for one in leaves(condition))


def names_door_at_top(condition: Condition, door: Door) -> bool:
    """Whether a `door` condition at the top of the mapping names that door."""
    return isinstance(condition, AllOf) and any(_is_of_door(one, door) for one in condition.parts)


def _is_of_door(condition: Condition, door: Door) -> bool:
    return (
        isinstance(condition, OneOf) and condition.field == "door" and door.value in condition.words
    )
