"""`when`: the conditions of a rule, and how each becomes a condition of the domain."""

import re
from collections.abc import Callable
from typing import Annotated, Any, Literal, TypeVar, cast

from pydantic import AfterValidator, BeforeValidator, Discriminator, Field, Tag, WithJsonSchema

from screener.config.fields import Duration, Flag, Integer, Size, TimeOfDay, wrong
from screener.config.language.fields import (
    GateName,
    Name,
    NotEmpty,
    Patterns,
    Shape,
    TextShape,
    one_or_many,
    written,
)
from screener.domain.condition import (
    Addressed,
    AllOf,
    AnyOf,
    Attached,
    Authenticated,
    Classed,
    Condition,
    Having,
    Headed,
    InGate,
    Knocked,
    Lasting,
    Not,
    OneOf,
    ReceivedAt,
    Remembered,
    Sized,
    Thing,
    Worded,
)
from screener.domain.decision import Door
from screener.domain.event import Class
from screener.domain.setting_types import SomeTime
from screener.domain.text import TextMatch, fold
from screener.domain.written import shown

_FIELD_NAME = re.compile(r"[!-9;-~]+\Z")  # RFC 5322 section 3.6.8

_WILD = re.compile(r"[*?]")

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

_COMPARED = re.compile(r"\s*(>=|<=|>|<)\s*(.+)\Z")
_COMPARED_SIZE = {"type": "string", "pattern": r"^\s*[<>]=?\s*\d"}


T = TypeVar("T")

SomeOf = Annotated[tuple[T, ...], Field(min_length=1), BeforeValidator(one_or_many)]

Names = SomeOf[Name]
"""One or several names of folders, contacts, keywords."""


def _compared(value: object) -> object:
    if isinstance(value, str) and (found := _COMPARED.match(value)):
        return {"operator": found[1], "limit": found[2]}
    raise ValueError('a size is compared: write it as `">5MB"` or `"<100kB"`')


def _compared_length(value: object) -> object:
    if isinstance(value, str) and (found := _COMPARED.match(value)):
        return {"operator": found[1], "limit": found[2]}
    raise ValueError('a length is compared: write it as `">2m"` or `"<10s"`')


class DurationLimit(Shape):
    """A comparison with a length of time."""

    operator: Literal[">", ">=", "<", "<="]
    limit: Duration


class SizeLimit(Shape):
    """A comparison with a size."""

    operator: Literal[">", ">=", "<", "<="]
    limit: Size


class AttachmentShape(NotEmpty):
    """One attachment for which all that is given holds."""

    name: TextShape | None = Field(
        None,
        description="Its file name; with `*` or `?` a pattern for the whole name.",
        examples=["*.pdf"],
    )
    type: Names | None = Field(
        None,
        description="File extensions or MIME types, judged by the content's first bytes.",
        examples=[["pdf", "docx"]],
    )
    larger_than: Size | None = Field(None, description="Its size when decoded.", examples=["1MB"])


class ReceivedShape(NotEmpty):
    """A time of day and days of the week, in the account's time zone."""

    between: tuple[TimeOfDay, TimeOfDay] | None = Field(
        None,
        description="From the first time until just before the second; it may pass midnight.",
        examples=[["18:00", "08:00"]],
    )
    days: SomeOf[Weekday] | None = Field(
        None, description="Days of the week.", examples=[["sat", "sun"]]
    )


class KnocksShape(Shape):
    """How often somebody came, whatever their door, up to the event at hand."""

    at_least: Annotated[Integer, Field(ge=1)] = Field(
        1, description="So many events, this one included.", examples=[3]
    )
    within: SomeTime = Field(description="In this span of time before the event.", examples=["1d"])
    kind: Literal["email", "voicemail", "call"] | None = Field(
        None, description="Only events of that kind.", examples=["email"]
    )
    unanswered: Flag = Field(
        False, description="Only those since you last wrote to them.", examples=[True]
    )
    rising: Flag = Field(
        False, description="And more than in the span before that one.", examples=[True]
    )


class GateShape(Shape):
    """A gate, and a step of it."""

    name: GateName = Field(description="The gate.", examples=["informational-interview"])
    step: Annotated[Integer, Field(ge=1)] | None = Field(
        None, description="The step, counted from 1.", examples=[2]
    )


def _names_or_more(value: object) -> str:
    return "(more)" if isinstance(value, dict) else "(names)"


GateTest = Annotated[
    Annotated[SomeOf[GateName], Tag("(names)")] | Annotated[GateShape, Tag("(more)")],
    Discriminator(_names_or_more),
]


def _header_name(value: str) -> str:
    if not _FIELD_NAME.match(value):
        advice = f"write `{value[:-1]}`, without the colon" if value.endswith(":") else ""
        raise wrong(f"{shown(value)} is no name of a header field", advice=advice)
    return value


