"""What was decided, for people who ask: one decision, the log, the knocks."""

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    Select,
    func,
    literal,
    or_,
    select,
    tuple_,
)

from screener.adapters.store.bulk import CHUNK
from screener.adapters.store.rows import decision_of, effect_of
from screener.adapters.store.tables import decisions, effects
from screener.domain.people.handle import address_key
from screener.domain.record.effect import Effect
from screener.ports.store import Knocks, Query, Recorded

_knocks = (
    select(decisions.c.line, func.count().label("times"), func.max(decisions.c.received))
    .where(decisions.c.knock, decisions.c.line.is_not(None))
    .group_by(decisions.c.line)
    .order_by(decisions.c.line)
)

_place = decisions.c.received, decisions.c.uid, decisions.c.id
"""Servers tell the second of receipt only: within it, a folder's numbers say what came first."""

_in_order = select(decisions).order_by(*_place).limit(CHUNK)


def one(connection: Connection, name: str) -> Recorded | None:
    """The decision with this id."""
    rows = _rows(connection, select(decisions).where(decisions.c.id == name))
    return next(iter(_recorded(connection, rows)), None)


def matching(
    reading: Callable[[], AbstractContextManager[Connection]], query: Query
) -> Iterator[Recorded]:
    """Decisions by time received; each page is a transaction of its own.

    So a slow reader keeps no lock and no snapshot, and sees what is added behind its place.
    """
    page = first = _in_order.where(*_asked(query))
    fits = _fits(query)
    while True:
        with reading() as connection:
            rows = _rows(connection, page)
            found = _recorded(connection, [row for row in rows if fits(row)])
        yield from found
        if len(rows) < CHUNK:
            return
        page = first.where(_after(rows[-1]))


def knocks(connection: Connection) -> tuple[Knocks, ...]:
    """How often each closed line was met."""
    return tuple(Knocks(*row) for row in connection.execute(_knocks))


def _asked(query: Query) -> Iterator[ColumnElement[bool]]:
    if query.since is not None:
        yield decisions.c.received >= query.since
    if query.contact is not None:
        yield or_(
            decisions.c.contact == query.contact,
            decisions.c.handle == address_key(query.contact),
        )
    if query.rule is not None:
        yield decisions.c.rule == query.rule
    if query.account is not None:
        yield decisions.c.account == query.account
    if query.message_id is not None:
        yield decisions.c.message_id == query.message_id
    if query.line is not None:
        yield decisions.c.line == query.line
    if query.knocks_only:
        yield decisions.c.knock


def _after(row: RowMapping) -> ColumnElement[bool]:
    return tuple_(*_place) > tuple_(*(literal(row[each.name], each.type) for each in _place))


def _fits(query: Query) -> Callable[[RowMapping], bool]:
    """What is looked at here and not in SQL: SQLite folds the case of ASCII only."""
    subject = query.subject.casefold() if query.subject is not None else ""
    mentions = _any_of(query.mentions) if query.mentions else None

    def fits(row: RowMapping) -> bool:
        if subject and subject not in (row["subject"] or "").casefold():
            return False
        return mentions is None or mentions.search(row["event"]) is not None

    return fits


def _any_of(pieces: Collection[str]) -> Any:
    """A pattern for the pieces as they stand in the JSON of an event, in any case."""
    import re2  # late: few questions need it

    written = (json.dumps(piece, ensure_ascii=False)[1:-1] for piece in pieces)
    return re2.compile("(?i)" + "|".join(map(re2.escape, written)))


def _rows(connection: Connection, which: Select[tuple[object, ...]]) -> Sequence[RowMapping]:
    return connection.execute(which).mappings().all()


def _recorded(connection: Connection, rows: Sequence[RowMapping]) -> list[Recorded]:
    by_decision = effects_of(connection, [row["id"] for row in rows])
    return [
        Recorded(decision_of(row, by_decision[row["id"]]), by_decision[row["id"]]) for row in rows
    ]


def effects_of(connection: Connection, ids: Collection[str]) -> dict[str, tuple[Effect, ...]]:
    """The effects of these decisions, each in their order."""
    rows = connection.execute(
        select(effects, effects.c.reason.label("effect_reason"))
        .where(effects.c.decision.in_(ids))
        .order_by(effects.c.decision, effects.c.position)
    )
    found: dict[str, tuple[Effect, ...]] = defaultdict(tuple)
    for row in rows.mappings():
        found[row["decision"]] += (effect_of(row),)
    return found
