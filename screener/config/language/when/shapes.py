"""Conditions that are mappings themselves: an attachment, a time, knocks, a gate."""

from typing import Annotated, Literal, TypeVar

from pydantic import BeforeValidator, Discriminator, Field, Tag

from screener.config.fields import Flag, Integer, Size, TimeOfDay
from screener.config.language.named import GateName
from screener.config.language.shape import Name, NotEmpty, Shape, one_or_many
from screener.config.language.texts import TextShape
from screener.domain.settings.setting_types import SomeTime

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

T = TypeVar("T")

SomeOf = Annotated[tuple[T, ...], Field(min_length=1), BeforeValidator(one_or_many)]

Names = SomeOf[Name]
"""One or several names of folders, contacts, keywords."""


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


class InsideGate(Shape):
    """A gate, and a step of it."""

    name: GateName = Field(description="The gate.", examples=["informational-interview"])
    step: Annotated[Integer, Field(ge=1)] | None = Field(
        None, description="The step, counted from 1.", examples=[2]
    )


def _names_or_more(value: object) -> str:
    return "(more)" if isinstance(value, dict) else "(names)"


GateTest = Annotated[
    Annotated[SomeOf[GateName], Tag("(names)")] | Annotated[InsideGate, Tag("(more)")],
    Discriminator(_names_or_more),
]
