"""`then`: the actions of a rule, and how each becomes an action of the domain."""

import re
import unicodedata
from functools import lru_cache
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Discriminator,
    Field,
    Tag,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    model_validator,
)

from screener.config.fields import Flag, wrong
from screener.config.language.handles import Addresses
from screener.config.language.named import GateName, TemplateName
from screener.config.language.shape import Shape, one_or_many
from screener.config.language.surroundings import surroundings
from screener.domain.late import late
from screener.domain.record.effect import ORDER, Action, Do
from screener.domain.rules.rulebook import with_decline
from screener.domain.settings.folder_name import as_the_server_has_it
from screener.domain.settings.setting_types import EmailAddress

_KEYWORD = late(r"[A-Za-z0-9$_.-]{1,64}\Z")
_CONTROL = late(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def _keyword(value: str) -> str:
    if not _KEYWORD.match(value):
        raise wrong(
            f"`{value}` cannot be a keyword: letters, digits and `$_.-`, at most 64 of them",
            advice=f"write it as `{near}`" if (near := _spelled(value)) else "",
        )
    return value


def _spelled(value: str) -> str:
    """The value as a keyword, as far as that can be told."""
    bare = unicodedata.normalize("NFKD", value).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9$_.-]+", "_", bare.strip()).strip("_")[:64]


@lru_cache(maxsize=1024)  # many rules name few folders
def folder_name(value: str) -> str:
    """A folder as the user writes it: `/` between the levels. Raises ValueError."""
    if _CONTROL.search(value):
        raise ValueError("the name of a folder cannot hold control characters")
    if not value.strip() or any(not level.strip() for level in value.split("/")):
        raise ValueError("the name of a folder, or of one of its levels, is empty")
    return as_the_server_has_it(value)


Keyword = Annotated[str, AfterValidator(_keyword)]
Keywords = Annotated[tuple[Keyword, ...], BeforeValidator(one_or_many), Field(min_length=1)]
Folder = Annotated[str, AfterValidator(folder_name)]
Folders = Annotated[tuple[Folder, ...], BeforeValidator(one_or_many), Field(min_length=1)]

Mark = Literal["seen", "unseen", "flagged", "unflagged", "junk", "notjunk"]
Marks = Annotated[tuple[Mark, ...], BeforeValidator(one_or_many), Field(min_length=1)]

OPPOSITES = (("seen", "unseen"), ("flagged", "unflagged"), ("junk", "notjunk"))


class CloseWith(Shape):
    """Closing with one answer."""

    decline: TemplateName = Field(description="The answer, sent once.", examples=["polite-no"])


class HandOff(Shape):
    """Handing a message on."""

    to: EmailAddress = Field(description="Who gets it.", examples=["hr@myfirm.example"])
    say: TemplateName = Field(
        description="Your words to them: the name of a template.", examples=["for-you"]
    )
    reply: TemplateName | None = Field(
        None, description="The answer to the sender.", examples=["handed-on"]
    )


def _flag_or_more(value: object) -> str:
    return "(more)" if isinstance(value, dict) else "(flag)"


Close = Annotated[
    Annotated[Flag, Tag("(flag)")] | Annotated[CloseWith, Tag("(more)")],
    Discriminator(_flag_or_more),
]


class Then(Shape):
    """What is done, in the order of these keys; first what keeps, last what moves."""

    preserve: Flag | None = Field(
        None,
        description="Keeps the original, to the octet, in the evidence archive.",
        examples=[True],
    )
    tag: Keywords | None = Field(
        None,
        description="Sets tags: keywords that many mail programs show; at Gmail they are labels."
        " A tag has letters, digits and `$_.-`, at most 64 of them.",
        examples=["receipt", ["work", "later"]],
    )
    untag: Keywords | None = Field(None, description="Removes tags.", examples=["later"])
    mark: Marks | None = Field(
        None,
        description="Marks the message: as read (`seen`), with a star (`flagged`), as junk, or not"
        " so.",
        examples=["seen"],
    )
    reply: TemplateName | None = Field(
        None,
        description="One automatic answer: the name of a template.",
        examples=["polite-no"],
    )
    gate: GateName | None = Field(
        None,
        description="Puts the contact into the gate, unless they are closed or welcome.",
        examples=["informational-interview"],
    )
    hand_off: HandOff | None = Field(
        None,
        description="Forwards the original as an attachment, once. By itself a rule does that only"
        " to addresses that stand under `hand_off_to` in the configuration.",
        examples=[{"to": "hr@myfirm.example", "say": "for-you", "reply": "handed-on"}],
    )
    alert: Addresses | None = Field(
        None,
        description="A summary to those people once somebody comes again and again.",
        examples=["security@myfirm.example"],
    )
    propose: Literal["close", "welcome"] | None = Field(
        None,
        description="A suggestion in the digest; nothing happens without you.",
        examples=["close"],
    )
    close: Close | None = Field(
        None,
        description="Closes the sender's door; with `decline` they get that answer, once.",
        examples=[True, {"decline": "polite-no"}],
    )
    digest: Literal["show", "count", "hide", "now"] | None = Field(
        None,
        description="How the daily digest tells it: each message, their number, not at all, or at"
        " once in a mail of its own.",
        examples=["count"],
    )
    copy_: Folders | None = Field(
        None, alias="copy", description="Lays a copy into a folder.", examples=["Records"]
    )
    file: Folder | None = Field(
        None,
        description="Moves it to a folder, which is made if need be; `/` stands between levels.",
        examples=["Screened/Newsletters"],
    )
    trash: Flag | None = Field(
        None, description="Moves it to the account's trash folder.", examples=[True]
    )
    keep: Flag | None = Field(
        None, description="Explicitly nothing: it stays where it is.", examples=[True]
    )

    @model_validator(mode="after")
    def _makes_sense(self) -> "Then":
        if not self.model_fields_set:
            raise ValueError("nothing is to be done here; write `keep: true` if that is meant")
        ends = [key for key in ("file", "trash", "keep") if getattr(self, key)]
        if len(ends) > 1:
            raise wrong(f"`{ends[0]}` and `{ends[1]}` exclude each other in one rule", key=ends[1])
        if self.gate and self.reply:
            raise wrong("the gate asks its own question, and a message has one answer", key="reply")
        marks = self.mark or ()
        for one, other in OPPOSITES if marks else ():
            if one in marks and other in marks:
                raise wrong(f"`{one}` and `{other}` exclude each other", key="mark")
        return self


def _once(value: object, read: ValidatorFunctionWrapHandler, info: ValidationInfo) -> Then:
    """Many rules do the same few things: what is written in the same words is read once."""
    known, written = surroundings(info).known, repr(value)
    if written not in known:
        known[written] = read(value)
    then: Then = known[written]
    return then


Done = Annotated[Then, WrapValidator(_once)]
"""The actions of a rule."""


def actions_of(then: Then) -> tuple[Action, ...]:
    """The actions in the order in which they are carried out."""
    found: list[Action] = []
    for key in sorted(then.model_fields_set, key=_POSITION.__getitem__):
        value: Any = getattr(then, key)
        match value:
            case None | False:
                continue
            case True:
                value = "true"
            case CloseWith(decline=template):
                value = with_decline(template)
            case HandOff(to=to, say=say, reply=reply):
                value = (to, say, reply or "")
            case _:
                pass
        found.append(Action(do=_DO[key], value=value))
    return tuple(found)


_DO = {"copy_" if do is Do.COPY else do.value: do for do in Do}
_POSITION = {key: ORDER[do] for key, do in _DO.items()}
