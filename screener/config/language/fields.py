"""The kinds of value that the rule language knows: patterns of handles, texts, words.

Named lists and the region are not in the value itself: they come in the validation context, a
`Surroundings`.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain
from typing import Annotated, Any, NamedTuple, TypeVar, cast

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    PlainValidator,
    StringConstraints,
    Tag,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
    model_validator,
)

from screener.config.complaint import closest
from screener.config.fields import Flag, wrong
from screener.config.limits import PATTERN_CHARACTERS, SOUGHT, STEPS
from screener.domain.people.handle import Handle, parse_handle, relay
from screener.domain.settings.setting_types import EmailAddress
from screener.domain.text import TextMatch, fold, steps_of
from screener.domain.written import shown

T = TypeVar("T")

LIST = "list:"


class NamedLists:
    """The user's lists; each is read once, however many rules ask for it.

    It is also counted how much all rules look for, members of lists and others.
    """

    def __init__(self, members: Mapping[str, Sequence[object]]) -> None:
        self._members = members
        self._read: dict[tuple[str, str], tuple[Any, ...]] = {}
        self._sought = 0

    def members(self, name: str, kind: str, read: Callable[[object], T]) -> tuple[T, ...]:
        """The members of a list, each read by `read` as being of that kind.

        Raises ValueError for an unknown list.
        """
        if name not in self._members:
            near = closest(name, self._members)
            guess = f"; did you mean `{near}`?" if near else ""
            raise ValueError(f"there is no list `{name}`{guess}")
        if (name, kind) not in self._read:
            self._read[name, kind] = tuple(map(read, self._members[name]))
        return self._read[name, kind]

    def has_room_for(self, count: int) -> bool:
        """Whether rules may look for so much more. Raises ValueError when it is too much at last;
        that is told once.
        """
        before, self._sought = self._sought, self._sought + count
        if before <= SOUGHT < self._sought:
            raise ValueError(
                f"with this the rules look for more than {SOUGHT:,} handles and texts, those of a"
                " list counted each time that it is asked for, a complicated pattern as many"
            )
        return self._sought <= SOUGHT


class Surroundings(NamedTuple):
    """What the values of one file may refer to: lists, templates and gates by name, and the region
    for numbers.
    """

    lists: NamedLists
    region: str | None
    templates: Collection[str] = frozenset()
    gates: Collection[str] = frozenset()


class Shape(BaseModel):
    """A mapping of the rule language: unknown keys are errors, and so are keys without a value."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @field_validator("*", mode="before")
    @classmethod
    def _has_a_value(cls, value: object, info: ValidationInfo) -> object:
        # `when: {from: }` is a slip, and taken for "no condition" it would match everything.
        if value is None:
            key = cls.model_fields[info.field_name or ""].alias or info.field_name
            raise wrong(f"nothing is written after `{key}:`")
        return value


class NotEmpty(Shape):
    """A condition that says something."""

    @model_validator(mode="before")
    @classmethod
    def _says_something(cls, value: object) -> object:
        if isinstance(value, dict) and not value:
            raise ValueError("an empty condition would match everything; leave it out for that")
        return value


Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
"""How somebody or something is called."""


def one_or_many(value: object) -> object:
    """A list as a value means any of its members; a single value is a list of one."""
    return value if isinstance(value, list) else [value]


def surroundings(info: ValidationInfo) -> Surroundings:
    """What a validator may look at besides the value."""
    return cast("Surroundings", info.context)


def _gate_name(value: object, info: ValidationInfo) -> str:
    known = surroundings(info).gates
    if not isinstance(value, str):
        raise wrong("the name of a gate must stand here: one under `gates`")
    if value not in known:
        near = closest(value, known)
        guess = f"; did you mean `{near}`?" if near else ""
        advice = "" if known else "write it under `gates:`"
        raise wrong(f"there is no gate `{value}`{guess}", advice=advice)
    return value


GateName = Annotated[str, BeforeValidator(_gate_name), WithJsonSchema({"type": "string"})]
"""The name of a gate that is written in one of the files."""


def _handles(value: object, info: ValidationInfo) -> tuple[Handle, ...]:
    region = surroundings(info).region
    match value:
        case str() if value.startswith(LIST):
            name = value.removeprefix(LIST)
            read = partial(_member, name=name, info=info)
            return surroundings(info).lists.members(name, "handles", read)
        case str():
            return (parse_handle(value, region=region),)
        case {"via": str(via), "name": str(name), **rest} if not rest:
            return (relay(via=via, name=name),)
        case None:
            raise ValueError("a handle is missing here")
        case _:
            raise ValueError(
                "this is no handle: write an address, a domain, a number, `list:NAME` or"
                ' `{via: linkedin.com, name: "…"}`'
            )


def _member(value: object, *, name: str, info: ValidationInfo) -> Handle:
    try:
        return _one_handle(value, info)
    except ValueError as error:
        raise ValueError(f"in the list `{name}`: {error}") from error


def _one_handle(value: object, info: ValidationInfo) -> Handle:
    if isinstance(value, str) and value.startswith(LIST):
        raise ValueError("a list cannot stand here: write each handle on its own line")
    return _handles(value, info)[0]


def _flat(groups: Sequence[tuple[Any, ...]], info: ValidationInfo) -> tuple[Any, ...]:
    if not surroundings(info).lists.has_room_for(sum(map(len, groups))):
        return ()
    return groups[0] if len(groups) == 1 else tuple(chain.from_iterable(groups))