HeaderName = Annotated[str, AfterValidator(_header_name)]


def _asks(value: object) -> str:
    """`true` and `false` ask whether the field is there; anything else is a text match."""
    word = value.casefold() if isinstance(value, str) else value
    return "(flag)" if word in ("true", "false", True, False) else "(test)"


HeaderTest = Annotated[
    Annotated[Flag, Tag("(flag)")] | Annotated[TextShape, Tag("(test)")], Discriminator(_asks)
]


class When(NotEmpty):
    """Every key given must hold; a list as a value means any of its members."""

    kind: SomeOf[Literal["email", "voicemail", "call"]] | None = Field(
        None, description="The event is of that kind.", examples=["email"]
    )
    from_: Patterns | None = Field(
        None,
        alias="from",
        description="An address of the From field is covered by one of these handles.",
        examples=["him@example.com", ["@hisfirm.example", "list:press"]],
    )
    reply_to: Patterns | None = Field(
        None, description="The same for Reply-To.", examples=["him@example.com"]
    )
    to: Patterns | None = Field(None, description="The same for To.", examples=["me@example.com"])
    cc: Patterns | None = Field(None, description="The same for Cc.", examples=["me@example.com"])
    recipient: Patterns | None = Field(
        None,
        description="The same for To, Cc and the address it was delivered to.",
        examples=["shop@me.example"],
    )
    contact: Names | None = Field(
        None, description="The event is from that contact.", examples=["The man from the street"]
    )
    door: SomeOf[Door] | None = Field(None, description="The contact's door.", examples=["open"])
    first_contact: Flag | None = Field(
        None,
        description="Nothing from them before, and you never wrote to them.",
        examples=[True],
    )
    corresponded: Flag | None = Field(
        None,
        description="You have written to them; the sent folder tells, and automatic answers do"
        " not count.",
        examples=[True],
    )
    subject: TextShape | None = Field(
        None, description="The decoded subject.", examples=["invoice"]
    )
    body: TextShape | None = Field(
        None,
        description="The new text, without quoted parts and signature.",
        examples=["pick your brain"],
    )
    transcript: TextShape | None = Field(
        None, description="What was made of a voicemail's recording.", examples=["call me"]
    )
    text: TextShape | None = Field(
        None, description="Subject, body or transcript.", examples=[["lunch", "coffee"]]
    )
    header: dict[HeaderName, HeaderTest] | None = Field(
        None,
        min_length=1,
        description="A header field, decoded; `true` or `false` asks whether it is there.",
        examples=[{"X-Mailer": "BulkMail"}, {"List-Id": True}],
    )
    attachment: AttachmentShape | None = Field(
        None, description="An attachment fits.", examples=[{"type": ["pdf", "docx"]}]
    )
    has: SomeOf[Thing] | None = Field(
        None,
        description="The message has one of these; inline images are no attachments.",
        examples=["attachment"],
    )
    is_: SomeOf[Class] | None = Field(
        None, alias="is", description="The message is of that class.", examples=["list"]
    )
    authenticated: Flag | None = Field(
        None,
        description="A trusted server vouches for the From domain.",
        examples=[True],
    )
    duration: (
        Annotated[DurationLimit, BeforeValidator(_compared_length), WithJsonSchema(_COMPARED_SIZE)]
        | None
    ) = Field(None, description="The length of a voicemail.", examples=["<10s", ">2m"])
    size: (
        Annotated[SizeLimit, BeforeValidator(_compared), WithJsonSchema(_COMPARED_SIZE)] | None
    ) = Field(None, description="The size of the whole message.", examples=[">5MB"])
    received: ReceivedShape | None = Field(
        None,
        description="When the server received it, in the account's time zone.",
        examples=[{"days": ["sat", "sun"]}],
    )
    knocks: KnocksShape | None = Field(
        None,
        description="So many events of that contact in a span of time, this one included.",
        examples=[
            {"at_least": 3, "within": "1d"},
            {"at_least": 2, "within": "7d", "unanswered": True},
        ],
    )
    gate: GateTest | None = Field(
        None,
        description="They are inside that gate, and at that step; the rule goes before the gate.",
        examples=["informational-interview", {"name": "informational-interview", "step": 2}],
    )
    folder: Names | None = Field(None, description="Where it lies.", examples=["INBOX"])
    tagged: Names | None = Field(None, description="It has that keyword.", examples=["receipt"])
    any_: tuple["When", ...] | None = Field(
        None,
        alias="any",
        min_length=1,
        description="One of these holds.",
        examples=[[{"has": "attachment"}, {"is": "list"}]],
    )
    all_: tuple["When", ...] | None = Field(
        None,
        alias="all",
        min_length=1,
        description="Each of these holds.",
        examples=[[{"has": "attachment"}, {"is": "list"}]],
    )
    not_: "When | None" = Field(
        None,
        alias="not",
        description="These do not all hold.",
        examples=[{"has": "attachment"}],
    )


