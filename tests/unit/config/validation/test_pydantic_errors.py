"""What pydantic says is turned into the words of somebody who wrote the file."""

from typing import Annotated, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, ValidationError

from screener.config.fields import Duration, Flag, Integer, wrong
from screener.config.validation.pydantic_errors import complaints_of
from screener.config.yaml.source import Path_, read_text


class Part(BaseModel):
    """What stands inside."""

    model_config = ConfigDict(extra="forbid")
    door: Literal["open", "closed"] | None = None
    within: Duration | None = None
    from_: str | None = Field(None, alias="from")


def _shape(value: object) -> str:
    return "(mapping)" if isinstance(value, dict) else "(text)"


class Whole(BaseModel):
    """A model with what tends to go wrong."""

    model_config = ConfigDict(extra="forbid")
    name: str
    count: Annotated[Integer, Field(ge=1)] = 1
    on: Flag = True
    part: Part | None = None
    parts: tuple[Part, ...] = ()
    named: dict[str, Part] = {}
    loose: str | list[str] | Part = ""
    told: Annotated[
        Annotated[str, Tag("(text)")] | Annotated[Part, Tag("(mapping)")], Discriminator(_shape)
    ] = ""


def said(text: str, prefix: Path_ = ()) -> list[str]:
    """Line, column and text of each complaint about the data at `prefix`."""
    tree, _ = read_text(text, shown_as="x")
    assert tree is not None
    data = tree.data
    for part in prefix:
        data = data[part]
    with pytest.raises(ValidationError) as error:
        Whole.model_validate(data)
    found = complaints_of(error.value, tree, model=Whole, prefix=prefix)
    return [f"{each.place.line}:{each.place.column} {each.text}" for each in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("nam: x", ["1:1 `nam` is unknown; did you mean `name`?"]),
        ("count: 1", ["1:1 `name` is missing"]),
        ("name: [x]", ["1:7 `name` must be text, not a list"]),
        ("name:", ["1:6 `name` must be text, not nothing"]),
        ("name: x\ncount: 0", ["2:8 `count` must be at least 1"]),
        ("name: x\ncount: 1.5", ["2:8 `1.5` is not a whole number"]),
        ("name: x\non: 1", ["2:5 `1` is neither `true` nor `false`"]),
        ("name: x\npart: y", ["2:7 `part` must be keys with values, not `y`"]),
        ("name: x\nparts: y", ["2:8 `parts` must be a list, not `y`"]),
        ("name: x\nparts: [y]", ["2:9 an item of `parts` must be keys with values, not `y`"]),
        (
            "name: x\npart: {dor: closed}",
            ["2:8 `dor` is unknown; did you mean `door`?"],
        ),
        (
            "name: x\nparts:\n  - {door: close}",
            ["3:12 `close` is not one of `open`, `closed`; did you mean `closed`?"],
        ),
        ("name: x\nnamed: {a: {form: y}}", ["2:13 `form` is unknown; did you mean `from`?"]),
        ("name: x\npart: {within: 5}", ["2:16 `5` is not a span of time"]),
    ],
)
def test_an_error_is_told_in_words_with_its_place(text: str, expected: list[str]) -> None:
    """A key that is unknown is pointed at itself, a missing one where it is missing; where the one
    was meant by the other it is told once.
    """
    assert said(text) == expected


def test_the_branch_of_a_union_that_understood_most_is_heard() -> None:
    """That it is not text and no list either would only distract."""
    assert said("name: x\nloose: {dor: open}") == ["2:9 `dor` is unknown; did you mean `door`?"]
    assert said("name: x\ntold: {dor: open}") == ["2:8 `dor` is unknown; did you mean `door`?"]


def test_one_value_draws_one_complaint_from_a_union() -> None:
    """Three branches that understood nothing are one mistake."""
    assert len(said("name: x\nloose:")) == 1


def test_a_prefix_leads_to_the_data() -> None:
    """Where a part of a file is validated by itself."""
    assert said("a:\n  - nam: x", ("a", 0)) == ["2:5 `nam` is unknown; did you mean `name`?"]


def test_what_is_allowed_is_listed_where_nothing_is_near() -> None:
    """And only the keys of that very mapping."""
    tree, _ = read_text("name: x\npart: {zebra: 1}", shown_as="x")
    assert tree is not None
    with pytest.raises(ValidationError) as error:
        Whole.model_validate(tree.data)
    (complaint,) = complaints_of(error.value, tree, model=Whole)
    assert complaint.advice == "allowed here: `door`, `within`, `from`"


def test_a_validator_speaks_for_itself() -> None:
    """Its words pass unchanged, with its advice and the key that it names."""

    def validate(data: dict[str, str]) -> None:
        raise wrong("these two do not go together", advice="leave one", key="b")

    class Both(BaseModel):
        a: str = ""
        b: str = ""

        def model_post_init(self, _context: object) -> None:
            validate({"a": self.a})

    tree, _ = read_text("a: x\nb: y", shown_as="x")
    assert tree is not None
    with pytest.raises(ValidationError) as error:
        Both.model_validate(tree.data)
    (complaint,) = complaints_of(error.value, tree, model=Both)
    assert complaint.render() == (
        "x:2:4: these two do not go together\n  | b: y\n  |    ^\n  leave one"
    )
