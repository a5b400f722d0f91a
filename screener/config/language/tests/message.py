"""The message of a test."""

from typing import Literal

from pydantic import Field, model_validator

from screener.config.fields import Duration, Flag, Size, wrong
from screener.config.language.shape import Name, Shape
from screener.config.language.tests.texts import Texts
from screener.config.language.when import HeaderName


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
