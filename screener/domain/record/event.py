"""What arrived, normalized: the only thing that rules ever look at.

An event holds what was fetched and no more. `content` is None until the whole message was read,
and `headers` holds only the fields that some rule asks about; so a condition over what is not
there is unknown, which is not the same as false.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any, Literal

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


SUSPECTED_FAKE = "suspected-fake-voicemail"
"""The defect, and the keyword, of a mail that says what a telephone provider says and that nobody
vouches for.
"""


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
    references: tuple[str, ...] = ()
    """Message-IDs of the thread: References, else In-Reply-To, with their angle brackets."""
    return_path: str | None = None
    """The envelope sender: "" for the null sender `<>`, None where no Return-Path is there."""
    subject: str = ""
    classes: frozenset[Class] = frozenset()
    has_list_unsubscribe: bool = False
    vouched: Vouched = Vouched.UNKNOWN
    headers: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """Decoded values by lower-case field name: those that the rules ask about, () for absent."""
    content: Content | None = None
    may_be_call: bool = False
    """Whether only the whole message can tell if a telephone provider reports a call with it."""
    defects: tuple[str, ...] = ()


class CallerId(StrEnum):
    """What the provider says of the caller's number."""

    PRESENT = "present"
    WITHHELD = "withheld"
    UNAVAILABLE = "unavailable"
    INTERNAL = "internal"
    UNPARSABLE = "unparsable"


def _status(caller: dict[str, Any]) -> CallerId:
    if caller.get("number") is not None:
        return CallerId.PRESENT
    return CallerId.WITHHELD if caller.get("withheld") else CallerId.UNPARSABLE


class Caller(Value):
    """Who telephoned, as far as the provider says."""

    number: str | None = None
    """E.164, or None."""
    withheld: bool = False
    """Whether the number is withheld or unknown: the handle `anonymous` covers it."""
    raw: str = ""
    """The number, or what stands in its place, as the provider writes it."""
    name: str = ""
    """What the telephone network calls the caller, which the caller may have chosen."""
    extension: str = ""
    """Of an internal caller, or behind the number."""
    status: CallerId = Field(default_factory=_status)
    """Left out, it is what `number` and `withheld` say."""


class Called(Value):
    """Whom the caller wanted: the number in E.164 or None, the mailbox and its name."""

    number: str | None = None
    mailbox: str = ""
    name: str = ""


class TimeSource(StrEnum):
    """Which clock says when the call was."""

    HEADER_DATE = "header_date"
    PROVIDER_HEADER = "provider_header"
    INTERNALDATE = "internaldate"


class TranscriptSource(StrEnum):
    """Who made the transcript; `none` where there is none."""

    NONE = "none"
    PROVIDER = "provider"


class Audio(Value):
    """One recording. What it is comes from its octets, `declared` is what the provider says.

    `container` and `codec` have the names that FFmpeg gives them, "" where the octets do not tell.
    `size` is in octets after decoding, `sample_rate` in Hz. `sha256` is None where only the
    beginning of the message was read.
    """

    name: str
    declared: str
    container: str = ""
    codec: str = ""
    sample_rate: int | None = None
    length: timedelta | None = None
    size: int
    sha256: str | None = None
    role: Literal["message", "intro"] = "message"


class _Call(Value):
    """What a telephone provider reports by mail; `mail` is the provider's own message.

    `at` is aware, in UTC, and by the clock that `time_source` names. `labels` are verdicts and
    flags of the provider's, such as `suspected_robocall`.
    """

    arrival: Arrival
    mail: MailReceived
    provider: str
    caller: Caller
    called: Called = Called()
    at: datetime | None = None
    time_source: TimeSource = TimeSource.INTERNALDATE
    labels: tuple[str, ...] = ()


class VoicemailReceived(_Call):
    """A recorded message that a telephone provider reported by mail.

    `duration` is what the provider says, else what the recording measures. `transcript` is the
    caller's word and may be an attack. `playback_url` is kept for the user and never fetched: it
    would tell that the message was heard.
    """

    kind: Literal["voicemail"] = "voicemail"
    duration: timedelta | None = None
    transcript: str = ""
    transcript_source: TranscriptSource = TranscriptSource.NONE
    audio: tuple[Audio, ...] = ()
    playback_url: str | None = None
    urgent: bool = False


class CallReceived(_Call):
    """A missed call that a telephone provider reported by mail."""

    kind: Literal["call"] = "call"


class Unreadable(Value):
    """A message that could not be read; it is filed nowhere and told in the digest."""

    kind: Literal["unreadable"] = "unreadable"
    arrival: Arrival
    reason: str


Event = Annotated[
    MailReceived | VoicemailReceived | CallReceived | Unreadable, Field(discriminator="kind")
]
