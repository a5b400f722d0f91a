"""The ledger as a chain: each entry holds the hash of the one before it.

So that a stranger can check it in any language, everything is text:

    deed   the JSON of what was done, keys sorted, no white space, UTF-8 (RFC 8785)
    seal   SHA-256 of the deed, in hex
    hash   SHA-256 of "NUMBER PREVIOUS SEAL", PREVIOUS being the hash of entry NUMBER - 1

The surprise is the seal: with the seals alone the chain can be checked without telling what the
deeds were. `salt` is in the deed, so that nobody can find a deed from its seal by trying.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256
from typing import NamedTuple, Self

GENESIS = "0" * 64
"""What stands in the place of a hash before the first entry."""

Detail = Mapping[str, str | int | bool | None]

NO_DETAIL: Detail = {}

_json = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
).encode


class Act(StrEnum):
    """What was done."""

    RECEIVED = "received"
    PRESERVED = "preserved"
    FILED = "filed"
    REPLIED = "replied"
    REFUSED = "refused"
    CLOSED = "closed"
    OPENED = "opened"
    WELCOMED = "welcomed"
    HANDED_OFF = "handed off"
    ALERTED = "alerted"
    NOTED = "noted"
    EXPORTED = "exported"
    FORGOTTEN = "forgotten"


class Deed(NamedTuple):
    """One act, to be told for good: who and where and when, and never what was written.

    `at` is aware. `contact` and `decision` are as in Decision; `sha256` names an object of the
    archive that the act put there, or for FORGOTTEN took away.
    """

    act: Act
    at: datetime
    account: str | None = None
    contact: str | None = None
    decision: str | None = None
    sha256: str | None = None
    detail: Detail = NO_DETAIL


class Head(NamedTuple):
    """The last entry of a ledger; the head of an empty one is `NOTHING_YET`."""

    number: int
    hash: str

    def __str__(self) -> str:
        return f"{self.number}:{self.hash}"

    @classmethod
    def read(cls, written: str) -> Self:
        """The head that was written as NUMBER:HASH. Raises ValueError."""
        number, _, digest = written.strip().partition(":")
        if len(bytes.fromhex(digest)) != len(GENESIS) // 2:
            raise ValueError("a hash has 64 digits")
        return cls(int(number), digest.lower())


NOTHING_YET = Head(0, GENESIS)


class SignedHead(NamedTuple):
    """A head, when it was signed (aware), and the Ed25519 signature of `text`."""

    head: Head
    at: datetime
    signature: bytes

    @property
    def text(self) -> bytes:
        """Exactly what is signed."""
        return head_text(self.head, self.at)


class Entry(NamedTuple):
    """One line of the ledger. `deed` is None where what is stored is no deed any more."""

    number: int
    deed: Deed | None
    salt: str
    hash: str


def head_text(head: Head, at: datetime) -> bytes:
    """What is signed of a head: three lines that people can read."""
    return f"ledger of screener\nhead {head}\nat {_utc(at)}\n".encode()


def written(deed: Deed, salt: str) -> dict[str, object]:
    """The deed as the object that is sealed."""
    return {
        "account": deed.account,
        "act": deed.act.value,
        "at": _utc(deed.at),
        "contact": deed.contact,
        "decision": deed.decision,
        "detail": deed.detail,
        "salt": salt,
        "sha256": deed.sha256,
    }


def seal(deed: Deed, salt: str) -> str:
    """The SHA-256 of the deed. ValueError for what UTF-8 cannot write."""
    return sha256(_json(written(deed, salt)).encode()).hexdigest()


def link(number: int, previous: str, sealed: str) -> str:
    """The hash of an entry."""
    return sha256(f"{number} {previous} {sealed}".encode()).hexdigest()


def linked(head: Head, deeds: Iterable[tuple[Deed, str]]) -> Iterator[Entry]:
    """Entries for deeds with their salts, behind that head."""
    number, previous = head
    for deed, salt in deeds:
        number += 1
        previous = link(number, previous, seal(deed, salt))
        yield Entry(number, deed, salt, previous)


def misfit(head: Head, entry: Entry) -> str | None:
    """Why the entry does not follow that head, for people; None if it does."""
    expected = head.number + 1
    if entry.number > expected:
        return f"entry {expected} is missing"
    if entry.number < expected:
        return "its number was given before"
    if entry.deed is None or not _holds(head, entry, entry.deed):
        return "it is not what was written, or not in its place"
    return None


def _holds(head: Head, entry: Entry, deed: Deed) -> bool:
    try:
        return entry.hash == link(entry.number, head.hash, seal(deed, entry.salt))
    except (TypeError, ValueError):  # what no program of ours has stored
        return False


def _utc(at: datetime) -> str:
    """`2026-11-20T12:00:00.000000Z`; ValueError without a zone."""
    if at.tzinfo is None:
        raise ValueError(f"{at!r} has no time zone")
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
