"""The Letterbox of screener.ports over SQL: each promise one transaction."""

from collections.abc import Collection, Container, Sequence
from datetime import datetime

from screener.adapters.store import ledger, letters
from screener.adapters.store.database import Database
from screener.domain.letters.outgoing import Outgoing, Postmark
from screener.domain.record.chain import Deed


class SqlLetterbox:
    """The outbox of letters in one SQL database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def queue(self, outgoing: Outgoing) -> None:
        """Add one letter; nothing happens if there is one of its key."""
        with self._database.writing() as connection:
            letters.add(connection, [outgoing])

    def due(self, account: str, *, now: datetime) -> tuple[Outgoing, ...]:
        """Letters to be tried by now, and those that a crash left started, oldest first."""
        with self._database.reading() as connection:
            return letters.due(connection, account, now)

    def begin(self, key: str) -> None:
        """It is being sent from now on; ValueError if it is not waiting."""
        with self._database.writing() as connection:
            letters.begin(connection, key)

    def settle(self, postmark: Postmark, *, deeds: Sequence[Deed] = ()) -> None:
        """What became of it; the effect of its decision is told too. ValueError: no legal step."""
        with self._database.writing() as connection:
            letters.settle(connection, postmark)
            ledger.append(connection, deeds)

    def letter(self, key: str) -> Outgoing | None:
        """One letter."""
        with self._database.reading() as connection:
            return letters.one(connection, key)

    def of_contact(self, contacts: Collection[str]) -> tuple[Outgoing, ...]:
        """Every letter that concerns one of these, oldest first."""
        with self._database.reading() as connection:
            return letters.of_contact(connection, contacts)

    def answered(self, contacts: Collection[str], template: str, *, since: datetime | None) -> bool:
        """Whether the template went to one of them since then, or is about to; None means ever."""
        with self._database.reading() as connection:
            return letters.answered_since(connection, contacts, template, since)

    def drafted(self, contacts: Collection[str], template: str, *, since: datetime | None) -> bool:
        """Whether it was laid in Drafts for one of them since then, or is about to; None: ever."""
        with self._database.reading() as connection:
            return letters.drafted_since(connection, contacts, template, since)

    def forget(self, contacts: Container[str | None], *, reason: str, at: datetime) -> None:
        """What waits is cancelled, and no letter to one of these has a text any more."""
        with self._database.writing() as connection:
            letters.forget(connection, contacts, reason, at)

    def automatic_since(self, account: str, since: datetime) -> int:
        """How many automatic answers the account has decided since then."""
        with self._database.reading() as connection:
            return letters.automatic_since(connection, account, since)
