"""The Outages of screener.ports over SQL: each promise one transaction."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, RowMapping, insert, or_, select, update

from screener.adapters.store.database import Database
from screener.adapters.store.tables import outages
from screener.ports.outages import Outage


class SqlOutages:
    """Outages in one SQL database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, account: str, *, at: datetime, why: str) -> Outage:
        with self._database.writing() as connection:
            there = _going_on(connection, account)
            if there is not None:
                return there
            connection.execute(
                insert(outages).values(account=account, since=at, why=why, told=False)
            )
            return Outage(account, at, None, why)

    def end(self, account: str, *, at: datetime) -> None:
        with self._database.writing() as connection:
            connection.execute(
                update(outages)
                .where(outages.c.account == account, outages.c.until.is_(None))
                .values(until=at)
            )

    def told(self, outage: Outage) -> bool:
        with self._database.writing() as connection:
            told = connection.execute(
                update(outages)
                .where(
                    outages.c.account == outage.account,
                    outages.c.since == outage.since,
                    outages.c.told.is_(False),
                )
                .values(told=True)
            )
            return told.rowcount == 1

    def known(self, account: str, *, since: datetime) -> Sequence[Outage]:
        with self._database.reading() as connection:
            found = connection.execute(
                select(outages)
                .where(
                    outages.c.account == account,
                    or_(outages.c.until.is_(None), outages.c.until > since),
                )
                .order_by(outages.c.since)
            )
            return [_outage(row) for row in found.mappings()]


def _going_on(connection: Connection, account: str) -> Outage | None:
    found = connection.execute(
        select(outages).where(outages.c.account == account, outages.c.until.is_(None))
    )
    row = found.mappings().first()
    return None if row is None else _outage(row)


def _outage(row: RowMapping) -> Outage:
    return Outage(row["account"], row["since"], row["until"], row["why"], row["told"])
