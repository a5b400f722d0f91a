"""What is remembered, and what is asked of it."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol

from screener.domain.letters.outgoing import Outgoing
from screener.domain.record.chain import Deed, Entry, Head
from screener.domain.record.decision import Bookmark, Decision, Known, Trouble
from screener.domain.record.effect import Effect, Fate, QueuedEffect, Receipt
from screener.ports.daybook import Daybook
from screener.ports.doorbook import Doorbook
from screener.ports.gatebook import Gatebook
from screener.ports.letterbox import Letterbox
from screener.ports.orders import Orders
from screener.ports.outages import Outages
from screener.ports.people import People
from screener.ports.undoings import Undoings


class Query(NamedTuple):
    """Which decisions to list; None means any. Times are aware; `since` is inclusive."""

    since: datetime | None = None
    contact: str | None = None
    rule: str | None = None
    account: str | None = None
    message_id: str | None = None
    subject: str | None = None
    """A piece of the subject, without regard to case."""
    line: str | None = None
    """The entry of `closed` or `welcome` that decided the door."""
    mentions: tuple[str, ...] = ()
    """Pieces of which one stands anywhere in the event, without regard to case."""
    knocks_only: bool = False


class Recorded(NamedTuple):
    """A decision with its effects as they stand now."""

    decision: Decision
    effects: tuple[Effect, ...]


class Knocks(NamedTuple):
    """How often somebody came to a closed door, and when last."""

    line: str
    times: int
    last: datetime


class Tally(NamedTuple):
    """How many messages of one round one rule is about to move, of how many decided there."""

    account: str
    round: str
    rule: str
    moving: int
    decided: int


class Store(Protocol):
    """What is remembered: bookmarks, decisions, the outbox of effects, who holds a mailbox.

    Every method is one transaction. Raises DiskTrouble when nothing can be written.
    """

    @property
    def letterbox(self) -> Letterbox:
        """The letters that are to be sent, and those that were."""
        ...

    @property
    def doorbook(self) -> Doorbook:
        """What is remembered of doors."""
        ...

    @property
    def gatebook(self) -> Gatebook:
        """Who stands where in gates."""
        ...

    @property
    def undoings(self) -> Undoings:
        """What is to be taken back."""
        ...

    @property
    def daybook(self) -> Daybook:
        """What happened in a span of time."""
        ...

    @property
    def outages(self) -> Outages:
        """When an account could not be served."""
        ...

    @property
    def orders(self) -> Orders:
        """Commands that came by mail."""
        ...

    @property
    def people(self) -> People:
        """Who came, and to whom the user wrote."""
        ...

    def bookmark(self, account: str, folder: str) -> Bookmark | None:
        """How far this folder has been read."""
        ...

    def remember(
        self,
        decisions: Sequence[Decision],
        *,
        bookmark: Bookmark | None,
        troubles: Sequence[Trouble] = (),
        deeds: Sequence[Deed] = (),
        letters: Sequence[Outgoing] = (),
    ) -> None:
        """Decisions with their effects, troubles, bookmark, deeds and letters: all or nothing.

        The stay of a decision is written down with it, the message being one of that stay.
        A decision that is there already (same id) is left as it is, and its deeds are told
        already. A message that was a trouble
        and now has a decision is none any more.
        """
        ...

    def known(self, account: str, identities: Collection[str]) -> dict[str, Known]:
        """The latest decision for each identity that was decided before in this account."""
        ...

    def troubles(self, account: str, *, due: datetime) -> tuple[Trouble, ...]:
        """Messages to be tried again by then."""
        ...

    def drop_troubles(self, troubles: Sequence[Trouble]) -> None:
        """Messages that are not there any more need not be tried again."""
        ...

    def due(self, account: str, *, now: datetime, limit: int) -> tuple[QueuedEffect, ...]:
        """Effects that are pending or were left started by a crash, and whose time has come.

        In the order in which they are to be carried out: by kind (effect.ORDER), folder, value and
        age. Those with `blocked` are left out.
        """
        ...

    def begin(self, effects: Collection[int], *, at: datetime) -> None:
        """They are being tried from now on: durable before the world is touched."""
        ...

    def settle(self, receipts: Sequence[Receipt], *, deeds: Sequence[Deed] = ()) -> None:
        """What became of them, and the deeds; an illegal step raises ValueError (effect.LEGAL)."""
        ...

    def cancel(self, effects: Collection[int], *, reason: str, at: datetime) -> None:
        """Pending ones are refused without having been tried."""
        ...

    def decision(self, decision: str) -> Recorded | None:
        """One decision by its id."""
        ...

    def fates(self, decision: str) -> tuple[Fate, ...]:
        """What the receipts tell of each effect of one decision, in the order of its effects.

        What a letter carries out has the tries of that letter.
        """
        ...

    def decisions(self, query: Query) -> Iterator[Recorded]:
        """Decisions, oldest first; bounded in memory."""
        ...

    def knocks(self) -> tuple[Knocks, ...]:
        """Knocks at closed doors by the line of `closed` that they met, noted ones included.

        A NOTED deed counts if its detail has such a line as `knock_at`.
        """
        ...

    def append(self, deeds: Sequence[Deed]) -> None:
        """Add to the ledger, in this order and with serial numbers."""
        ...

    def forget(self, decisions: Collection[str], *, deeds: Sequence[Deed]) -> None:
        """Nothing stays of these events but where they lay, and the deeds say so."""
        ...

    def head(self) -> Head:
        """The last entry of the ledger."""
        ...

    def hash_at(self, number: int) -> str | None:
        """The hash of that entry, None if it is not there."""
        ...

    def entries(self) -> Iterator[Entry]:
        """The whole ledger in its order; bounded in memory."""
        ...

    def mentions(self) -> Iterator[Entry]:
        """Entries that name an object of the archive, by object and then in their order."""
        ...

    def notes(self) -> Iterator[Entry]:
        """Entries about notes, in their order; the others are not looked at."""
        ...

    def unrecorded(self) -> str | None:
        """A decision that preserved something of which the ledger does not know, or None."""
        ...

    def tallies(self, account: str) -> tuple[Tally, ...]:
        """How much each rule is about to move, by round; what was held or released is left out."""
        ...

    def hold_back(self, tally: Tally, *, reason: str) -> None:
        """The pending effects of that rule and round wait until they are released."""
        ...

    def held_back(self, account: str) -> tuple[Tally, ...]:
        """What is waiting because of the brake."""
        ...

    def release_held(self, account: str, *, rule: str | None = None) -> int:
        """What waits of that rule, or everything, may go on; how many effects that were."""
        ...

    def hold(self, account: str, *, holder: str, now: datetime, lease: timedelta) -> str | None:
        """Take or renew the lease on one mailbox. None if it is ours now, else who has it."""
        ...

    def holder(self, account: str, *, now: datetime) -> str | None:
        """Who has the lease on a mailbox, None if nobody."""
        ...

    def release(self, account: str, *, holder: str) -> None:
        """Give the lease back; nothing happens if somebody else has it."""
        ...

    def setting(self, key: str) -> str | None:
        """One small remembered thing, such as until when the program is paused."""
        ...

    def set(self, key: str, value: str | None) -> None:
        """Remember it; None forgets it."""
        ...

    def close(self) -> None:
        """Let go of the database."""
        ...
