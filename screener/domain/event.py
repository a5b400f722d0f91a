"""What arrived, normalized: the only thing that rules ever look at.

An event holds what was fetched and no more. `content` is None until the whole message was read,
and `headers` holds only the fields that some rule asks about; so a condition over what is not
there is unknown, which is not the same as false.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from screener.domain.value import Value


class Address(Value):
    """One parsed address of a header field.

    `address` is the addr-spec as written (RFC 5322 section 3.4.1), `name` the decoded display name.
    """

    address: str
    name: str = ""


class Class(StrEnum):
    """What kind of mailing this is, by its header alone (the `is` condition)."""

    LIST = "list"
    BULK = "bulk"
    AUTO = "auto"
    BOUNCE = "bounce"
    REPLY = "reply"
    FORWARD = "forward"


class Vouched(StrEnum):
    """What the trusted Authentication-Results say of the From domain (RFC 8601)."""

    PASSED = "passed"
    FORGED = "forged"
    UNKNOWN = "unknown"


class Attachment(Value):
    """One attachment; `type` is judged by the first bytes, `declared` is what the sender says.

    `size` is in octets after decoding. `extension` has no dot and is what `type` stands for.
    """

    name: str
    type: str
    declared: str
    extension: str
    size: int


class Content(Value):
    """What only the whole message tells.

    `text` is the new text, without quoted parts and signature; `full_text` has them. Both are
    capped (normalize.limits). Inline images are no attachments.
    """

    text: str = ""
    full_text: str = ""
    attachments: tuple[Attachment, ...] = ()
    has_audio: bool = False
    has_invite: bool = False
    has_link: bool = False
    has_unsubscribe_link: bool = False
    is_forward: bool = False
    is_delivery_report: bool = False
    truncated: bool = False


class Arrival(Value):
    """What every event has: where it lies and what the server says of it.

    `received` is the server's INTERNALDATE in UTC, never the sender's Date. `size` is RFC822.SIZE
    in octets. `keywords` are the IMAP keywords and system flags that it carried when read.
    `identity` outlives a move and a changed UIDVALIDITY.
    """

    account: str
    folder: str
    uidvalidity: int
    uid: int
    identity: str
    received: datetime
    size: int
    keywords: frozenset[str] = frozenset()


class MailReceived(Value):
    """An ordinary message."""

    kind: Literal["email"] = "email"
    arrival: Arrival
    message_id: str | None = None
    from_: tuple[Address, ...] = ()
    reply_to: tuple[Address, ...] = ()
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    delivered_to: tuple[Address, ...] = ()
    return_path: str | None = None
    """The envelope sender: "" for the null sender `<>`, None where no Return-Path is there."""
    subject: str = ""
    classes: frozenset[Class] = frozenset()
    has_list_unsubscribe: bool = False
    vouched: Vouched = Vouched.UNKNOWN
    headers: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """Decoded values by lower-case field name: those that the rules ask about, () for absent."""
    content: Content | None = None
    defects: tuple[str, ...] = ()


class Caller(Value):
    """Who telephoned, as far as the provider says."""

    number: str | None = None
    """E.164, or None."""
    withheld: bool = False
    raw: str = ""
    name: str = ""


class VoicemailReceived(Value):
    """A recorded message that a telephone provider reported by mail."""

    kind: Literal["voicemail"] = "voicemail"
    arrival: Arrival
    mail: MailReceived
    provider: str
    caller: Caller
    duration: timedelta | None = None
    transcript: str = ""


class CallReceived(Value):
    """A missed call that a telephone provider reported by mail."""

    kind: Literal["call"] = "call"
    arrival: Arrival
    mail: MailReceived
    provider: str
    caller: Caller


class Unreadable(Value):
    """A message that could not be read; it is filed nowhere and told in the digest."""

    kind: Literal["unreadable"] = "unreadable"
    arrival: Arrival
    reason: str


Event = Annotated[
    MailReceived | VoicemailReceived | CallReceived | Unreadable, Field(discriminator="kind")
]
