"""The Daybook of screener.ports over SQL: what happened in a span, without reading events."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, Select, and_, func, or_, select

from screener.adapters.store import ledger
from screener.adapters.store.bulk import CHUNK, chunks
from screener.adapters.store.database import Database
from screener.adapters.store.history import effects_of
from screener.adapters.store.tables import Instant, decisions, effects, letters, troubles
from screener.domain.decision import Door, Mode, Trouble
from screener.domain.effect import Effect, Status
from screener.domain.event import Class
from screener.domain.letter import Kind
from screener.domain.outgoing import Stage
from screener.ports.daybook import Dealt, Knocked, Sent

_DEALT = (
    decisions.c.id,
    decisions.c.identity,
    decisions.c.received,
    decisions.c.decided,
    decisions.c.kind,
    decisions.c.mode,
    decisions.c.from_handle,
    decisions.c.from_name,
    decisions.c.handle,
    decisions.c.contact,
    decisions.c.door,
    decisions.c.line,
    decisions.c.subject,
    decisions.c.rule,
    decisions.c.continued,
    decisions.c.destination,
    decisions.c.knock,
    decisions.c.round,
    decisions.c.reason,
)

_OPEN = (Stage.WAITING.value, Stage.STARTED.value)

_events = select(decisions.c.id, decisions.c.event)

_letter_at = func.coalesce(letters.c.settled_at, letters.c.created, type_=Instant)


class SqlDaybook:
    """The days in one SQL database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def dealt(self, account: str, *, since: datetime, until: datetime) -> Iterator[Dealt]:
        # Page by page, each a transaction of its own: a slow reader keeps no snapshot.
        first = (
            select(*_DEALT)
            .where(decisions.c.account == account, decisions.c.decided <= until)
            .order_by(decisions.c.decided, decisions.c.id)
            .limit(CHUNK)
        )
        page = first.where(decisions.c.decided > since)
        while True:
            with self._database.reading() as connection:
                rows = connection.execute(page).mappings().all()
                asked = effects_of(connection, [row["id"] for row in rows])
            for row in rows:
                yield _dealt(row, asked[row["id"]])
            if len(rows) < CHUNK:
                return
            page = first.where(_after(rows[-1]))

    def classes(self, wanted: Collection[str]) -> Mapping[str, frozenset[Class]]:
        found: dict[str, frozenset[Class]] = {}
        with self._database.reading() as connection:
            for some in chunks(wanted):
                for name, event in connection.execute(_events.where(decisions.c.id.in_(some))):
                    found[name] = _classes(json.loads(event))
        return found

    def knocks(self, account: str | None, *, since: datetime, until: datetime) -> Sequence[Knocked]:
        with self._database.reading() as connection:
            if account is None:
                noted = ledger.noted(connection)
                return [
                    Knocked(line, at, "note", authenticated=True)
                    for line, at in noted
                    if since < at <= until
                ]
            found = connection.execute(
                select(
                    decisions.c.line,
                    decisions.c.received,
                    decisions.c.kind,
                    decisions.c.authenticated,
                )
                .where(
                    decisions.c.knock,
                    decisions.c.account == account,
                    decisions.c.line.is_not(None),
                    decisions.c.received > since,
                    decisions.c.received <= until,
                )
                .order_by(decisions.c.received)
            )
            return [Knocked(*row) for row in found]

    def letters(self, account: str, *, since: datetime, until: datetime) -> Sequence[Sent]:
        with self._database.reading() as connection:
            found = connection.execute(_letters(account, since, until)).mappings()
            return [_sent(row) for row in found]

    def written_before(self, account: str, kind: Kind, *, before: datetime) -> datetime | None:
        latest = select(func.max(letters.c.created, type_=Instant)).where(
            letters.c.account == account,
            letters.c.kind == kind.value,
            letters.c.created < before,
        )
        with self._database.reading() as connection:
            found: datetime | None = connection.scalar(latest)
            return found

    def troubles(self, account: str) -> Sequence[Trouble]:
        with self._database.reading() as connection:
            found = connection.execute(select(troubles).where(troubles.c.account == account))
            return [Trouble(**row) for row in found.mappings()]

    def failed(self, account: str, *, since: datetime, until: datetime) -> Mapping[str, int]:
        counted = (
            select(func.coalesce(effects.c.reason, ""), func.count())
            .where(
                effects.c.account == account,
                effects.c.status == Status.FAILED.value,
                effects.c.settled_at > since,
                effects.c.settled_at <= until,
            )
            .group_by(effects.c.reason)
        )
        with self._database.reading() as connection:
            return dict(iter(connection.execute(counted)))


def _classes(event: Mapping[str, Any]) -> frozenset[Class]:
    """Those of the mail, or of the mail that reported a call."""
    mail = event.get("mail", event)
    return frozenset(map(Class, mail.get("classes", ())))


def _after(row: RowMapping) -> Any:
    return or_(
        decisions.c.decided > row["decided"],
        and_(decisions.c.decided == row["decided"], decisions.c.id > row["id"]),
    )


def _dealt(row: RowMapping, asked: Sequence[Effect]) -> Dealt:
    values = dict(row)
    return Dealt(
        id=values["id"],
        identity=values["identity"],
        received=values["received"],
        decided=values["decided"],
        kind=values["kind"],
        mode=Mode(values["mode"]),
        handle=values["from_handle"],
        name=values["from_name"],
        key=values["handle"],
        contact=values["contact"],
        door=Door(values["door"]),
        line=values["line"],
        subject=values["subject"],
        rule=values["rule"],
        continued=json.loads(values["continued"]),
        destination=values["destination"],
        knock=values["knock"],
        round=values["round"],
        reason=values["reason"],
        effects=asked,
    )


def _letters(account: str, since: datetime, until: datetime) -> Select[Any]:
    return (
        select(
            letters.c.key,
            _letter_at.label("at"),
            letters.c.kind,
            letters.c.contact,
            letters.c.template,
            letters.c.stage,
            letters.c.as_draft,
            letters.c.reason,
        )
        .where(
            letters.c.account == account,
            or_(
                letters.c.stage.in_(_OPEN),
                and_(letters.c.settled_at > since, letters.c.settled_at <= until),
            ),
        )
        .order_by(_letter_at, letters.c.key)
    )


def _sent(row: RowMapping) -> Sent:
    return Sent(
        key=row["key"],
        at=row["at"],
        kind=Kind(row["kind"]),
        contact=row["contact"],
        template=row["template"],
        stage=Stage(row["stage"]),
        as_draft=row["as_draft"],
        reason=row["reason"],
    )
