"""`replies`: the templates of answers, each with a name."""

from datetime import timedelta
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from screener.config.fields import Duration, Flag, wrong
from screener.config.language.shape import Shape, one_or_many
from screener.domain.letters.template import NEVER_AGAIN, USUAL_EVERY, USUAL_SUBJECT
from screener.domain.written import SPAN_SCHEMA

LEAST = timedelta(seconds=1)


def _every(value: Any) -> Any:
    return None if value == NEVER_AGAIN else value


def _some_time(span: timedelta) -> timedelta:
    if span < LEAST:
        raise wrong("this would answer again and again; write `never-again` or a span of time")
    return span


Every = Annotated[
    Annotated[Duration, AfterValidator(_some_time)] | None,
    BeforeValidator(_every),
    WithJsonSchema({"anyOf": [{"const": NEVER_AGAIN}, SPAN_SCHEMA]}),
]
"""A span of time, or None for an answer that is never given twice."""


def _not_blank(value: str) -> str:
    if not value.strip():
        raise wrong("an answer without words tells nobody anything")
    return value


def _file(value: str) -> str:
    if not value.strip() or value.startswith(("/", "~")) or ".." in value.split("/"):
        advice = "put it beside the rules, and write its name as it is there"
        raise wrong(f"`{value}` is not in the rules directory", advice=advice)
    return value


Files = Annotated[tuple[Annotated[str, AfterValidator(_file)], ...], BeforeValidator(one_or_many)]


class ReplyShape(Shape):
    """One template."""

    subject: str = Field(
        USUAL_SUBJECT, description="The subject of the answer.", examples=["Your application"]
    )
    body: Annotated[str, AfterValidator(_not_blank)] = Field(
        description="The words of the answer.",
        examples=["That's very kind, but I'm going to have to decline."],
    )
    attach: Files = Field(
        (),
        description="Files that go with it, in the rules directory; at most 5 MiB together.",
        examples=["worksheet.pdf"],
    )
    every: Every = Field(
        USUAL_EVERY,
        description="How long the same person does not get it again.",
        examples=["30d", NEVER_AGAIN],
    )
    lint: Flag = Field(
        True,
        description="`off`: `screener check` says nothing about the words of this one.",
        examples=["off"],
    )
