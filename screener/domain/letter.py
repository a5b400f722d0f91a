"""A letter that we send: its headers, so that it threads, starts no loop and tells no secrets.

The text is format=flowed (RFC 3676) in UTF-8. The date is in UTC and the Message-ID has the
account's domain, so that a letter does not tell where its sender is.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from email.headerregistry import Address as HeaderAddress
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from enum import StrEnum
from mimetypes import guess_type

from screener.domain.template import Attached
from screener.domain.value import Value

POLICY = SMTP.clone(max_line_length=998)
"""With the usual 78 the email package breaks long Message-IDs, and threads with them."""

LINE = 72

SUBJECT_LIMIT = 200

_MESSAGE_ID = re.compile(r"<[^\s<>\"\x00-\x1f\x7f-\uffff]{1,900}>")
_REPLIED = re.compile(r"(?:\s*(?:re|aw|sv|antw|vs|odp)\s*(?:\[\d+\])?\s*:)+\s*", re.IGNORECASE)
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")


class Kind(StrEnum):
    """What a letter is for; the outbox treats some kinds differently."""

    REPLY = "reply"
    DECLINE = "decline"
    ALERT = "alert"
    READER = "reader"
    WITNESS = "witness"
    HAND_OFF = "hand_off"
    DIGEST = "digest"


ONLY_ONCE = frozenset({Kind.REPLY, Kind.DECLINE, Kind.HAND_OFF})
"""Letters that are never sent again when nobody knows whether they arrived."""


class Letter(Value):
    """One letter, frozen: whatever is tried again is the same to the octet.

    `key` is what it is about; no two letters of one key are ever written. `mail_from` is the
    envelope sender, "" for the null one.
    """

    kind: Kind
    account: str
    key: str
    message_id: str
    mail_from: str
    recipients: tuple[str, ...]
    raw: bytes


class Original(Value):
    """What an answer needs of the message that it answers."""

    message_id: str | None
    references: tuple[str, ...] = ()
    subject: str = ""


def message_id(key: str, *, secret: bytes, domain: str) -> str:
    """The one Message-ID (RFC 5322 section 3.6.4) that a letter about `key` can have."""
    mac = hmac.new(secret, key.encode(), hashlib.sha256).digest()
    return f"<screener.{base64.b32encode(mac[:16]).decode('ascii').rstrip('=').lower()}@{domain}>"


def answered_subject(subject: str) -> str:
    """The subject without any `Re:` and fit for a header."""
    return _REPLIED.sub("", one_line(subject), count=1)[:SUBJECT_LIMIT].strip()


def one_line(text: str) -> str:
    """Without what a header must not hold."""
    return _UNPRINTABLE.sub(" ", text).strip()


def compose(
    *,
    sender: HeaderAddress,
    to: Sequence[HeaderAddress],
    subject: str,
    body: str,
    message_id: str,
    at: datetime,
    answers: Original | None = None,
    attach: Iterable[Attached] = (),
    auto_submitted: str = "auto-replied",
) -> bytes:
    """The letter as it goes over the wire, with CRLF. `at` is aware."""
    letter = EmailMessage(policy=POLICY)
    letter["From"] = sender
    letter["To"] = tuple(to)
    letter["Subject"] = one_line(subject)[:SUBJECT_LIMIT]
    letter["Date"] = format_datetime(at.astimezone(UTC))
    letter["Message-ID"] = message_id
    if answers is not None and (answered := _clean_id(answers.message_id)):
        letter["In-Reply-To"] = answered
        letter["References"] = " ".join(_references(answers, answered))
    letter["Auto-Submitted"] = auto_submitted
    letter["X-Auto-Response-Suppress"] = "All"
    letter.set_content(flowed(body), cte="quoted-printable", params={"format": "flowed"})
    for file in attach:
        main, _, sub = (guess_type(file.name)[0] or "application/octet-stream").partition("/")
        letter.add_attachment(file.octets, maintype=main, subtype=sub, filename=file.name)
    return letter.as_bytes()


def flowed(text: str) -> str:
    """The text with soft line breaks (RFC 3676 section 4.2) and space-stuffed where needed."""
    lines: list[str] = []
    for line in text.replace("\r\n", "\n").rstrip("\n").split("\n"):
        lines += _softly_broken(line.rstrip() if line != "-- " else line)
    stuffed = (f" {line}" if line.startswith((" ", ">", "From ")) else line for line in lines)
    return "\n".join(stuffed) + "\n"


def _softly_broken(line: str) -> list[str]:
    broken: list[str] = []
    while len(line) > LINE and (space := _last_space(line)) > 0:
        broken.append(line[: space + 1])
        line = line[space + 1 :]
    return [*broken, line]


def _last_space(line: str) -> int:
    space = line.rfind(" ", 1, LINE)
    return space if space > 0 else line.find(" ", LINE)


def _clean_id(message_id: str | None) -> str | None:
    """A Message-ID that may stand in our header; the sender wrote it."""
    found = _MESSAGE_ID.fullmatch(message_id.strip()) if message_id else None
    return found[0] if found else None


def _references(answers: Original, answered: str) -> list[str]:
    """The thread (RFC 5322 section 3.6.4): its beginning and its last part if it is long."""
    earlier = [clean for one in answers.references if (clean := _clean_id(one))]
    kept = earlier if len(earlier) <= 20 else [earlier[0], *earlier[-19:]]
    return [*(one for one in kept if one != answered), answered]
