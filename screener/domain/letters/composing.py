"""Writing a letter: its headers, so that it threads, starts no loop and tells no secrets.

The text is format=flowed (RFC 3676) in UTF-8; beside a page its lines are as they were laid out.
The date is in UTC and the Message-ID has the account's domain, so that a letter does not tell where
its sender is.

The surprise: the header is written here, line by line, and only the body is left to the email
package. That one decodes encoded words in what it is given and obeys the line ends inside them, so
a stranger's subject could add a Bcc; and it breaks long Message-IDs, and threads with them.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from email.header import Header
from email.headerregistry import Address as HeaderAddress
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from mimetypes import guess_type

from screener.domain.late import late
from screener.domain.letters.template import Attached
from screener.domain.people.handle import canonical_domain
from screener.domain.value import Value

POLICY = SMTP.clone(max_line_length=76)

LINE = 72
"""Characters of a line of text before it is softly broken."""

SUBJECT_LIMIT = 200
"""Characters of our subject."""

NAME_LIMIT = 100
"""Characters of a name beside an address."""

REFERENCES_LIMIT = 20
"""Ids of a thread besides the one that is answered."""

_MESSAGE_ID = late(r"<(?!.*=\?)[!#-;=?-~]{1,900}>")
"""What may stand in our header without quotes, and can be no encoded word (RFC 2047)."""

_REPLY_MARK = r"(?:re|aw|sv|antw|vs|odp) ?(?:\[\d{1,5}\])? ?[:\uff1a] ?"
_REPLIED = late(rf"(?:{_REPLY_MARK})+", re.IGNORECASE)
_REPLIED_AGAIN = late(rf"({_REPLY_MARK})(?:{_REPLY_MARK})+", re.IGNORECASE)

_INVISIBLE = (
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff"
)
_LINE_ENDS = "\r\x0b\x0c\x85\u2028\u2029"
_UNPRINTABLE = late(rf"[\t\n{_LINE_ENDS}{_INVISIBLE}]+")
_LINE_END = late(rf"\r\n|[{_LINE_ENDS}]")
_HIDDEN = late(f"[{_INVISIBLE}]")
_NOT_IN_NAMES = late(r"[<>\"\\@,;:()\[\]]+")


class Original(Value):
    """What an answer needs of the message that it answers."""

    message_id: str | None
    references: tuple[str, ...] = ()
    subject: str = ""


def message_id(key: str, *, secret: bytes, domain: str) -> str:
    """The one Message-ID (RFC 5322 section 3.6.4) that a letter about `key` can have."""
    mac = hmac.new(secret, key.encode(), hashlib.sha256).digest()
    word = base64.b32encode(mac[:16]).decode("ascii").rstrip("=").lower()
    return f"<screener.{word}@{_in_ascii(domain)}>"


def answered_subject(subject: str) -> str:
    """The subject without any `Re:` and fit for a header."""
    line = one_line(subject)
    replied = _REPLIED.match(line)
    return line[replied.end() if replied else 0 :][:SUBJECT_LIMIT].strip()


def one_line(text: str) -> str:
    """Without what a header must not hold, and with single spaces."""
    return " ".join(_UNPRINTABLE.sub(" ", text).split())


def compose(  # noqa: PLR0913  a letter has as many parts
    *,
    sender: HeaderAddress,
    to: Sequence[HeaderAddress],
    subject: str,
    body: str,
    message_id: str,
    at: datetime,
    answers: Original | None = None,
    html: str | None = None,
    attach: Iterable[Attached] = (),
    auto_submitted: str | None = "auto-replied",
) -> bytes:
    """The letter as it goes over the wire, with CRLF. `at` is aware.

    Whatever the texts hold, they stay where they were put. `html` says the same as the body (RFC
    2046 section 5.1.4), whose lines stay as they are then. `auto_submitted` (RFC 3834 section 5) is
    None for a draft that a person is to send.
    """
    fields = [
        ("From", _mailbox(sender)),
        ("To", ",\r\n ".join(_mailbox(address) for address in to)),
        ("Subject", _words(_answering_once(one_line(subject))[:SUBJECT_LIMIT], field="Subject")),
        ("Date", format_datetime(at.astimezone(UTC))),
        ("Message-ID", message_id),
        *_thread(answers),
    ]
    if auto_submitted is not None:
        fields += [("Auto-Submitted", auto_submitted), ("X-Auto-Response-Suppress", "All")]
    header = "".join(f"{name}: {value}\r\n" for name, value in fields)
    return header.encode() + _content(body, html, attach, boundary=message_id).as_bytes()


def flowed(text: str) -> str:
    """The text with soft line breaks (RFC 3676 section 4.2) and space-stuffed where needed."""
    lines: list[str] = []
    for line in _plain(text).split("\n"):
        lines += _softly_broken(line.rstrip() if line != "-- " else line)
    stuffed = (f" {line}" if line.startswith((" ", ">", "From ")) else line for line in lines)
    return "\n".join(stuffed) + "\n"


def _plain(text: str) -> str:
    """The text with one kind of line end, and nothing in it that is not seen."""
    return _HIDDEN.sub("", _LINE_END.sub("\n", text)).rstrip("\n")


def _mailbox(address: HeaderAddress) -> str:
    """The address with its name, but for what could make two addresses of it."""
    addr_spec = f"{one_line(address.username)}@{_in_ascii(one_line(address.domain))}"
    name = one_line(_NOT_IN_NAMES.sub(" ", address.display_name))[:NAME_LIMIT].strip()
    if not name:
        return addr_spec
    return f"{_words(name, field='From', quoted=True)} <{addr_spec}>"


def _words(text: str, *, field: str, quoted: bool = False) -> str:
    """The text on lines of a header, in encoded words (RFC 2047) unless it is plain ASCII."""
    plain = text.isascii() and "=?" not in text
    if plain and quoted:
        return f'"{text}"'
    charset = "us-ascii" if plain else "utf-8"
    return Header(text, charset, maxlinelen=76, header_name=field).encode(linesep="\r\n")


def _answering_once(subject: str) -> str:
    """`Re: Re:` is `Re:`, however the template and the sender wrote it."""
    found = _REPLIED_AGAIN.match(subject)
    return found[1] + subject[found.end() :] if found else subject


def _thread(answers: Original | None) -> Iterator[tuple[str, str]]:
    """In-Reply-To and References (RFC 5322 section 3.6.4), each id on a line of its own."""
    answered = _clean_id(answers.message_id) if answers else None
    if answers and answered:
        yield "In-Reply-To", answered
        yield "References", "\r\n ".join(_references(answers, answered))


def _references(answers: Original, answered: str) -> list[str]:
    """The beginning of the thread and its last part if it is long."""
    earlier = list(dict.fromkeys(clean for one in answers.references if (clean := _clean_id(one))))
    kept = [one for one in earlier if one != answered]
    if len(kept) > REFERENCES_LIMIT:
        kept = [kept[0], *kept[1 - REFERENCES_LIMIT :]]
    return [*kept, answered]


def _clean_id(message_id: str | None) -> str | None:
    """A Message-ID that may stand in our header; the sender wrote it."""
    found = _MESSAGE_ID.fullmatch(message_id.strip()) if message_id else None
    return found[0] if found else None


def _content(
    body: str, html: str | None, attach: Iterable[Attached], *, boundary: str
) -> EmailMessage:
    content = EmailMessage(policy=POLICY)
    if html is None:
        content.set_content(flowed(body), cte="quoted-printable", params={"format": "flowed"})
    else:
        content.set_content(f"{_plain(body)}\n", cte="quoted-printable")
        content.add_alternative(html, subtype="html", cte="quoted-printable")
    for file in attach:
        main, _, sub = _media_type(file.name).partition("/")
        content.add_attachment(file.octets, maintype=main, subtype=sub, filename=file.name)
    if content.is_multipart():
        # Not by chance: one letter is the same to the octet whenever it is written.
        content.set_boundary(f"=_{hashlib.sha256(boundary.encode()).hexdigest()[:40]}")
    return content


def _media_type(name: str) -> str:
    """By the file's name. Base64 must not wrap a message or a multipart (RFC 2046 section 5)."""
    guessed = guess_type(name)[0] or ""
    wraps = guessed.startswith(("message/", "multipart/"))
    return guessed if guessed and not wraps else "application/octet-stream"


def _softly_broken(line: str) -> list[str]:
    broken: list[str] = []
    while len(line) > LINE and (space := _last_space(line)) > 0:
        broken.append(line[: space + 1])
        line = line[space + 1 :]
    return [*broken, line]


def _last_space(line: str) -> int:
    space = line.rfind(" ", 1, LINE)
    return space if space > 0 else line.find(" ", LINE)


def _in_ascii(domain: str) -> str:
    return domain if domain.isascii() else canonical_domain(domain)
