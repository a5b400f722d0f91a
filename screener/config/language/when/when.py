"""`when`: the keys of a condition."""

from typing import Literal

from pydantic import Field

from screener.config.fields import Flag
from screener.config.language.handles import Patterns
from screener.config.language.shape import NotEmpty
from screener.config.language.texts import TextShape
from screener.config.language.when.compared import ComparedLength, ComparedSize
from screener.config.language.when.header import HeaderName, HeaderTest
from screener.config.language.when.shapes import (
    AttachmentShape,
    GateTest,
    KnocksShape,
    Names,
    ReceivedShape,
    SomeOf,
)
from screener.domain.conditions.condition import Thing
from screener.domain.record.decision import Door
from screener.domain.record.event import Class


class When(NotEmpty):
    """Every key given must hold; a list as a value means any of its members."""

    kind: SomeOf[Literal["email", "voicemail", "call"]] | None = Field(
        None, description="It is an email, a voicemail or a missed call.", examples=["email"]
    )
    from_: Patterns | None = Field(
        None,
        alias="from",
        description="Who it is from: one of these handles fits.",
        examples=["him@example.com", ["@hisfirm.example", "list:press"]],
    )
    reply_to: Patterns | None = Field(
        None,
        description="Where answers would go: the same for the Reply-To field.",
        examples=["him@example.com"],
    )
    to: Patterns | None = Field(
        None, description="Whom it is to: the same for the To field.", examples=["me@example.com"]
    )
    cc: Patterns | None = Field(
        None, description="Who gets a copy: the same for the Cc field.", examples=["me@example.com"]
    )
    recipient: Patterns | None = Field(
        None,
        description="Any of To, Cc and the address that it was delivered to.",
        examples=["shop@me.example"],
    )
    contact: Names | None = Field(
        None,
        description="It is from this person of your files.",
        examples=["The man from the street"],
    )
    door: SomeOf[Door] | None = Field(
        None, description="How the door of the sender stands.", examples=["open"]
    )
    first_contact: Flag | None = Field(
        None,
        description="Nothing from them before, and you never wrote to them.",
        examples=[True],
    )
    corresponded: Flag | None = Field(
        None,
        description="You have written to them; the sent folder tells, and automatic answers do"
        " not count.",
        examples=[True],
    )
    subject: TextShape | None = Field(None, description="The subject.", examples=["invoice"])
    body: TextShape | None = Field(
        None,
        description="The new text, without quoted parts and signature.",
        examples=["pick your brain"],
    )
    transcript: TextShape | None = Field(
        None, description="What was made of a voicemail's recording.", examples=["call me"]
    )
    text: TextShape | None = Field(
        None, description="Subject, body or transcript.", examples=[["lunch", "coffee"]]
    )
    header: dict[HeaderName, HeaderTest] | None = Field(
        None,
        min_length=1,
        description="Any field of the header; `true` or `false` asks whether it is there.",
        examples=[{"X-Mailer": "BulkMail"}, {"List-Id": True}],
    )
    attachment: AttachmentShape | None = Field(
        None, description="An attachment fits.", examples=[{"type": ["pdf", "docx"]}]
    )
    has: SomeOf[Thing] | None = Field(
        None,
        description="The message has one of these; inline images are no attachments.",
        examples=["attachment"],
    )
    is_: SomeOf[Class] | None = Field(
        None, alias="is", description="What sort of mailing it is.", examples=["list"]
    )
    authenticated: Flag | None = Field(
        None,
        description="Whether a server that you trust vouches for the sender's domain.",
        examples=[True],
    )
    duration: ComparedLength | None = Field(
        None, description="The length of a voicemail.", examples=["<10s", ">2m"]
    )
    size: ComparedSize | None = Field(
        None, description="The size of the whole message.", examples=[">5MB"]
    )
    received: ReceivedShape | None = Field(
        None,
        description="When the server received it, in the account's time zone.",
        examples=[{"days": ["sat", "sun"]}],
    )
    knocks: KnocksShape | None = Field(
        None,
        description="So many events of that contact in a span of time, this one included.",
        examples=[
            {"at_least": 3, "within": "1d"},
            {"at_least": 2, "within": "7d", "unanswered": True},
        ],
    )
    gate: GateTest | None = Field(
        None,
        description="They are inside that gate, and at that step; the rule goes before the gate.",
        examples=["informational-interview", {"name": "informational-interview", "step": 2}],
    )
    folder: Names | None = Field(None, description="Where it lies.", examples=["INBOX"])
    tagged: Names | None = Field(None, description="It has this tag.", examples=["receipt"])
    any_: tuple["When", ...] | None = Field(
        None,
        alias="any",
        min_length=1,
        description="One of these holds.",
        examples=[[{"has": "attachment"}, {"is": "list"}]],
    )
    all_: tuple["When", ...] | None = Field(
        None,
        alias="all",
        min_length=1,
        description="Each of these holds.",
        examples=[[{"has": "attachment"}, {"is": "list"}]],
    )
    not_: "When | None" = Field(
        None,
        alias="not",
        description="These do not all hold.",
        examples=[{"has": "attachment"}],
    )
