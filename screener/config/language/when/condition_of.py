"""How each key of `when` becomes a condition of the domain."""

from collections.abc import Callable
from typing import Any, cast

from screener.config.language.when.compared import DurationLimit, SizeLimit
from screener.config.language.when.expected import written
from screener.config.language.when.shapes import (
    WEEK,
    AttachmentShape,
    InsideGate,
    KnocksShape,
    ReceivedShape,
)
from screener.config.language.when.when import When
from screener.domain.conditions.condition import (
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
    Worded,
)
from screener.domain.late import late
from screener.domain.text import TextMatch, fold

_WILD = late(r"[*?]")


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


def _in_gate(value: tuple[str, ...] | InsideGate, raw: object) -> list[Condition]:
    if isinstance(value, InsideGate):
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
