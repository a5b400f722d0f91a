"""What happened in a span of time, as the digest tells it, without the events themselves."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from screener.domain.letters.letter import Kind
from screener.domain.letters.outgoing import Stage
from screener.domain.record.decision import Door, Trouble
from screener.domain.record.effect import Effect
from screener.domain.record.event import Class


class Dealt(NamedTuple):
    """One decision; the columns are those of Decision.

    It has what is counted, and who it was; the Letterhead has the rest of the few that are shown.
    `handle` is the sender as written, `key` the same in canonical form; `kind` that of the event.
    `effects` are those of which a digest tells, as they stand now: moves, answers, handing on, the
    word of `digest`, and whatever only would have been done.
    """

    id: str
    door: Door
    continued: Sequence[str]
    kind: str
    handle: str | None
    name: str | None
    key: str | None
    contact: str | None
    line: str | None
    rule: str | None
    destination: str | None
    knock: bool
    round: str
    reason: str | None
    effects: tuple[Effect, ...]


class Letterhead(NamedTuple):
    """What an event tells of its message: when it came, the kind of mailing, and who wrote it.

    `senders` are all addresses of its From, as written, each with its name.
    """

    received: datetime
    subject: str | None
    classes: frozenset[Class]
    senders: Sequence[tuple[str, str]]


class Knocked(NamedTuple):
    """One knock: at which line of `closed`, when it was received, and by which channel."""

    line: str
    at: datetime
    channel: str
    authenticated: bool


class Sent(NamedTuple):
    """A letter without its octets; `at` is when it was settled, or written if it waits still."""

    key: str
    at: datetime
    kind: Kind
    contact: str | None
    template: str | None
    stage: Stage
    as_draft: bool
    reason: str | None


class Daybook(Protocol):
    """Every method is one transaction. Spans are after `since` and up to `until`, both aware."""

    def dealt(self, account: str, *, since: datetime, until: datetime) -> Iterator[Dealt]:
        """Decisions that were made in that span, the latest first; bounded in memory.

        They are of one state of the database, which is kept until all of them are read.
        """
        ...

    def letterheads(self, wanted: Collection[str]) -> Mapping[str, Letterhead]:
        """Those of the messages that these decisions are about; empty where nobody can tell."""
        ...

    def knocks(self, account: str | None, *, since: datetime, until: datetime) -> Sequence[Knocked]:
        """Knocks of that account received in that span; with no account those that were noted."""
        ...

    def letters(self, account: str, *, since: datetime, until: datetime) -> Sequence[Sent]:
        """Letters that were settled in that span, and those that wait still; oldest first."""
        ...

    def written_before(self, account: str, kind: Kind, *, before: datetime) -> datetime | None:
        """When the latest letter of that kind was written before then."""
        ...

    def troubles(self, account: str) -> Sequence[Trouble]:
        """Messages that are to be tried again, whenever that is."""
        ...

    def failed(self, account: str, *, since: datetime, until: datetime) -> Mapping[str, int]:
        """How many effects failed for good in that span, by reason; none that are letters."""
        ...
