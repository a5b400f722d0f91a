"""What was before the message of a test came."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    ValidatorFunctionWrapHandler,
    WithJsonSchema,
    WrapValidator,
)

from screener.config.fields import Duration, Flag, Integer, wrong
from screener.config.language.handles import HANDLE_SCHEMA, OneHandle
from screener.config.language.named import GateName, TemplateName
from screener.config.language.shape import Shape, one_or_many
from screener.config.language.tests.texts import Texts
from screener.domain.people.handle import Handle, Kind
from screener.domain.record.decision import Door
from screener.domain.written import shown

ME = "me"
"""Who wrote an event of the past if the user did."""

_ONE_PERSON = frozenset({Kind.ADDRESS, Kind.NUMBER, Kind.ANONYMOUS})


def _one_person(handle: Handle) -> Handle:
    if handle.kind not in _ONE_PERSON:
        raise wrong(
            f"`{handle.written}` is not one person",
            advice="write an address, a telephone number or `anonymous`",
        )
    return handle


def _or_me(value: Any, handler: ValidatorFunctionWrapHandler) -> Any:
    return None if value == ME else handler(value)


Somebody = Annotated[
    Annotated[OneHandle, AfterValidator(_one_person)] | None,
    WrapValidator(_or_me),
    WithJsonSchema(HANDLE_SCHEMA),
]
"""The handle of one person; None for the user."""


def _moment(value: Any) -> Any:
    """A day, or a time with or without a zone."""
    try:
        at = datetime.fromisoformat(value.strip())
    except (ValueError, AttributeError):
        advice = "write it as `2026-11-20`, `2026-11-20T15:00` or `2026-11-20T15:00Z`"
        raise wrong(f"{shown(value)} is neither a day nor a time", advice=advice) from None
    return at if ":" in value else at.date()


Moment = Annotated[date | datetime, BeforeValidator(_moment), WithJsonSchema({"type": "string"})]
"""A day or a time; without a zone it is in the account's."""


class EventShape(Shape):
    """Something that happened before: nothing is done for it, it only counts."""

    from_: Somebody = Field(
        alias="from",
        description="Who came. `me`: you wrote, to those under `to`.",
        examples=["him@example.com", "+1 202 555 0143", "me"],
    )
    to: Texts | None = Field(None, description="To whom you wrote.", examples=["him@example.com"])
    kind: Literal["email", "voicemail", "call"] | None = Field(
        None, description="What it was; left out, an email or a voicemail.", examples=["call"]
    )
    subject: str = Field("", description="For whoever reads the test.", examples=["Lunch?"])
    ago: Duration = Field(description="How long before the message.", examples=["3h"])
    authenticated: Flag = Field(
        True, description="A trusted server vouched for the sender.", examples=[False]
    )


class StandingShape(Shape):
    """Where the sender stands in a gate."""

    name: GateName = Field(description="The gate.", examples=["informational-interview"])
    step: Annotated[Integer, Field(ge=1)] = Field(
        1, description="The step that they were asked for, counted from 1.", examples=[2]
    )
    since: Moment | None = Field(
        None,
        description="When they were asked; left out, the day before the message.",
        examples=["2026-11-20", "2026-11-20T15:00"],
    )


class GivenShape(Shape):
    """What was before the message came."""

    door: dict[str, Door] = Field(
        {},
        description="Doors that are not as the files have them, by handle.",
        examples=[{"him@example.com": "closed"}],
    )
    events: tuple[EventShape, ...] = Field(
        (),
        description="Who came before, and when.",
        examples=[[{"from": "him@example.com", "ago": "3h"}]],
    )
    replied: Annotated[tuple[TemplateName, ...], BeforeValidator(one_or_many)] = Field(
        (),
        description="Templates that the sender had not long ago.",
        examples=[["polite-no"]],
    )
    gate: StandingShape | None = Field(
        None,
        description="The gate that the sender is in, and the step.",
        examples=[{"name": "informational-interview", "step": 2, "since": "2026-11-20"}],
    )