HANDLE_SCHEMA: dict[str, Any] = {
    "anyOf": [
        {"type": ["string", "integer"]},
        {
            "type": "object",
            "properties": {
                "via": {
                    "type": "string",
                    "description": "The service that writes for many.",
                    "examples": ["linkedin.com"],
                },
                "name": {
                    "type": "string",
                    "description": "The name of the person, as the service writes it.",
                    "examples": ["John Street"],
                },
            },
            "required": ["via", "name"],
            "additionalProperties": False,
        },
    ]
}

OneHandle = Annotated[Handle, PlainValidator(_one_handle), WithJsonSchema(HANDLE_SCHEMA)]
"""One handle, as contacts have them."""

Addresses = Annotated[tuple[EmailAddress, ...], Field(min_length=1), BeforeValidator(one_or_many)]
"""One or several addresses to write to."""

_HandleGroup = Annotated[
    tuple[Handle, ...], PlainValidator(_handles), WithJsonSchema(HANDLE_SCHEMA)
]

Patterns = Annotated[
    tuple[_HandleGroup, ...],
    Field(min_length=1),
    BeforeValidator(one_or_many),
    AfterValidator(_flat),
]
"""One or several handle patterns, or `list:NAME`."""


def _words(value: object, info: ValidationInfo) -> tuple[str, ...]:
    match value:
        case str() if value.startswith(LIST):
            name = value.removeprefix(LIST)
            read = partial(_word_of, name=name)
            return surroundings(info).lists.members(name, "words", read)
        case str() if fold(value):
            return (value,)
        case str() | None:
            raise ValueError("an empty text would match everything")
        case _:
            raise ValueError("a text must stand here")


def _word_of(member: object, *, name: str) -> str:
    if isinstance(member, str) and fold(member):
        return member
    raise ValueError(f"in the list `{name}`: {shown(member)} is no text to look for")


_WORD_SCHEMA: dict[str, Any] = {"type": ["string", "number", "boolean"], "minLength": 1}

_WordGroup = Annotated[tuple[str, ...], BeforeValidator(_words), WithJsonSchema(_WORD_SCHEMA)]

Words = Annotated[
    tuple[_WordGroup, ...],
    Field(min_length=1),
    BeforeValidator(one_or_many),
    AfterValidator(_flat),
]
"""One or several texts, or `list:NAME`."""


def _pattern(value: object, info: ValidationInfo) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError("a pattern must stand here")
    if len(value) > PATTERN_CHARACTERS:
        text = f"a pattern has at most {PATTERN_CHARACTERS:,} characters; this one is longer"
        raise ValueError(text)
    lists = surroundings(info).lists
    if lists.has_room_for(0):
        lists.has_room_for(steps_of(value) // STEPS)
    return value


Regexes = Annotated[
    tuple[Annotated[str, BeforeValidator(_pattern)], ...],
    Field(min_length=1),
    BeforeValidator(one_or_many),
]


class TextTests(Shape):
    """The ways to look at a text. Any of the single tests, all of `all`, none of `none`."""

    contains: Words | None = Field(None, description="The text contains it.", examples=["lunch"])
    is_: Words | None = Field(
        None, alias="is", description="The whole text is this.", examples=["Hello"]
    )
    starts_with: Words | None = Field(
        None, description="The text begins with it.", examples=["Re:"]
    )
    ends_with: Words | None = Field(
        None, description="The text ends with it.", examples=["regards"]
    )
    word: Words | None = Field(
        None, description="It stands there as a word of its own.", examples=["école"]
    )
    regex: Regexes | None = Field(
        None,
        description="A regular expression is found in it, in the syntax of RE2; if you do not know"
        " what that is, you do not need it.",
        examples=["invoice [0-9]+"],
    )
    all_: tuple["TextShape", ...] = Field(
        (),
        alias="all",
        min_length=1,
        description="Each of these holds.",
        examples=[["lunch", "today"]],
    )
    none: tuple["TextShape", ...] = Field(
        (), min_length=1, description="None of these holds.", examples=[["unsubscribe"]]
    )
    case: Flag = Field(False, description="Upper and lower case count.", examples=[True])


def _kind(value: object) -> str:
    return "(mapping)" if isinstance(value, dict) else "(text)"


def _from_words(words: tuple[str, ...]) -> TextMatch:
    return TextMatch(contains=words)


def _from_tests(tests: TextTests) -> TextMatch:
    fields = {name: getattr(tests, name) for name in type(tests).model_fields}
    if not tests.model_fields_set - {"case"}:
        raise ValueError("an empty text match would match everything")
    match = TextMatch(**fields)
    return _case_counts(match) if match.case else match


def _case_counts(match: TextMatch) -> TextMatch:
    """What is said of a whole mapping holds for its parts."""
    return replace(
        match,
        case=True,
        all_=tuple(_case_counts(part) for part in match.all_),
        none=tuple(_case_counts(part) for part in match.none),
    )


TextShape = Annotated[
    Annotated[Words, AfterValidator(_from_words), Tag("(text)")]
    | Annotated[TextTests, AfterValidator(_from_tests), Tag("(mapping)")],
    Discriminator(_kind),
]
"""A text, a list of texts of which any may be contained, `list:NAME`, or a mapping of tests."""


def written(raw: object) -> str:
    """A value as a person would write it on one line, cut where it is long."""
    match raw:
        case list():
            shown = ", ".join(written(item) for item in raw[:5])
            return shown + (f" and {len(raw) - 5} more" if len(raw) > 5 else "")
        case dict():
            return "{" + ", ".join(f"{key}: {written(item)}" for key, item in raw.items()) + "}"
        case None:
            return ""
        case _:
            return str(raw)
