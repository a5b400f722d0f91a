"""The store of the application, over SQL: each promise of screener.ports.store, one transaction."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select

from screener.adapters.store import brake, fates, history, journal, leases, ledger, outbox
from screener.adapters.store import letters as letterbox
from screener.adapters.store.database import Database
from screener.adapters.store.daybook import SqlDaybook
from screener.adapters.store.doorbook import SqlDoorbook
from screener.adapters.store.gatebook import SqlGatebook, put_stays
from screener.adapters.store.letterbox import SqlLetterbox
from screener.adapters.store.orders import SqlOrders
from screener.adapters.store.outages import SqlOutages
from screener.adapters.store.people import SqlPeople
from screener.adapters.store.tables import settings
from screener.adapters.store.undoings import SqlUndoings
from screener.domain.letters.outgoing import Outgoing
from screener.domain.record.chain import Deed, Entry, Head
from screener.domain.record.decision import Bookmark, Decision, Known, Trouble
from screener.domain.record.effect import Fate, QueuedEffect, Receipt
from screener.ports.store import Knocks, Query, Recorded, Tally


class SqlStore:
    """A Store in one SQL database; any number of threads may use one, and other processes too."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @property
    def letterbox(self) -> SqlLetterbox:
        """The letters that are to be sent, and those that were."""
        return SqlLetterbox(self._database)

    @property
    def doorbook(self) -> SqlDoorbook:
        """What is remembered of doors."""
        return SqlDoorbook(self._database)

    @property
    def gatebook(self) -> SqlGatebook:
        """Who stands where in gates."""
        return SqlGatebook(self._database)

    @property
    def undoings(self) -> SqlUndoings:
        """What is to be taken back."""
        return SqlUndoings(self._database)

    @property
    def daybook(self) -> SqlDaybook:
        """What happened in a span of time."""
        return SqlDaybook(self._database)

    @property
    def outages(self) -> SqlOutages:
        """When an account could not be served."""
        return SqlOutages(self._database)

    @property
    def orders(self) -> SqlOrders:
        """Commands that came by mail."""
        return SqlOrders(self._database)

    @property
    def people(self) -> SqlPeople:
        """Who came, and to whom the user wrote."""
        return SqlPeople(self._database)

    def bookmark(self, account: str, folder: str) -> Bookmark | None:
        """How far this folder has been read."""
        with self._database.reading() as connection:
            return journal.bookmark(connection, account, folder)

    def remember(
        self,
        decisions: Sequence[Decision],
        *,
        bookmark: Bookmark | None,
        troubles: Sequence[Trouble] = (),
        deeds: Sequence[Deed] = (),
        letters: Sequence[Outgoing] = (),
    ) -> None:
        """Decisions with effects, the troubles met, bookmark and deeds, all or nothing."""
        with self._database.writing() as connection:
            there = journal.add(connection, decisions)
            put_stays(connection, [one for one in decisions if one.id not in there])
            letterbox.add(connection, letters)
            journal.put_troubles(connection, troubles)
            if bookmark is not None:
                journal.put_bookmark(connection, bookmark)
            ledger.append(connection, [deed for deed in deeds if deed.decision not in there])

    def known(self, account: str, identities: Collection[str]) -> dict[str, Known]:
        """The latest decision for each identity that was decided before in this account."""
        with self._database.reading() as connection:
            return journal.known(connection, account, identities)

    def troubles(self, account: str, *, due: datetime) -> tuple[Trouble, ...]:
        """Messages to be tried again by then."""
        with self._database.reading() as connection:
            return journal.due_troubles(connection, account, due)

    def drop_troubles(self, troubles: Sequence[Trouble]) -> None:
        """Messages that are not there any more need not be tried again."""
        with self._database.writing() as connection:
            journal.drop_troubles(connection, troubles)

    def due(self, account: str, *, now: datetime, limit: int) -> tuple[QueuedEffect, ...]:
        """Effects whose time has come; a move waits for what comes before it."""
        with self._database.reading() as connection:
            return outbox.due(connection, account, now, limit)

    def begin(self, effects: Collection[int], *, at: datetime) -> None:
        """They are being tried from now on; ValueError if one of them is settled already."""
        with self._database.writing() as connection:
            outbox.begin(connection, effects, at)

    def settle(self, receipts: Sequence[Receipt], *, deeds: Sequence[Deed] = ()) -> None:
        """What became of them; an illegal step raises ValueError and writes nothing."""
        with self._database.writing() as connection:
            outbox.settle(connection, receipts)
            ledger.append(connection, deeds)

    def cancel(self, effects: Collection[int], *, reason: str, at: datetime) -> None:
        """Those that are pending are refused without having been tried."""
        with self._database.writing() as connection:
            outbox.cancel(connection, effects, reason, at)

    def decision(self, decision: str) -> Recorded | None:
        """One decision by its id."""
        with self._database.reading() as connection:
            return history.one(connection, decision)

    def fates(self, decision: str) -> tuple[Fate, ...]:
        """What the receipts tell of each effect of one decision."""
        with self._database.reading() as connection:
            return fates.of(connection, decision)

    def decisions(self, query: Query) -> Iterator[Recorded]:
        """Decisions by time received, oldest first, some hundred in memory at a time."""
        return history.matching(self._database.reading, query)

    def knocks(self) -> tuple[Knocks, ...]:
        """Knocks at closed doors by the line of `closed` that they met."""
        with self._database.reading() as connection:
            return ledger.with_notes(connection, history.knocks(connection))

    def append(self, deeds: Sequence[Deed]) -> None:
        """Add to the ledger, in this order."""
        with self._database.writing() as connection:
            ledger.append(connection, deeds)

    def forget(self, decisions: Collection[str], *, deeds: Sequence[Deed]) -> None:
        """What is stored of these events is gone, and the deeds say so."""
        with self._database.writing() as connection:
            journal.forget(connection, decisions)
            ledger.append(connection, deeds)

    def head(self) -> Head:
        """The last entry of the ledger."""
        with self._database.reading() as connection:
            return ledger.head(connection)

    def hash_at(self, number: int) -> str | None:
        """The hash of that entry, None if it is not there."""
        with self._database.reading() as connection:
            return ledger.hash_at(connection, number)

    def entries(self) -> Iterator[Entry]:
        """The whole ledger in its order, some hundred in memory at a time."""
        return ledger.in_order(self._database.reading)

    def mentions(self) -> Iterator[Entry]:
        """Entries that name an object of the archive, by object and then in their order."""
        return ledger.by_object(self._database.reading)

    def notes(self) -> Iterator[Entry]:
        """Entries about notes, in their order."""
        return ledger.notes(self._database.reading)

    def unrecorded(self) -> str | None:
        """A decision that preserved something of which the ledger does not know."""
        with self._database.reading() as connection:
            return ledger.unrecorded(connection)

    def tallies(self, account: str) -> tuple[Tally, ...]:
        """How much each rule is about to move or answer, by round."""
        with self._database.reading() as connection:
            return brake.tallies(connection, account)

    def hold_back(self, tally: Tally, *, reason: str) -> None:
        """The pending effects of that rule and round wait until they are released."""
        with self._database.writing() as connection:
            brake.hold_back(connection, tally, reason)

    def held_back(self, account: str) -> tuple[Tally, ...]:
        """What is waiting because of the brake."""
        with self._database.reading() as connection:
            return brake.held_back(connection, account)

    def release_held(self, account: str, *, rule: str | None = None) -> int:
        """What waits of that rule, or everything, may go on; how many effects that were."""
        with self._database.writing() as connection:
            return brake.release(connection, account, rule)

    def hold(self, account: str, *, holder: str, now: datetime, lease: timedelta) -> str | None:
        """Take or renew the lease on one mailbox. None if it is ours now, else who has it."""
        with self._database.writing() as connection:
            return leases.hold(connection, account, holder, now=now, lease=lease)

    def holder(self, account: str, *, now: datetime) -> str | None:
        """Who has the lease on a mailbox, None if nobody."""
        with self._database.reading() as connection:
            return leases.holder(connection, account, now)

    def release(self, account: str, *, holder: str) -> None:
        """Give the lease back; nothing happens if somebody else has it."""
        with self._database.writing() as connection:
            leases.release(connection, account, holder)

    def setting(self, key: str) -> str | None:
        """One small remembered thing."""
        with self._database.reading() as connection:
            return connection.scalar(select(settings.c.value).where(settings.c.key == key))

    def set(self, key: str, value: str | None) -> None:
        """Remember it; None forgets it."""
        with self._database.writing() as connection:
            connection.execute(delete(settings).where(settings.c.key == key))
            if value is not None:
                connection.execute(insert(settings).values(key=key, value=value))

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()