def condition_of(when: When, raw: dict[str, Any]) -> Condition:
    """The condition that a mapping stands for; `raw` is the mapping as it was written."""
    parts: list[Condition] = []
    for key, written_there in raw.items():
        parts += _BUILD[key](getattr(when, _FIELD.get(key, key)), written_there)
    return AllOf(parts=tuple(parts))


_FIELD = {"from": "from_", "is": "is_", "any": "any_", "all": "all_", "not": "not_"}


def _addressed(field: Any) -> Callable[[Any, Any], list[Condition]]:
    return lambda value, raw: [Addressed(field=field, handles=value, expected=written(raw))]


def _worded(field: Any) -> Callable[[Any, Any], list[Condition]]:
    return lambda value, raw: [Worded(field=field, match=value, expected=written(raw))]


def _one_of(field: Any) -> Callable[[Any, Any], list[Condition]]:
    return lambda value, raw: [
        OneOf(
            field=field,
            words=frozenset(str(word).casefold() for word in value),
            expected=written(raw),
        )
    ]


def _headed(value: dict[str, TextMatch | bool], raw: dict[str, Any]) -> list[Condition]:
    return [
        Headed(name=name, match=match, expected=written(raw[name])) for name, match in value.items()
    ]


def _attached(value: AttachmentShape, raw: dict[str, Any]) -> list[Condition]:
    name = cast("TextMatch | None", value.name)
    patterns: tuple[str, ...] = ()
    if name is not None and not isinstance(raw["name"], dict):
        words = name.contains or ()
        patterns = tuple(_glob(word) for word in words if _WILD.search(word))
        plain = tuple(word for word in words if not _WILD.search(word))
        name = TextMatch(contains=plain) if plain or not patterns else None
    types = frozenset(word.casefold().removeprefix(".") for word in value.type or ())
    return [
        Attached(
            name=name,
            name_patterns=patterns,
            types=types,
            larger_than=value.larger_than,
            expected=written(raw),
        )
    ]


def _glob(word: str) -> str:
    """As fnmatch reads it, to which a bracket means more than a bracket."""
    return fold(word).replace("[", "[[]")


def _received(value: ReceivedShape, raw: object) -> list[Condition]:
    days = frozenset(WEEK.index(day) for day in value.days or ())
    return [ReceivedAt(between=value.between, days=days, expected=written(raw))]


def _duration(value: DurationLimit, raw: object) -> list[Condition]:
    return [Lasting(operator=value.operator, limit=value.limit, expected=written(raw))]


def _size(value: SizeLimit, raw: object) -> list[Condition]:
    return [Sized(operator=value.operator, limit=value.limit, expected=written(raw))]


def _remembered(field: Any) -> Callable[[Any, Any], list[Condition]]:
    return lambda value, raw: [Remembered(field=field, wanted=value, expected=written(raw))]


def _knocked(value: KnocksShape, raw: object) -> list[Condition]:
    return [
        Knocked(
            at_least=value.at_least,
            within=value.within,
            kind=value.kind,
            unanswered=value.unanswered,
            rising=value.rising,
            expected=written(raw),
        )
    ]


def _in_gate(value: tuple[str, ...] | GateShape, raw: object) -> list[Condition]:
    if isinstance(value, GateShape):
        names, step = frozenset({value.name}), value.step
    else:
        names, step = frozenset(value), None
    return [InGate(names=names, step=step, expected=written(raw))]


def _all(value: tuple[When, ...], raw: list[dict[str, Any]]) -> list[Condition]:
    return [condition_of(part, raw[number]) for number, part in enumerate(value)]


_BUILD: dict[str, Callable[[Any, Any], list[Condition]]] = {
    "kind": _one_of("kind"),
    **{field: _addressed(field) for field in ("from", "reply_to", "to", "cc", "recipient")},
    **{field: _one_of(field) for field in ("contact", "folder", "tagged")},
    "door": lambda value, raw: [
        OneOf(field="door", words=frozenset(door.value for door in value), expected=written(raw))
    ],
    **{field: _worded(field) for field in ("subject", "body", "transcript", "text")},
    "header": _headed,
    "attachment": _attached,
    "has": lambda value, raw: [Having(things=frozenset(value), expected=written(raw))],
    "is": lambda value, raw: [Classed(classes=frozenset(value), expected=written(raw))],
    "authenticated": lambda value, raw: [Authenticated(wanted=value, expected=written(raw))],
    "size": _size,
    "duration": _duration,
    "received": _received,
    **{field: _remembered(field) for field in ("first_contact", "corresponded")},
    "knocks": _knocked,
    "gate": _in_gate,
    "all": _all,
    "any": lambda value, raw: [AnyOf(parts=tuple(_all(value, raw)))],
    "not": lambda value, raw: [Not(part=condition_of(value, raw))],
}
