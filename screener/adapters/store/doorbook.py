"""What is remembered of doors: closings, the search for past messages, requests and questions.

Each method is a promise of screener.ports.doorbook, and one transaction.
"""

import json
from collections.abc import Collection, Container, Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    Connection,
    RowMapping,
    and_,
    delete,
    insert,
    or_,
    select,
    update,
)

from screener.adapters.store import ledger as chain
from screener.adapters.store import sweeps
from screener.adapters.store.bulk import chunks, delete_theirs
from screener.adapters.store.database import Database
from screener.adapters.store.tables import (
    closings,
    decisions,
    ledger,
    questions,
    requests,
    settings,
)
from screener.domain.doors.closing import Changed, Closing, Request
from screener.domain.doors.sweep import Sweep
from screener.domain.record.chain import Act, Deed
from screener.domain.record.decision import CLOSED_DOOR
from screener.domain.record.question import Question
from screener.ports.doorbook import Evidence

_BEGUN = "doors_known"
"""The setting that is there once the doors of the first start were noted."""

_INTENDED = "door_intended:"
"""What begins the settings that each have a move which may be in the file already."""


class SqlDoorbook:
    """The Doorbook in one SQL database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def closings(self) -> tuple[Closing, ...]:
        with self._database.reading() as connection:
            found = connection.execute(
                select(closings).where(closings.c.ended.is_(None)).order_by(closings.c.line)
            )
            return tuple(_closing(row) for row in found.mappings())

    def begun(self) -> datetime | None:
        with self._database.reading() as connection:
            return _begun(connection)

    def begin(self, found: Sequence[Closing], *, at: datetime) -> None:
        with self._database.writing() as connection:
            if _begun(connection):
                return
            _put(connection, found)
            connection.execute(insert(settings).values(key=_BEGUN, value=at.isoformat()))

    def note(
        self,
        changed: Changed,
        *,
        at: datetime,
        accounts: Collection[str],
        deeds: Sequence[Deed] = (),
        asked: Sequence[Question] = (),
    ) -> None:
        with self._database.writing() as connection:
            fresh = _put(connection, changed.began)
            going_on = [*((one.line, one) for one in changed.grown), *changed.renamed]
            for line, closing in going_on:
                _replace(connection, line, closing)
            told = fresh | _end(connection, [one.line for one in changed.ended], at)
            swept = [one for one in changed.began if one.line in fresh]
            swept += [closing for _, closing in going_on]
            sweeps.add(connection, accounts, {one.sweep for one in swept if one.sweep})
            chain.append(connection, [deed for deed in deeds if deed.contact in told])
            _ask(connection, asked)

    def leave_the_past(self, lines: Collection[str]) -> None:
        with self._database.writing() as connection:
            for some in chunks(lines):
                which = and_(closings.c.line.in_(some), closings.c.ended.is_(None))
                connection.execute(update(closings).where(which).values(sweep=None))

    def sweeps(self, *, account: str | None = None) -> tuple[Sweep, ...]:
        with self._database.reading() as connection:
            return sweeps.unfinished(connection, account)

    def swept(self, occasion: datetime) -> tuple[Sweep, ...]:
        with self._database.reading() as connection:
            return sweeps.of_occasion(connection, occasion)

    def went_on(self, sweep: Sweep) -> None:
        with self._database.writing() as connection:
            sweeps.write(connection, sweep)

    def evidence(self, account: str, identities: Collection[str]) -> dict[str, Evidence]:
        found: dict[str, Evidence] = {}
        with self._database.reading() as connection:
            for some in chunks(identities):
                which = (decisions.c.account == account, decisions.c.identity.in_(some))
                for row in connection.execute(_evidence.where(*which)):
                    before = found.get(row.identity, Evidence(None, None))
                    counted = row.decided if row.rule == CLOSED_DOOR else before.counted
                    found[row.identity] = Evidence(row.preserved or before.sha256, counted)
        return found

    def preserved_for(self, contact: str, objects: Collection[str]) -> frozenset[str]:
        kept: set[str] = set()
        with self._database.reading() as connection:
            for some in chunks(objects):
                kept.update(
                    connection.execute(
                        select(ledger.c.sha256).where(
                            ledger.c.sha256.in_(some),
                            ledger.c.contact == contact,
                            ledger.c.act.in_((Act.PRESERVED.value, Act.REPLIED.value)),
                        )
                    ).scalars()
                )
        return frozenset(kept)

    def ask(self, asked: Sequence[Question]) -> None:
        with self._database.writing() as connection:
            _ask(connection, asked)

    def questions(self, *, settled: bool = False) -> tuple[Question, ...]:
        with self._database.reading() as connection:
            which = questions.c.settled.is_not(None) if settled else questions.c.settled.is_(None)
            found = connection.execute(
                select(questions).where(which).order_by(questions.c.at, questions.c.id)
            )
            return tuple(Question(**row) for row in found.mappings())

    def settle(self, ids: Collection[str], *, at: datetime) -> None:
        with self._database.writing() as connection:
            for some in chunks(ids):
                which = and_(questions.c.id.in_(some), questions.c.settled.is_(None))
                connection.execute(update(questions).where(which).values(settled=at))

    def unask(self, theirs: Container[object]) -> None:
        with self._database.writing() as connection:
            delete_theirs(connection, questions.c.contact, theirs)

    def queue(self, wanted: Request, *, asked: Sequence[Question] = ()) -> None:
        row = wanted.model_dump(exclude={"id"}) | {
            "door": wanted.door.value,
            "by": wanted.by.value,
            "until": _day(wanted.until),
        }
        with self._database.writing() as connection:
            connection.execute(insert(requests).values(row))
            _ask(connection, asked)

    def queued(self) -> tuple[Request, ...]:
        with self._database.reading() as connection:
            found = connection.execute(select(requests).order_by(requests.c.id))
            return tuple(Request(**row) for row in found.mappings())

    def drop(self, request: Request) -> None:
        with self._database.writing() as connection:
            connection.execute(delete(requests).where(requests.c.id == request.id))

    def intend(self, wanted: Sequence[Request]) -> None:
        rows = {_intention(one): one.model_dump_json() for one in wanted}
        if not rows:
            return
        with self._database.writing() as connection:
            connection.execute(delete(settings).where(settings.c.key.in_(rows)))
            connection.execute(
                insert(settings), [{"key": key, "value": value} for key, value in rows.items()]
            )

    def intended(self) -> tuple[Request, ...]:
        with self._database.reading() as connection:
            found = connection.scalars(_intended)
            return tuple(Request.model_validate_json(value) for value in found)

    def enter(self, wanted: Request, deeds: Sequence[Deed]) -> None:
        here = settings.c.key == _intention(wanted)
        with self._database.writing() as connection:
            if connection.execute(delete(settings).where(here)).rowcount:
                chain.append(connection, deeds)


_intended = (
    select(settings.c.value)
    .where(settings.c.key.startswith(_INTENDED, autoescape=True))
    .order_by(settings.c.key)
)

_evidence = select(
    decisions.c.identity, decisions.c.preserved, decisions.c.rule, decisions.c.decided
).order_by(decisions.c.decided)


def _intention(wanted: Request) -> str:
    return f"{_INTENDED}{wanted.at.astimezone(UTC).isoformat()}:{wanted.said}:{wanted.via}"


def _begun(connection: Connection) -> datetime | None:
    said = connection.scalar(select(settings.c.value).where(settings.c.key == _BEGUN))
    return None if said is None else datetime.fromisoformat(said)


def _put(connection: Connection, found: Sequence[Closing]) -> set[str]:
    """Write those whose line is not closed already; which lines that were."""
    if not found:
        return set()
    closed = set(connection.scalars(select(closings.c.line).where(closings.c.ended.is_(None))))
    fresh = [closing for closing in found if closing.line not in closed]
    for some in chunks(fresh):
        connection.execute(insert(closings), [_row(closing) for closing in some])
    return {closing.line for closing in fresh}


def _replace(connection: Connection, line: str, closing: Closing) -> None:
    here = and_(closings.c.line == line, closings.c.at == closing.at)
    connection.execute(update(closings).where(here).values(_row(closing)))


def _end(connection: Connection, lines: Collection[str], at: datetime) -> set[str]:
    """End the closings of these lines; which of them had not ended yet."""
    ended: set[str] = set()
    for line in lines:
        here = and_(closings.c.line == line, closings.c.ended.is_(None))
        if connection.execute(update(closings).where(here).values(ended=at)).rowcount:
            ended.add(line)
    return ended


def _ask(connection: Connection, asked: Sequence[Question]) -> None:
    """Write the questions that were never asked, and are not asked in the same words now."""
    for one in asked:
        alike = and_(
            questions.c.kind == one.kind.value,
            questions.c.contact.is_not_distinct_from(one.contact),
            questions.c.text == one.text,
            questions.c.settled.is_(None),
        )
        there = select(questions.c.id).where(or_(questions.c.id == one.id, alike))
        if connection.scalar(there.limit(1)) is None:
            row = one.model_dump() | {"kind": one.kind.value}
            connection.execute(insert(questions).values(row))


def _row(closing: Closing) -> dict[str, Any]:
    return closing._asdict() | {
        "handles": json.dumps(sorted(closing.handles), ensure_ascii=False),
        "until": _day(closing.until),
    }


def _closing(row: RowMapping) -> Closing:
    return Closing(
        line=row["line"],
        handles=frozenset(json.loads(row["handles"])),
        at=row["at"],
        until=row["until"] and date.fromisoformat(row["until"]),
        sweep=row["sweep"],
    )


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
