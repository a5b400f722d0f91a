"""What has to come of the message of a test."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from screener.config.fields import Flag
from screener.config.language.tests.texts import Texts
from screener.config.language.then import Close, Marks
from screener.domain.record.decision import Door


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
