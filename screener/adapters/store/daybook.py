"""The Daybook of screener.ports over SQL: what happened in a span, without reading events."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import (
    RowMapping,
    Select,
    and_,
    func,
    or_,
    select,
)

from screener.adapters.store import ledger
from screener.adapters.store.bulk import CHUNK, chunks
from screener.adapters.store.database import Database
from screener.adapters.store.tables import (
    Instant,
    decisions,
    effects,
    letters,
    troubles,
)
from screener.domain.letters.letter import Kind
from screener.domain.letters.outgoing import Stage
from screener.domain.record.decision import Door, Trouble
from screener.domain.record.effect import MOVES, PERFORMED, Do, Effect, Status
from screener.domain.record.event import Class
from screener.ports.daybook import Dealt, Knocked, Letterhead, Sent

_DEALT = (
    decisions.c.id,
    decisions.c.door,
    decisions.c.continued,
    # From here on as they are.
    decisions.c.kind,
    decisions.c.from_handle,
    decisions.c.from_name,
    decisions.c.handle,
    decisions.c.contact,
    decisions.c.line,
    decisions.c.rule,
    decisions.c.destination,
    decisions.c.knock,
    decisions.c.round,
    decisions.c.reason,
)

_ASKED = (effects.c.do, effects.c.value, effects.c.status, effects.c.reason)

_DO = len(_DEALT)
"""Where the effect begins in a row."""

_IS_TOLD = or_(
    effects.c.do.in_([do.value for do in (*sorted(MOVES), Do.REPLY, Do.HAND_OFF, Do.DIGEST)]),
    effects.c.status == Status.WOULD.value,
)

_DOORS = {door.value: door for door in Door}

_OPEN = (Stage.WAITING.value, Stage.STARTED.value)

_letterheads = select(
    decisions.c.id,
    decisions.c.received,
    decisions.c.subject,
    decisions.c.event,
)

_letter_at = func.coalesce(letters.c.settled_at, letters.c.created, type_=Instant)


class SqlDaybook:
    """The days in one SQL database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def dealt(self, account: str, *, since: datetime, until: datetime) -> Iterator[Dealt]:
        with self._database.reading() as connection:
            rows = connection.execute(
                _dealt_in(account, since, until), execution_options={"yield_per": CHUNK}
            )
            for _, together in groupby(rows, key=itemgetter(0)):
                yield _dealt(together)

    def letterheads(self, wanted: Collection[str]) -> Mapping[str, Letterhead]:
        found: dict[str, Letterhead] = {}
        with self._database.reading() as connection:
            for some in chunks(wanted):
                for its_id, *row in connection.execute(
                    _letterheads.where(decisions.c.id.in_(some))
                ):
                    found[its_id] = _letterhead(*row)
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
                effects.c.do.in_([do.value for do in PERFORMED]),
                effects.c.settled_at > since,
                effects.c.settled_at <= until,
            )
            .group_by(effects.c.reason)
        )
        with self._database.reading() as connection:
            return dict(iter(connection.execute(counted)))


def _letterhead(received: datetime, subject: str | None, event: str) -> Letterhead:
    """That of the mail, or of the mail that reported a call."""
    told = json.loads(event)
    mail = told.get("mail", told)
    return Letterhead(
        received=received,
        subject=subject,
        classes=frozenset(map(Class, mail.get("classes", ()))),
        senders=[(one["address"], one["name"]) for one in mail.get("from_", ())],
    )


def _dealt_in(account: str, since: datetime, until: datetime) -> Select[Any]:
    """A row for each decision and effect; the latest decision first, and its effects in order."""
    told = and_(effects.c.decision == decisions.c.id, _IS_TOLD)
    return (
        select(*_DEALT, *_ASKED)
        .join_from(decisions, effects, told, isouter=True)
        .where(
            decisions.c.account == account,
            decisions.c.decided > since,
            decisions.c.decided <= until,
        )
        .order_by(
            decisions.c.decided.desc(),
            decisions.c.uid.desc(),
            decisions.c.id.desc(),
            effects.c.position,
        )
    )


def _dealt(together: Iterable[Any]) -> Dealt:
    """One decision, of its rows."""
    rows = list(together)
    its_id, door, continued, *rest = rows[0][:_DO]
    asked = () if rows[0][_DO] is None else _effects(tuple(row[_DO:] for row in rows))
    words = () if continued == "[]" else json.loads(continued)
    return Dealt._make((its_id, _DOORS[door], words, *rest, asked))


@lru_cache(maxsize=1024)  # the same few folders and words again and again
def _effects(asked: Sequence[tuple[str, str, str, str | None]]) -> tuple[Effect, ...]:
    return tuple(
        Effect(do=Do(do), value=json.loads(value), status=Status(status), reason=reason)
        for do, value, status, reason in asked
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
