"""A test that somebody wrote for their rules: what was, what comes, and what is expected of it.

These are values; the files are read elsewhere, and the rules are tried elsewhere, too.
"""

from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from screener.domain.people.handle import Handle
from screener.domain.place import Place
from screener.domain.record.decision import Door
from screener.domain.record.event import Address, Attachment
from screener.domain.record.history import Kind

Expected = str | tuple[str, ...] | None
"""What one key comes to: one word, several in the order of their names, or nothing."""


class Composed(NamedTuple):
    """A message as the test says it: the octets, and what they need not spell out.

    `vouched` is whether somebody trusted vouches for the sender; None leaves it to the octets, and
    if nobody trusted says anything there, somebody does. `attachments` come on top.
    """

    raw: bytes
    vouched: bool | None
    attachments: tuple[Attachment, ...] = ()


class Rang(NamedTuple):
    """A voicemail or a missed call of the test; a withheld number is None."""

    kind: Literal["voicemail", "call"]
    number: str | None
    duration: timedelta | None = None
    transcript: str = ""
    vouched: bool = True


class Earlier(NamedTuple):
    """An event of the past: `who` came at that time."""

    at: datetime
    kind: Kind
    who: Handle
    authenticated: bool


class Wrote(NamedTuple):
    """The user wrote to that address."""

    at: datetime
    to: Address


class Stands(NamedTuple):
    """The sender is in that gate, and was asked for that step, counted from 0, at that time."""

    gate: str
    step: int
    since: datetime


class RuleTest(NamedTuple):
    """One test; `at` is aware, in UTC. `expected` has only the keys that matter to it."""

    name: str
    place: Place
    at: datetime
    account: str
    message: Composed | Rang
    expected: dict[str, Expected]
    folder: str = "INBOX"
    keywords: frozenset[str] = frozenset()
    doors: tuple[tuple[Handle, Door], ...] = ()
    earlier: tuple[Earlier, ...] = ()
    wrote: tuple[Wrote, ...] = ()
    replied: frozenset[str] = frozenset()
    stands: Stands | None = None


class Verdict(NamedTuple):
    """How a test ended: for each expected key what came of it; `because` explains some of them."""

    test: RuleTest
    actual: dict[str, Expected]
    because: dict[str, str]

    @property
    def differing(self) -> list[str]:
        """The keys that came to something else, in the order in which they were written."""
        return [key for key, wanted in self.test.expected.items() if self.actual[key] != wanted]

    @property
    def passed(self) -> bool:
        """Whether everything is as expected."""
        return not self.differing


def said(expected: Expected) -> str:
    """The value as people write it."""
    match expected:
        case None:
            return "null"
        case str():
            return expected
        case _:
            return f"[{', '.join(expected)}]"
