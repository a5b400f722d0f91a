"""`closed`, `welcome` and `contacts`: people, their handles and their doors."""

from typing import Annotated

from pydantic import BeforeValidator, Field, model_validator

from screener.config.fields import Day, wrong
from screener.config.language.handles import Addresses, OneHandle
from screener.config.language.named import TemplateName
from screener.config.language.shape import Name, Shape, one_or_many
from screener.domain.settings.setting_types import EmailAddress

Handles = Annotated[tuple[OneHandle, ...], BeforeValidator(one_or_many), Field(min_length=1)]


class Person(Shape):
    """A person: several handles, one name; no door of their own."""

    name: Name = Field(description="How you call them.", examples=["Ann"])
    handles: Handles = Field(
        description="Every way in which they reach you.",
        examples=[["ann@example.com", "+1 202 555 0143"]],
    )
    notes: str = Field("", description="For yourself.", examples=["met at the fair"])


class Entry(Shape):
    """A person under a door: by handles, or by the name that `contacts` has for them."""

    name: Name | None = Field(None, description="How you call them.", examples=["Ann"])
    handles: Handles | None = Field(
        None, description="Every way in which they reach you.", examples=[["ann@example.com"]]
    )
    contact: Name | None = Field(
        None, description="A name out of `contacts`, instead of handles.", examples=["Ann"]
    )
    notes: str = Field("", description="For yourself.", examples=["met on the street"])
    since: Day | None = Field(
        None, description="Written by the program when it closes a door.", examples=["2026-11-20"]
    )
    until: Day | None = Field(
        None,
        description="On that day the door opens again by itself.",
        examples=["2027-06-01"],
    )

    @model_validator(mode="after")
    def _somebody(self) -> "Entry":
        if (self.handles is None) == (self.contact is None):
            raise wrong(
                "an entry names somebody either by `handles` or by `contact`",
                advice="write `handles: [him@example.com]`, or `contact:` and a name of `contacts`",
            )
        return self


class Welcome(Entry):
    """A person who is never screened."""


class Closed(Entry):
    """A person whose door is closed."""

    decline: TemplateName | None = Field(
        None,
        description="The template that is sent once, ever; leave it out for silence.",
        examples=["polite-no"],
    )
    alert: Addresses = Field(
        (),
        description="People who are told when they come again and again.",
        examples=["security@myfirm.example"],
    )
    brief: str = Field(
        "",
        description="For those people; it goes with every alert.",
        examples=["Please do not say whether I am in."],
    )
    reader: EmailAddress | None = Field(
        None,
        description="A trusted person who reads their words, so that you need not.",
        examples=["friend@example.net"],
    )
    declined: Day | None = Field(
        None,
        description="Written by the program before the one answer is sent.",
        examples=["2026-11-20"],
    )
