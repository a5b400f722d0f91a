"""`tests`: what somebody expects of their rules, in the files of `rules/tests`."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidatorFunctionWrapHandler,
    WithJsonSchema,
    WrapValidator,
    model_validator,
)

from screener.config.fields import Duration, Flag, Integer, Size, wrong
from screener.config.language.handles import HANDLE_SCHEMA, OneHandle
from screener.config.language.named import GateName, TemplateName
from screener.config.language.shape import Name, Shape, one_or_many
from screener.config.language.then import Close, Marks
from screener.config.language.when import HeaderName
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

Texts = Annotated[tuple[str, ...], BeforeValidator(one_or_many), Field(min_length=1)]


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


class FileShape(Shape):
    """An attachment that is not what its name says."""

    name: Name = Field(description="Its file name.", examples=["cv.pdf"])
    type: str | None = Field(
        None, description="Its MIME type; left out, the usual one.", examples=["application/pdf"]
    )
    size: Size = Field(20_000, description="Its size.", examples=["2MB"])


_NOT_IN_THE_FILE = frozenset({"eml", "authenticated", "folder", "tagged"})
"""What a file with a whole message does not tell, and its own name."""


class MessageShape(Shape):
    """The message that comes, or a file that holds it."""

    eml: str | None = Field(
        None,
        description="A file with a whole message, beside the test or in the rules directory.",
        examples=["invitation.eml"],
    )
    from_: Texts | None = Field(
        None,
        alias="from",
        description="Who writes or calls; a name may stand before an address in `<` and `>`.",
        examples=["him@example.com", "Ann <ann@example.com>"],
    )
    to: Texts | None = Field(
        None,
        description="To whom; left out, the address of the first account.",
        examples=["me@example.com"],
    )
    cc: Texts | None = Field(None, description="The same for Cc.", examples=["ann@example.com"])
    reply_to: Texts | None = Field(
        None, description="The same for Reply-To.", examples=["office@example.com"]
    )
    subject: str = Field("", description="The subject.", examples=["Lunch?"])
    body: str = Field("", description="The text.", examples=["Call me."])
    kind: Literal["email", "voicemail", "call"] = Field(
        "email", description="What comes.", examples=["voicemail"]
    )
    headers: dict[HeaderName, Texts] = Field(
        {}, description="Other header fields.", examples=[{"List-Id": "<news.example.com>"}]
    )
    attachments: tuple[str | FileShape, ...] = Field(
        (), description="Files, by name.", examples=[["cv.pdf"]]
    )
    authenticated: Flag | None = Field(
        None,
        description="A trusted server vouches for the sender; left out it does, unless the file"
        " says otherwise.",
        examples=[False],
    )
    duration: Duration | None = Field(
        None, description="The length of a voicemail.", examples=["20s"]
    )
    transcript: str = Field(
        "", description="What was made of a voicemail's recording.", examples=["Call me."]
    )
    folder: Name = Field("INBOX", description="The folder into which it came.", examples=["Junk"])
    tagged: Texts = Field((), description="Tags that it has by then.", examples=["receipt"])

    @model_validator(mode="after")
    def _somebody(self) -> "MessageShape":
        others = self.model_fields_set - _NOT_IN_THE_FILE
        if self.eml is not None and others:
            other = sorted(others)[0].removesuffix("_")
            text = f"`{other}` is in the file already"
            raise wrong(text, advice="leave `eml` and, if need be, `authenticated`", key=other)
        if self.eml is None and self.from_ is None:
            raise wrong("it is not said who writes", advice="write `from:`, or `eml: FILE`")
        return self


class ExpectShape(BaseModel):
    """What has to come of it; what is not named does not matter, and `null` means nothing."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    rule: str | None = Field(
        None,
        description="The rule that decides; `closed door` is the built-in one.",
        examples=["closed door"],
    )
    continued: Texts | None = Field(
        None, description="Rules that added something.", examples=[["Tag the invoices"]]
    )
    trial: Texts | None = Field(
        None, description="Rules on trial that would have done something.", examples=["Cold sales"]
    )
    contact: str | None = Field(None, description="Who it is from.", examples=["Ann"])
    door: Door | None = Field(None, description="Their door.", examples=["closed"])
    preserve: Flag | None = Field(None, description="It is kept as evidence.", examples=[True])
    tag: Texts | None = Field(None, description="Tags that are set.", examples=["receipt"])
    untag: Texts | None = Field(None, description="Tags that are removed.", examples=["later"])
    mark: Marks | None = Field(None, description="How it is marked.", examples=["seen"])
    reply: str | None = Field(
        None, description="The template of the answer that is sent.", examples=["polite-no"]
    )
    gate: str | None = Field(
        None, description="The gate that they come into.", examples=["informational-interview"]
    )
    hand_off: str | None = Field(
        None, description="To whom it is handed on.", examples=["hr@myfirm.example"]
    )
    alert: Texts | None = Field(
        None, description="Who is alerted.", examples=["security@myfirm.example"]
    )
    propose: Literal["close", "welcome"] | None = Field(
        None, description="What is proposed.", examples=["close"]
    )
    close: Close | None = Field(
        None, description="Their door is closed.", examples=[True, {"decline": "polite-no"}]
    )
    digest: Literal["show", "count", "hide", "now"] | None = Field(
        None, description="How the digest tells it.", examples=["count"]
    )
    copy_: Texts | None = Field(
        None, alias="copy", description="Where copies lie.", examples=["Records"]
    )
    file: str | None = Field(None, description="Where it lies.", examples=["Screened/Newsletters"])
    trash: Flag | None = Field(None, description="It goes to the trash.", examples=[True])
    keep: Flag | None = Field(None, description="It stays, explicitly.", examples=[True])

    @model_validator(mode="before")
    @classmethod
    def _something(cls, value: object) -> object:
        if isinstance(value, dict) and not value:
            raise ValueError("nothing is expected here, so the test could never fail")
        return value


class RuleTestShape(Shape):
    """One test."""

    name: Name = Field(
        description="Its name; no two tests have the same one.",
        examples=["An invoice gets its tag"],
    )
    at: Moment | None = Field(
        None,
        description="When the message comes; without a zone it is in yours, and a day means noon.",
        examples=["2026-11-20T15:00", "2026-11-20T14:00:00Z", "2026-11-20"],
    )
    given: GivenShape = Field(
        GivenShape(), description="What was before.", examples=[{"replied": ["polite-no"]}]
    )
    message: MessageShape = Field(
        description="What comes.",
        examples=[{"from": "ann@example.com", "subject": "Your invoice"}],
    )
    expect: ExpectShape = Field(
        description="What has to come of it.", examples=[{"rule": "Invoices", "tag": "invoice"}]
    )


class FileOfTests(BaseModel):
    """What one file of tests holds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    tests: tuple[RuleTestShape, ...] | None = Field(
        None,
        description="The tests.",
        examples=[
            [
                {
                    "name": "An invoice gets its tag",
                    "message": {"from": "ann@example.com", "subject": "Your invoice"},
                    "expect": {"tag": "invoice"},
                }
            ]
        ],
    )
