"""One file of rules: the top-level keys, and one rule."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Annotated, Any, NamedTuple, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag, TypeAdapter

from screener.config.fields import Day, Flag
from screener.config.language.gates import GateShape
from screener.config.language.handles import OneHandle
from screener.config.language.people import Closed, Person, Welcome
from screener.config.language.replies import ReplyShape
from screener.config.language.shape import Name, Shape, one_or_many
from screener.config.language.surroundings import Surroundings
from screener.config.language.then import Done
from screener.config.language.when import When
from screener.domain.people.handle import Handle, plain_handle

Item = TypeVar("Item")

AccountNames = Annotated[tuple[str, ...], BeforeValidator(one_or_many), Field(min_length=1)]


class RuleShape(Shape):
    """A rule: the first that matches decides, and the rest are not looked at."""

    name: Name = Field(
        description="Its name; no two rules have the same one.", examples=["Tag the invoices"]
    )
    when: When | None = Field(
        None,
        description="What must hold; left out, it matches everything.",
        examples=[{"subject": "invoice"}],
    )
    then: Done = Field(description="What is done.", examples=[{"tag": "invoice"}])
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
        None,
        description="Named people: several handles, one person; no door of its own.",
        examples=[[{"name": "Ann", "handles": ["ann@example.com", "+1 202 555 0143"]}]],
    )
    lists: dict[str, Any] | None = Field(
        None,
        description="Lists of handles or of words, by name, or `file:` with one that holds them.",
        examples=[
            {"press": ["@daily.example", "@weekly.example"]},
            {"press": {"file": "press.txt"}},
        ],
    )
    replies: dict[str, ReplyShape] | None = Field(
        None,
        description="Templates of answers, by name.",
        examples=[{"polite-no": {"body": "Thank you, but no."}}],
    )
    gates: tuple[GateShape, ...] | None = Field(
        None,
        description="Intakes in steps.",
        examples=[[{"name": "just-reaching-out", "choices": {"Business": {"tag": "business"}}}]],
    )
    rules: tuple[RuleShape, ...] | None = Field(
        None,
        description="The rules.",
        examples=[[{"name": "Invoices", "when": {"subject": "invoice"}, "then": {"tag": "paid"}}]],
    )


class Parts(NamedTuple):
    """What of a file can be used; None stands in the place of an item that cannot.

    So the number of an item is its number in the file. There may be hundreds of thousands.
    """

    closed: Sequence[Handle | Closed | None]
    welcome: Sequence[Handle | Welcome | None]
    contacts: Sequence[Person | None]
    replies: Mapping[str, ReplyShape | None]
    gates: Sequence[GateShape | None]
    rules: Sequence[RuleShape | None]


def _line_by_line(line: Any) -> Callable[..., Any]:
    """Reads lines of that kind; most are plain handles, of which there is nothing to ask."""
    validated = TypeAdapter(line).validate_python

    def read(item: Any, *, context: Surroundings) -> Any:
        plain = plain_handle(item) if isinstance(item, str) else None
        return validated(item, context=context) if plain is None else plain

    return read


def numbered(items: Sequence[Item | None]) -> Iterator[tuple[int, Item]]:
    """The items that can be used, with their numbers."""
    return ((number, item) for number, item in enumerate(items) if item is not None)


class ItemKind(NamedTuple):
    """How one item of a top-level key is read; a mapping has the keys of `model`.

    `among` is what holds the items: a list, or a mapping by name.
    """

    read: Callable[..., Any]
    model: type[BaseModel]
    among: type[list[Any] | dict[str, Any]] = list

    def holds(self, value: object) -> bool:
        """Whether there are items there, right or wrong."""
        return isinstance(value, self.among)


ITEMS = {
    "closed": ItemKind(_line_by_line(ClosedLine), Closed),
    "welcome": ItemKind(_line_by_line(WelcomeLine), Welcome),
    "contacts": ItemKind(TypeAdapter(Person).validate_python, Person),
    "replies": ItemKind(TypeAdapter(ReplyShape).validate_python, ReplyShape, dict),
    "gates": ItemKind(TypeAdapter(GateShape).validate_python, GateShape),
    "rules": ItemKind(TypeAdapter(RuleShape).validate_python, RuleShape),
}
"""In the order of `Parts`."""
