"""The octets of one message to the value that rules look at.

Whatever the octets are, the answer is a value: what could not be read is named in `defects`, and
only where there is no header field at all the message is Unreadable.
"""

import re
from collections.abc import Iterable, Iterator

from pydantic import Field, field_validator

from screener.domain.people.handle import canonical_domain
from screener.domain.record.event import Address, Arrival, Event, MailReceived, Unreadable
from screener.domain.settings.settings import Provider
from screener.domain.value import Value
from screener.normalize import limits
from screener.normalize.body.content import read_content
from screener.normalize.body.mime import leaves
from screener.normalize.body.recordings import Recording, recordings
from screener.normalize.calls import may_report_call, read_call
from screener.normalize.header.addresses import addresses
from screener.normalize.header.authentication import vouched
from screener.normalize.header.block import Header, decoded, scan, unfolded
from screener.normalize.header.classes import classes
from screener.normalize.telephone.notice import Notice
from screener.normalize.text import one_line

_DELIVERED = ("delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-delivered-to")
_MESSAGE_ID = re.compile(r"<[^<>]*>")


class Reading(Value):
    """What the reader wants to know.

    `trusted_authserv` has authserv-ids in lower case, and `microsoft` for Exchange Online.
    `header_names` are the lower-case names of the fields that rules ask about. `exchanges` are the
    domains whose reports of calls count, and what they run; `region` (ISO 3166) completes national
    numbers.
    """

    trusted_authserv: frozenset[str] = frozenset()
    header_names: frozenset[str] = frozenset()
    exchanges: dict[str, Provider] = Field(default_factory=dict)
    region: str | None = None

    @field_validator("exchanges")
    @classmethod
    def _canonical(cls, exchanges: dict[str, Provider]) -> dict[str, Provider]:
        return {canonical_domain(domain): provider for domain, provider in exchanges.items()}


def read_header(raw: bytes, *, arrival: Arrival, reading: Reading) -> MailReceived | Unreadable:
    """What the header tells; `content` is None. What follows the header in `raw` is not read.

    Where `may_be_call` is set, nothing may be decided before the whole message was read.
    """
    raw = _with_lines(raw)
    header = scan(raw)
    if not header.order:
        return _unreadable(raw, arrival)
    mail = _mail(header, arrival, reading)
    if may_report_call(header, mail, listed=reading.exchanges):
        return mail.model_copy(update={"may_be_call": True})
    return mail


def read_whole(raw: bytes, *, arrival: Arrival, reading: Reading, truncated: bool = False) -> Event:
    """What the whole message tells; `truncated` if `raw` is only its beginning.

    A report of a call is one if its sender is believed, else a mail with a defect (calls).
    """
    raw = _with_lines(raw)
    header = scan(raw)
    if not header.order:
        return _unreadable(raw, arrival)
    mail = _mail(header, arrival, reading)
    content, defects = read_content(raw, header, classes=mail.classes, truncated=truncated)
    mail = mail.model_copy(update={"content": content, "defects": mail.defects + defects})
    if not may_report_call(header, mail, listed=reading.exchanges):
        return mail
    return read_call(Notice(raw, header, mail, region=reading.region), listed=reading.exchanges)


def read_recordings(raw: bytes) -> Iterator[Recording]:
    """The recordings among the parts of a whole message, each with its octets."""
    raw = _with_lines(raw)
    yield from recordings(raw, leaves(raw, scan(raw)), truncated=False)


def _with_lines(raw: bytes) -> bytes:
    """The octets without empty lines at the beginning, and with LF where all line ends are CR."""
    if raw[:1] in (b"\r", b"\n"):
        raw = raw.lstrip(b"\r\n")
    return raw if b"\n" in raw else raw.replace(b"\r", b"\n")


def _unreadable(raw: bytes, arrival: Arrival) -> Unreadable:
    return Unreadable(arrival=arrival, reason="it has no header" if raw.strip() else "it is empty")


def _mail(header: Header, arrival: Arrival, reading: Reading) -> MailReceived:
    fields = header.fields
    senders = _addresses(fields.get("from"))
    subject = decoded(header.first("subject") or "")[: limits.SUBJECT]
    return_path = _return_path(header.first("return-path"))
    return MailReceived(
        arrival=arrival,
        message_id=_message_id(header.first("message-id")),
        from_=senders,
        reply_to=_addresses(fields.get("reply-to")),
        to=_addresses(fields.get("to")),
        cc=_addresses(fields.get("cc")),
        delivered_to=_delivered(fields),
        return_path=return_path,
        subject=subject,
        classes=classes(header, subject=subject, null_sender=return_path == ""),
        has_list_unsubscribe="list-unsubscribe" in fields,
        vouched=vouched(header, senders, reading.trusted_authserv),
        references=_references(fields),
        headers={name: _values(fields.get(name, ())) for name in reading.header_names},
        defects=_defects(header, senders),
    )


def _addresses(values: list[str] | None) -> tuple[Address, ...]:
    return addresses(values) if values else ()


def _delivered(fields: dict[str, list[str]]) -> tuple[Address, ...]:
    values = [value for name in _DELIVERED if name in fields for value in fields[name]]
    return addresses(values) if values else ()


def _return_path(value: str | None) -> str | None:
    """The envelope sender, "" for `<>` and for what Postfix writes for it, None if unreadable."""
    if value is None:
        return None
    path = unfolded(value).strip()
    if path in ("", "<>") or path.lower() == "<mailer-daemon>":
        return ""
    found = addresses([value])
    return found[0].address if found else None


def _message_id(value: str | None) -> str | None:
    """With its angle brackets, as far as it has any."""
    if value is None:
        return None
    written = one_line(unfolded(value))
    found = _MESSAGE_ID.search(written)
    octets = (found[0] if found else written).encode()
    return octets[: limits.MESSAGE_ID].decode(errors="ignore") or None


def _references(fields: dict[str, list[str]]) -> tuple[str, ...]:
    """The thread that it belongs to (RFC 5322 section 3.6.4), its beginning and its last part."""
    written = fields.get("references") or fields.get("in-reply-to")
    if not written:
        return ()
    ids = _MESSAGE_ID.findall(one_line(unfolded(written[0])[: limits.REFERENCES]))
    found = [one for one in ids if len(one.encode()) <= limits.MESSAGE_ID]
    return (*found[:1], *found[1:][-limits.THREAD :])


def _values(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(decoded(value)[: limits.VALUE] for value in list(values)[: limits.VALUES])


def _defects(header: Header, senders: tuple[Address, ...]) -> tuple[str, ...]:
    """`header-cut`, `no-from`, and `several-from` for several addresses or several fields."""
    defects = ["header-cut"] if header.cut else []
    if not senders:
        defects.append("no-from")
    elif len(senders) > 1 or len(header.fields["from"]) > 1:
        defects.append("several-from")
    return tuple(defects)
