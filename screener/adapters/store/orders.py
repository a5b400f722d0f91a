"""Commands that came by mail.

Each method is a promise of screener.ports.orders, and one transaction. That a code is used up once
is a constraint of the table.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Select, and_, func, insert, select, update

from screener.adapters.store.database import Database
from screener.adapters.store.tables import orders
from screener.domain.digest.order import WHY_NOT, Order, Outcome


class SqlOrders:
    """The Orders in one SQL database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def take(self, orders: Sequence[Order], *, at: datetime) -> None:
        if not orders:
            return
        with self._database.writing() as connection:
            for order in orders:
                _take(connection, order, at)

    def by_code(self, code: str) -> Order | None:
        with self._database.reading() as connection:
            return next(iter(_found(connection, select(orders).where(orders.c.code == code))), None)

    def to_obey(self, account: str) -> tuple[Order, ...]:
        waiting = select(orders).where(orders.c.account == account, orders.c.settled.is_(None))
        with self._database.reading() as connection:
            return _found(connection, waiting.order_by(orders.c.at, orders.c.decision))

    def settle(self, order: Order) -> None:
        here = and_(orders.c.decision == order.decision, orders.c.settled.is_(None))
        with self._database.writing() as connection:
            connection.execute(update(orders).where(here).values(_row(order)))

    def settled(self, account: str, *, since: datetime, until: datetime) -> tuple[Order, ...]:
        signed = orders.c.outcome != Outcome.FORGED.value
        asked = select(orders).where(_in_time(account, since, until), signed)
        with self._database.reading() as connection:
            return _found(connection, asked.order_by(orders.c.settled, orders.c.decision))

    def forged(self, account: str, *, since: datetime, until: datetime) -> int:
        asked = select(func.count()).where(
            _in_time(account, since, until), orders.c.outcome == Outcome.FORGED.value
        )
        with self._database.reading() as connection:
            return connection.scalar(asked) or 0


def _take(connection: Connection, order: Order, at: datetime) -> None:
    known = select(orders.c.decision).where(orders.c.decision == order.decision)
    if connection.scalar(known) is not None:
        return
    used = select(orders.c.decision).where(orders.c.code == order.code)
    if order.code is not None and connection.scalar(used) is not None:
        unused = order.model_copy(update={"code": None})
        order = unused.ended(Outcome.USED, WHY_NOT[Outcome.USED], at=at)
    connection.execute(insert(orders).values(_row(order)))


def _in_time(account: str, since: datetime, until: datetime) -> ColumnElement[bool]:
    return and_(orders.c.account == account, orders.c.settled > since, orders.c.settled <= until)


def _found(connection: Connection, asked: Select[tuple[object, ...]]) -> tuple[Order, ...]:
    return tuple(Order(**row) for row in connection.execute(asked).mappings())


def _row(order: Order) -> dict[str, object]:
    return order.model_dump() | {"outcome": order.outcome and order.outcome.value}
