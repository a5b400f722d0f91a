"""What is to be taken back, and what was.

Each method is a promise of screener.ports.undoings, and one transaction.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Connection, RowMapping, Select, and_, delete, insert, select, update

from screener.adapters.store import journal
from screener.adapters.store.bulk import chunks
from screener.adapters.store.database import Database
from screener.adapters.store.rows import decision_of, effect_of
from screener.adapters.store.tables import decisions, effects, undoings
from screener.domain.record.decision import Decision
from screener.domain.record.effect import Status
from screener.domain.record.undoing import UNDOABLE, UNDONE, DoneEffect, How, Undoable, Undone

_KINDS = sorted(do.value for do in UNDOABLE)

_TAKEN = and_(
    effects.c.do.in_(_KINDS),
    effects.c.status.in_((Status.DONE.value, Status.PENDING.value)),
)


class SqlUndoings:
    """The Undoings in one SQL database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(
        self, *, decision: str | None, since: datetime | None, rule: str | None
    ) -> tuple[str, ...]:
        asked = select(decisions.c.id).join_from(effects, decisions).where(_TAKEN).distinct()
        if decision is not None:
            asked = asked.where(decisions.c.id == decision)
        if rule is not None:
            asked = asked.where(decisions.c.rule == rule)
        if since is not None:
            done = (effects.c.settled_at >= since, decisions.c.decided >= since)
            asked = asked.where(done[0] | ((effects.c.status == Status.PENDING.value) & done[1]))
        return self._not_back(asked)

    def by_rule(
        self, account: str, rule: str, *, since: datetime, until: datetime
    ) -> tuple[str, ...]:
        theirs = (decisions.c.account == account, decisions.c.rule == rule)
        then = (decisions.c.decided > since, decisions.c.decided <= until)
        asked = select(decisions.c.id).join_from(effects, decisions).where(_TAKEN, *theirs, *then)
        return self._not_back(asked.distinct())

    def _not_back(self, asked: Select[tuple[str]]) -> tuple[str, ...]:
        """Those that were not taken back already, oldest first."""
        with self._database.reading() as connection:
            back = set(
                connection.scalars(
                    select(undoings.c.decision).where(undoings.c.outcome == How.DONE.value)
                )
            )
            found = connection.execute(
                asked.add_columns(decisions.c.decided).order_by(decisions.c.decided, decisions.c.id)
            )
            return tuple(name for name, _ in found if name not in back)

    def ask(self, wanted: Collection[str], *, at: datetime) -> None:
        with self._database.writing() as connection:
            for some in chunks(wanted):
                _cancel(connection, some, at)
                connection.execute(delete(undoings).where(undoings.c.decision.in_(some)))
                rows = connection.execute(
                    select(decisions.c.id, decisions.c.account).where(decisions.c.id.in_(some))
                )
                asked = [{"decision": name, "account": whose, "asked": at} for name, whose in rows]
                connection.execute(insert(undoings), asked)

    def asked(self, account: str) -> tuple[Undoable, ...]:
        with self._database.reading() as connection:
            rows = (
                connection.execute(
                    select(decisions)
                    .join_from(undoings, decisions)
                    .where(undoings.c.account == account, undoings.c.outcome.is_(None))
                    .order_by(undoings.c.asked, decisions.c.id)
                )
                .mappings()
                .all()
            )
            done = _done(connection, [row["id"] for row in rows])
            return tuple(Undoable(decision_of(row, ()), done.get(row["id"], ())) for row in rows)

    def settle(self, outcomes: Sequence[Undone], known_as: Sequence[Decision] = ()) -> None:
        with self._database.writing() as connection:
            journal.add(connection, known_as)
            for one in outcomes:
                here = undoings.c.decision == one.decision
                said = {"outcome": one.how.value, "reason": one.reason}
                connection.execute(update(undoings).where(here).values(said))
                if one.how is How.DONE:
                    was_done = and_(
                        effects.c.decision == one.decision,
                        effects.c.status == Status.DONE.value,
                        effects.c.do.in_(_KINDS),
                    )
                    connection.execute(update(effects).where(was_done).values(reason=UNDONE))

    def outcomes(self, wanted: Collection[str]) -> tuple[Undone, ...]:
        found: list[Undone] = []
        with self._database.reading() as connection:
            for some in chunks(wanted):
                rows = connection.execute(
                    select(undoings).where(
                        undoings.c.decision.in_(some), undoings.c.outcome.is_not(None)
                    )
                ).mappings()
                found += [
                    Undone(decision=row["decision"], how=row["outcome"], reason=row["reason"])
                    for row in rows
                ]
        return tuple(found)


def _cancel(connection: Connection, some: Collection[str], at: datetime) -> None:
    """What waits for its turn is not done at all."""
    waiting = and_(effects.c.decision.in_(some), effects.c.status == Status.PENDING.value)
    refused = {"status": Status.REFUSED.value, "reason": UNDONE, "settled_at": at}
    connection.execute(update(effects).where(waiting).values(refused))


def _done(connection: Connection, ids: Collection[str]) -> dict[str, tuple[DoneEffect, ...]]:
    """What was done of these decisions, in the order of doing."""
    found: dict[str, tuple[DoneEffect, ...]] = {}
    for some in chunks(ids):
        rows = connection.execute(
            select(effects, effects.c.reason.label("effect_reason"))
            .where(
                effects.c.decision.in_(some),
                effects.c.status == Status.DONE.value,
                effects.c.do.in_(_KINDS),
            )
            .order_by(effects.c.decision, effects.c.position)
        ).mappings()
        for row in rows:
            found[row["decision"]] = (*found.get(row["decision"], ()), _one(row))
    return found


def _one(row: RowMapping) -> DoneEffect:
    return DoneEffect(
        effect_of(row), row["landed_folder"], row["landed_uidvalidity"], row["landed_uid"]
    )
