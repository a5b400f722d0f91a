"""A test, and a file of them."""

from pydantic import BaseModel, ConfigDict, Field

from screener.config.language.shape import Name, Shape
from screener.config.language.tests.expect import ExpectShape
from screener.config.language.tests.given import GivenShape, Moment
from screener.config.language.tests.message import MessageShape


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
