"""Who stands where in gates, and which messages are whose.

Each method is a promise of screener.ports.gatebook, and one transaction. The column `wish` is the
user's alone: what a round writes of a stay leaves it, unless that round has fulfilled it.
"""

from collections.abc import Collection, Container, Iterable, Sequence
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    and_,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)

from screener.adapters.store import letters as letterbox
from screener.adapters.store.bulk import chunks
from screener.adapters.store.database import Database
from screener.adapters.store.tables import letters, stay_messages, stays
from screener.domain.record.decision import Decision
from screener.domain.record.stay import Stage, Stay
from screener.ports.gatebook import Asked

_its_messages = and_(
    stay_messages.c.contact == stays.c.contact,
    stay_messages.c.gate == stays.c.gate,
    stay_messages.c.since == stays.c.since,
)


class SqlGatebook:
    """The Gatebook in one SQL database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def stays(self, contacts: Collection[str], *, since: datetime) -> tuple[Stay, ...]:
        lately = or_(stays.c.ended.is_(None), stays.c.ended >= since)
        with self._database.reading() as connection:
            return tuple(
                stay
                for some in chunks(sorted(contacts))
                for stay in _found(connection, stays.c.contact.in_(some), lately)
            )

    def inside(self, account: str | None = None) -> tuple[Stay, ...]:
        which: list[ColumnElement[bool]] = [stays.c.ended.is_(None)]
        if account is not None:
            which.append(stays.c.account == account)
        with self._database.reading() as connection:
            return tuple(_found(connection, *which))

    def ended(self, account: str, *, outcomes: Collection[str]) -> tuple[Stay, ...]:
        with self._database.reading() as connection:
            return tuple(
                _found(
                    connection,
                    stays.c.account == account,
                    stays.c.ended.is_not(None),
                    stays.c.outcome.in_(outcomes),
                    order=stays.c.ended,
                )
            )

    def left(self, account: str, *, since: datetime, until: datetime) -> tuple[Stay, ...]:
        with self._database.reading() as connection:
            return tuple(
                _found(
                    connection,
                    stays.c.account == account,
                    stays.c.ended > since,
                    stays.c.ended <= until,
                    order=stays.c.ended,
                )
            )

    def asked(self, account: str) -> tuple[Asked, ...]:
        with self._database.reading() as connection:
            found = connection.execute(
                select(stays, letters.c.settled_at)
                .outerjoin_from(stays, letters, letters.c.key == stays.c.letter)
                .where(
                    stays.c.account == account,
                    stays.c.ended.is_(None),
                    stays.c.stage == Stage.ASKING.value,
                )
                .order_by(stays.c.since, stays.c.contact)
            )
            return tuple(
                Asked(_stay(row), letterbox.one(connection, row["letter"] or ""), row["settled_at"])
                for row in found.mappings().all()
            )

    def asks(self, letter: str) -> bool:
        which = (stays.c.letter == letter, stays.c.stage == Stage.ASKING.value)
        with self._database.reading() as connection:
            return bool(connection.scalar(select(func.count()).select_from(stays).where(*which)))

    def passes(self, gate: str, *, since: datetime) -> int:
        which = (stays.c.gate == gate, stays.c.passed > since)
        with self._database.reading() as connection:
            return int(
                connection.scalar(select(func.count()).select_from(stays).where(*which)) or 0
            )

    def next_deadline(self) -> datetime | None:
        which = (stays.c.ended.is_(None), stays.c.stage == Stage.WAITING.value)
        with self._database.reading() as connection:
            return connection.scalar(
                select(stays.c.deadline)
                .where(*which, stays.c.deadline.is_not(None))
                .order_by(stays.c.deadline)
                .limit(1)
            )

    def put(self, stay: Stay) -> None:
        with self._database.writing() as connection:
            connection.execute(update(stays).where(_this(stay)).values(**_row(stay), wish=None))

    def wish(self, stay: Stay, word: str) -> bool:
        with self._database.writing() as connection:
            goes_on = and_(_this(stay), stays.c.ended.is_(None))
            return bool(connection.execute(update(stays).where(goes_on).values(wish=word)).rowcount)

    def wishes(self, account: str) -> tuple[tuple[Stay, str], ...]:
        with self._database.reading() as connection:
            found = connection.execute(
                select(stays)
                .where(
                    stays.c.account == account, stays.c.ended.is_(None), stays.c.wish.is_not(None)
                )
                .order_by(stays.c.since, stays.c.contact)
            )
            return tuple((_stay(row), row["wish"]) for row in found.mappings())

    def to_carry_out(self, account: str) -> tuple[tuple[Stay, tuple[str, ...]], ...]:
        with self._database.reading() as connection:
            found = connection.execute(
                select(stays, stay_messages.c.decision)
                .join_from(stays, stay_messages, _its_messages)
                .where(
                    stays.c.outcome.is_not(None),
                    stay_messages.c.account == account,
                    stay_messages.c.carried.is_distinct_from(stays.c.outcome),
                )
                .order_by(stays.c.since, stays.c.contact, stays.c.gate)
            )
            theirs: dict[Stay, list[str]] = {}
            for row in found.mappings():
                theirs.setdefault(_stay(row), []).append(row["decision"])
            return tuple((stay, tuple(messages)) for stay, messages in theirs.items())

    def carried(self, decisions: Collection[str], *, outcome: str) -> None:
        with self._database.writing() as connection:
            for some in chunks(decisions):
                these = stay_messages.c.decision.in_(some)
                connection.execute(update(stay_messages).where(these).values(carried=outcome))

    def messages(self, stay: Stay) -> tuple[str, ...]:
        with self._database.reading() as connection:
            return tuple(
                connection.scalars(
                    select(stay_messages.c.decision)
                    .join_from(stays, stay_messages, _its_messages)
                    .where(_this(stay))
                )
            )

    def forget(self, theirs: Container[object]) -> None:
        ended = stays.c.ended.is_not(None)
        with self._database.writing() as connection:
            every = connection.scalars(select(stays.c.contact).where(ended).distinct())
            for some in chunks([one for one in every if one in theirs]):
                over = and_(stays.c.contact.in_(some), ended)
                messages = exists().where(_its_messages, over)
                connection.execute(delete(stay_messages).where(messages))
                connection.execute(delete(stays).where(over))


def put_stays(connection: Connection, decisions: Sequence[Decision]) -> None:
    """Write the stays that these decisions change, and to which stays their messages belong."""
    for decision in decisions:
        stay = decision.stay
        if stay is None:
            continue
        if connection.execute(update(stays).where(_this(stay)).values(_row(stay))).rowcount == 0:
            connection.execute(insert(stays).values(_row(stay)))
        if stay.latest == decision.id:
            connection.execute(
                insert(stay_messages).values(
                    decision=decision.id,
                    contact=stay.contact,
                    gate=stay.gate,
                    since=stay.since,
                    account=decision.event.arrival.account,
                    carried=stay.outcome,
                )
            )


def _found(
    connection: Connection,
    *which: ColumnElement[bool],
    order: ColumnElement[datetime | None] = stays.c.since,
) -> Iterable[Stay]:
    found = connection.execute(select(stays).where(*which).order_by(order, stays.c.contact))
    return [_stay(row) for row in found.mappings()]


def _this(stay: Stay) -> ColumnElement[bool]:
    return and_(
        stays.c.contact == stay.contact, stays.c.gate == stay.gate, stays.c.since == stay.since
    )


def _row(stay: Stay) -> dict[str, object]:
    return stay.model_dump() | {"stage": stay.stage.value}


def _stay(row: RowMapping) -> Stay:
    return Stay(**{name: row[name] for name in Stay.model_fields})
