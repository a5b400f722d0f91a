"""What happened in a span of time, as the digest tells it, without the events themselves."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from screener.domain.decision import Door, Mode, Trouble
from screener.domain.effect import Effect
from screener.domain.event import Class
from screener.domain.letter import Kind
from screener.domain.outgoing import Stage


class Dealt(NamedTuple):
    """One decision, with its effects as they stand now; the columns are those of Decision.

    `handle` is the sender as written, `key` the same in canonical form; `kind` that of the event.
    """

    id: str
    identity: str
    received: datetime
    decided: datetime
    kind: str
    mode: Mode
    handle: str | None
    name: str | None
    key: str | None
    contact: str | None
    door: Door
    line: str | None
    subject: str | None
    rule: str | None
    continued: Sequence[str]
    destination: str | None
    knock: bool
    round: str
    reason: str | None
    effects: Sequence[Effect]


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
        """Decisions that were made in that span, in that order; bounded in memory."""
        ...

    def classes(self, wanted: Collection[str]) -> Mapping[str, frozenset[Class]]:
        """What kind of mailing each of these decisions is about; none where nobody can tell."""
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
        """How many effects failed for good in that span, by reason."""
        ...
