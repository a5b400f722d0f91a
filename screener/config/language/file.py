"""One file of rules: the top-level keys, and one rule."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Any, NamedTuple, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    TypeAdapter,
    ValidationError,
)

from screener.config.fields import Day, Flag
from screener.config.language.fields import Name, OneHandle, Shape, Surroundings, one_or_many
from screener.config.language.gates import GateShape
from screener.config.language.people import Closed, Person, Welcome
from screener.config.language.replies import ReplyShape
from screener.config.language.then import Then
from screener.config.language.when import When
from screener.domain.handle import Handle

Item = TypeVar("Item")

AccountNames = Annotated[tuple[str, ...], BeforeValidator(one_or_many), Field(min_length=1)]


class RuleShape(Shape):
    """A rule: the first that matches decides, and the rest are not looked at."""

    name: Name = Field(description="Its name; no two rules have the same one.")
    when: When | None = Field(None, description="What must hold; left out, it matches everything.")
    then: Then = Field(description="What is done.")
    continues: Flag = Field(
        False,
        alias="continue",
        description="The actions are added, and the next rules are tried too.",
        examples=[True],
    )
    enabled: Flag = Field(True, description="`false` switches the rule off.", examples=[False])
    trial: Flag = Field(
        False, description="Records what it would have done and does nothing.", examples=[True]
    )
    account: AccountNames | None = Field(
        None, description="Only in that account, or in those.", examples=["me"]
    )
    until: Day | None = Field(
        None, description="On that day the rule is retired.", examples=["2026-12-31"]
    )


class ListFile(Shape):
    """A named list that lies in a file of its own: one member a line, `#` begins a comment."""

    file: str


def _line_or_entry(value: object) -> str:
    """A mapping with `via` is a handle, any other mapping an entry with keys."""
    return "(entry)" if isinstance(value, dict) and "via" not in value else "(line)"


ClosedLine = Annotated[
    Annotated[OneHandle, Tag("(line)")] | Annotated[Closed, Tag("(entry)")],
    Discriminator(_line_or_entry),
]
WelcomeLine = Annotated[
    Annotated[OneHandle, Tag("(line)")] | Annotated[Welcome, Tag("(entry)")],
    Discriminator(_line_or_entry),
]


class RuleFile(BaseModel):
    """What one file may hold; a key may stand in several files, and the parts are joined.

    A key may also be there without anything under it: a list whose lines were all taken out.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    closed: tuple[ClosedLine, ...] | None = Field(
        None, description="Contacts whose door is closed.", examples=[["him@example.com"]]
    )
    welcome: tuple[WelcomeLine, ...] | None = Field(
        None, description="Contacts who are never screened.", examples=[["@myfirm.example"]]
    )
    contacts: tuple[Person, ...] | None = Field(
        None, description="Named people: several handles, one person; no door of its own."
    )
    lists: dict[str, Any] | None = Field(
        None,
        description="Named sets, inline or `file: path`.",
        examples=[{"press": ["@daily.example", "@weekly.example"]}],
    )
    replies: dict[str, ReplyShape] | None = Field(
        None,
        description="Templates of answers, by name.",
        examples=[{"polite-no": {"body": "Thank you, but no."}}],
    )
    gates: tuple[GateShape, ...] | None = Field(None, description="Staged intakes.")
    rules: tuple[RuleShape, ...] | None = Field(None, description="The rules.")


Numbered = Sequence[tuple[int, Item]]
"""Items of a list with their number there."""

Named = Sequence[tuple[str, Item]]
"""Values of a mapping with their key."""


class Parts(NamedTuple):
    """What of a file can be used, each item with its number or name in the file itself."""

    closed: Numbered[Handle | Closed]
    welcome: Numbered[Handle | Welcome]
    contacts: Numbered[Person]
    replies: Named[ReplyShape]
    gates: Numbered[GateShape]
    rules: Numbered[RuleShape]


_ITEMS: dict[str, TypeAdapter[Any]] = {
    "closed": TypeAdapter(ClosedLine),
    "welcome": TypeAdapter(WelcomeLine),
    "contacts": TypeAdapter(Person),
    "replies": TypeAdapter(ReplyShape),
    "gates": TypeAdapter(GateShape),
    "rules": TypeAdapter(RuleShape),
}


def read_parts(
    data: dict[str, Any], surroundings: Surroundings
) -> tuple[Parts, ValidationError | None]:
    """The items of a file that can be used, and everything that is wrong with the others."""
    try:
        shape = RuleFile.model_validate(data, context=surroundings)
    except ValidationError as error:
        bad = {each["loc"][:2] for each in error.errors(include_url=False, include_input=False)}
        return Parts(*(list(_good(key, data, bad, surroundings)) for key in _ITEMS)), error
    return Parts(*(_items(getattr(shape, key)) for key in _ITEMS)), None


def _good(
    key: str, data: dict[str, Any], bad: set[tuple[int | str, ...]], surroundings: Surroundings
) -> Iterator[tuple[Any, Any]]:
    for at, item in _items(data.get(key)):
        if (key,) not in bad and (key, at) not in bad:
            yield at, _ITEMS[key].validate_python(item, context=surroundings)


def _items(value: Any) -> list[tuple[Any, Any]]:
    """The items of a list with their numbers, the values of a mapping with their keys."""
    if isinstance(value, dict):
        return list(value.items())
    return list(enumerate(value)) if isinstance(value, list | tuple) else []
