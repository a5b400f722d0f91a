"""Texts and patterns to look for, and the tests that look for them."""

from dataclasses import replace
from functools import partial
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Discriminator,
    Field,
    Tag,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    WithJsonSchema,
    WrapValidator,
)
from typing_extensions import TypeAliasType

from screener.config.fields import Flag
from screener.config.language.shape import Shape, one_or_many
from screener.config.language.surroundings import LIST, all_sought, surroundings
from screener.config.limits import PATTERN_CHARACTERS, STEPS
from screener.domain.text import TextMatch, fold, steps_of
from screener.domain.written import shown


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
    AfterValidator(all_sought),
]
"""One or several texts, or `list:NAME`."""


def _pattern(value: object, info: ValidationInfo) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError("a pattern must stand here")
    if len(value) > PATTERN_CHARACTERS:
        text = f"a pattern has at most {PATTERN_CHARACTERS:,} characters; this one is longer"
        raise ValueError(text)
    surroundings(info).lists.look_for(steps_of(value) // STEPS)
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


def _one_text(value: object, read: ValidatorFunctionWrapHandler, info: ValidationInfo) -> TextMatch:
    """Most tests are one text that is contained."""
    if isinstance(value, str) and not value.startswith(LIST) and fold(value):
        return _from_words(all_sought([(value,)], info))
    match: TextMatch = read(value)
    return match


TextShape = TypeAliasType(
    "TextShape",
    Annotated[
        Annotated[Words, AfterValidator(_from_words), Tag("(text)")]
        | Annotated[TextTests, AfterValidator(_from_tests), Tag("(mapping)")],
        Discriminator(_kind),
        WrapValidator(_one_text),
    ],
)
"""A text, a list of texts of which any may be contained, `list:NAME`, or a mapping of tests."""
# Otherwise everything that asks for a text would make this model anew.
TextTests.model_rebuild()
