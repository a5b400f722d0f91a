"""Reading what servers answer: FETCH, COPYUID and APPENDUID, dates.

Only the items that we ask for are understood, and not the nested ones (ENVELOPE, BODYSTRUCTURE),
which strangers can make unreadable and which cost more to read than the header itself.
"""

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from screener.adapters.imap.dialogue import Reply, Response
from screener.adapters.imap.sequence import expanded

NO_DATE = datetime(1970, 1, 1, tzinfo=UTC)
"""Stands for an INTERNALDATE that is none: very old mail, which draws no answer."""

_FETCH = re.compile(rb"\* \d+ FETCH \(", re.IGNORECASE)
_ITEM = re.compile(
    rb"([A-Z0-9.\-]+(?:\[[^\]]*\])?(?:<\d+>)?) "
    rb'(\([^()]*\)|"(?:[^"\\]|\\.)*"|\{\d+\+?\}|[^ ()]+)',
    re.IGNORECASE,
)
_DATE = re.compile(
    rb'"([ \d]?\d)-([A-Z]{3})-(\d{4}) (\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)"', re.IGNORECASE
)
_MONTHS = (b"JAN", b"FEB", b"MAR", b"APR", b"MAY", b"JUN",
           b"JUL", b"AUG", b"SEP", b"OCT", b"NOV", b"DEC")  # fmt: skip
_LANDED = re.compile(r"(\d+) ([\d:,]+)(?: ([\d:,]+))?\Z")
_COPYUID_INSIDE = re.compile(rb"\* OK \[COPYUID ([^\]]+)\]", re.IGNORECASE)


class Fetched(NamedTuple):
    """One FETCH response: its items as they are written, and the body if one was sent."""

    uid: int
    items: dict[bytes, bytes]
    body: bytes | None

    def on_top_of(self, earlier: "Fetched") -> "Fetched":
        """Both responses about one message as one; servers may send a change of flags apart."""
        body = earlier.body if self.body is None else self.body
        return Fetched(self.uid, earlier.items | self.items, body)


def fetched(response: Response) -> Fetched | None:
    """Read one response; None for one that is no FETCH, or tells no UID."""
    start = _FETCH.match(response[0])
    if start is None:
        return None
    pairs = _ITEM.findall(response[0], start.end())
    for tail in response[2::2]:
        pairs += _ITEM.findall(tail)
    items = {name.upper(): value for name, value in pairs}
    uid = items.get(b"UID", b"")
    if not uid.isdigit():
        return None
    return Fetched(int(uid), items, response[1] if len(response) > 1 else _quoted_body(items))


def _quoted_body(items: dict[bytes, bytes]) -> bytes | None:
    for name, value in items.items():
        if name.startswith(b"BODY[") and value.startswith(b'"'):
            return unquoted(value)
    return None


def unquoted(text: bytes) -> bytes:
    """A quoted string without its quotes."""
    return re.sub(rb"\\(.)", rb"\1", text[1:-1])


@lru_cache(maxsize=1024)
def flags(written: bytes) -> frozenset[str]:
    r"""The flags in `(\Seen work)`."""
    return frozenset(written.strip(b"()").decode("utf-8", "replace").split())


def stable_id(items: dict[bytes, bytes]) -> str | None:
    """The identity that survives a move (RFC 8474, or Gmail's own)."""
    if (object_id := items.get(b"EMAILID", b"").strip(b'()"')) not in (b"", b"NIL"):
        return "emailid:" + object_id.decode("ascii", "replace")
    if gmail := items.get(b"X-GM-MSGID"):
        return "gm:" + gmail.strip(b'"').decode("ascii", "replace")
    return None


def moment(written: bytes) -> datetime:
    """An INTERNALDATE in UTC; NO_DATE for what is no date."""
    parts = _DATE.match(written)
    if parts is None:
        return NO_DATE
    day, month, year, hour, minute, second, sign, east_hours, east_minutes = parts.groups()
    east = timedelta(hours=int(east_hours), minutes=int(east_minutes))
    try:
        local = datetime(
            int(year), _MONTHS.index(month.upper()) + 1, int(day),
            int(hour), int(minute), min(int(second), 59), tzinfo=UTC,
        )  # fmt: skip
        return local + east if sign == b"-" else local - east
    except (ValueError, OverflowError):
        return NO_DATE


def day(moment: datetime) -> bytes:
    """A date as SEARCH wants it; months are English whatever the locale."""
    month = _MONTHS[moment.month - 1].capitalize()
    return b"%d-%s-%04d" % (moment.day, month, moment.year)


def date_time(moment: datetime) -> bytes:
    """An INTERNALDATE as APPEND wants it."""
    utc = moment.astimezone(UTC)
    return f'"{day(utc).decode():0>11} {utc:%H:%M:%S} +0000"'.encode()


def copied_to(reply: Reply, *, asked: int) -> dict[int, tuple[int, int]]:
    """COPYUID (RFC 4315) of one reply: from UID to UIDVALIDITY and UID.

    MOVE tells it in an untagged OK (RFC 6851, section 4.3). What does not add up is left out.
    """
    codes = [
        inside[1].decode("ascii", "replace")
        for response in reply.untagged
        if (inside := _COPYUID_INSIDE.match(response[0]))
    ]
    if reply.keyword == "COPYUID":
        codes.append(reply.code.partition(" ")[2])
    landed: dict[int, tuple[int, int]] = {}
    for code in codes:
        landed.update(_pairs(code, asked))
    return landed


def _pairs(code: str, asked: int) -> dict[int, tuple[int, int]]:
    told = _LANDED.match(code.strip())
    if told is None or told[3] is None:
        return {}
    try:
        sources = expanded(told[2], at_most=asked)
        targets = expanded(told[3], at_most=asked)
        return {
            source: (int(told[1]), target) for source, target in zip(sources, targets, strict=True)
        }
    except ValueError:
        return {}


def appended_to(reply: Reply) -> tuple[int, int] | None:
    """APPENDUID (RFC 4315): UIDVALIDITY and UID of the message that was added."""
    word, _, rest = reply.code.partition(" ")
    told = _LANDED.match(rest)
    if word.upper() != "APPENDUID" or told is None or not told[2].isdigit():
        return None
    return int(told[1]), int(told[2])
