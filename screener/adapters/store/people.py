"""The People of screener.ports over SQL: who came, and to whom the user wrote.

What was decided is asked of the decisions themselves. The tables `heard` and `wrote` have only
what is learned beside them.
"""

from collections import defaultdict
from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from itertools import chain, islice, repeat
from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    Column,
    ColumnClause,
    Compiled,
    Connection,
    CursorResult,
    Dialect,
    Select,
    Text,
    bindparam,
    column,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    text,
    type_coerce,
    values,
)

from screener.adapters.store import journal
from screener.adapters.store.bulk import CHUNK, chunks, delete_theirs
from screener.adapters.store.database import Database
from screener.adapters.store.tables import (
    Instant,
    decisions,
    heard,
    marks,
    microseconds,
    wrote,
)
from screener.domain.doors.likeness import Mark, Sign
from screener.domain.record.decision import Bookmark, Door
from screener.domain.record.history import Past
from screener.ports.people import Acquaintance, Happened

_SIDES = (decisions.c.handle, decisions.c.contact)
"""Where somebody is found: by any of their handles, or by the name that they had then."""

_READABLE = decisions.c.kind != "unreadable"

_forget_letter = delete(wrote).where(
    wrote.c.handle == bindparam("its_handle"), wrote.c.at == bindparam("its_at")
)

_forget_mark = delete(marks).where(
    marks.c.sign == bindparam("its_sign"),
    marks.c.value == bindparam("its_value"),
    marks.c.line == bindparam("its_line"),
)

_put_mark = insert(marks).values(
    sign=bindparam("its_sign"), value=bindparam("its_value"), line=bindparam("its_line")
)


class SqlPeople:
    """People in one SQL database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def events(
        self, since: Mapping[str, datetime], *, until: datetime
    ) -> Mapping[str, Sequence[Happened]]:
        """Under each handle or name, events received since then and decided before `until`."""
        found: dict[str, dict[str, Happened]] = defaultdict(dict)
        with self._database.reading() as connection:
            for some in chunks(since.items()):
                for side in _SIDES:
                    for key, *row in connection.execute(_events(some, side, until)):
                        one = _happened(*row)
                        found[key].setdefault(one.identity, one)
        return {key: tuple(ones.values()) for key, ones in found.items()}

    def others(
        self, pairs: Collection[tuple[str, str]], *, until: datetime
    ) -> Collection[tuple[str, str]]:
        """Those pairs for which an event of another identity was decided before `until`."""
        with self._database.reading() as connection:
            return {
                (row.key, row.identity)
                for some in chunks(pairs)
                for row in _others(connection, some, until)
            }

    def acquaintances(
        self, handles: Collection[str], *, until: datetime | None = None
    ) -> Mapping[str, Acquaintance]:
        """What was learned of these."""
        known: dict[str, Acquaintance] = {}
        with self._database.reading() as connection:
            for some in chunks(handles):
                rows = connection.execute(select(heard).where(heard.c.handle.in_(some)))
                known |= {row.handle: Acquaintance(row.first, row.last) for row in rows}
                for handle, at in connection.execute(_last_letters(some, until)):
                    known[handle] = known.get(handle, Acquaintance())._replace(wrote_at=at)
        return known

    def learn(
        self,
        bookmark: Bookmark,
        *,
        heard: Collection[tuple[str, datetime]] = (),
        wrote: Collection[tuple[str, datetime]] = (),
    ) -> None:
        """Add it to what is known."""
        with self._database.writing() as connection:
            _put_heard(connection, heard)
            _put_wrote(connection, wrote)
            journal.put_bookmark(connection, bookmark)

    def unlearn(self, theirs: Container[object]) -> None:
        """Nothing of `learn` and `mark` stays of these."""
        with self._database.writing() as connection:
            for column in (heard.c.handle, wrote.c.handle, marks.c.line):
                delete_theirs(connection, column, theirs)

    def first_came(self, handle: str) -> datetime | None:
        """The earliest of what was decided and what was there before."""
        came = select(func.min(decisions.c.received, type_=Instant))
        with self._database.reading() as connection:
            decided = connection.scalar(came.where(decisions.c.handle == handle))
            before = connection.scalar(select(heard.c.first).where(heard.c.handle == handle))
        return min(filter(None, (decided, before)), default=None)

    def mark(self, found: Collection[tuple[str, Mark]]) -> None:
        """Add those that are not there yet."""
        rows = [
            {"its_sign": mark.sign.value, "its_value": mark.value, "its_line": line}
            for line, mark in dict.fromkeys(found)
        ]
        if rows:
            with self._database.writing() as connection:
                connection.execute(_forget_mark, rows)
                connection.execute(_put_mark, rows)

    def marked(self, signs: Collection[Mark]) -> Mapping[str, Collection[Mark]]:
        """The lines that have such marks, and those whose messages have such a Message-ID."""
        found: dict[str, set[Mark]] = defaultdict(set)
        with self._database.reading() as connection:
            for some in chunks(signs):
                values = [one.value for one in some]
                for sign, value, line in connection.execute(_marks_with(values)):
                    if (mark := Mark(Sign(sign), value)) in some:
                        found[line].add(mark)
                threads = [one.value for one in some if one.sign is Sign.THREAD]
                for message_id, line in connection.execute(_closed_messages(threads)):
                    found[line].add(Mark(Sign.THREAD, message_id))
        return found


def _events(
    since: Iterable[tuple[str, datetime]], side: Column[Any], until: datetime
) -> Select[Any]:
    asked = _asked(column("since", Instant), since)
    return (
        select(
            asked.c.key,
            decisions.c.identity,
            decisions.c.received,
            decisions.c.kind,
            decisions.c.authenticated,
            decisions.c.knock,
        )
        .join_from(asked, decisions, side == asked.c.key)
        .where(decisions.c.received >= asked.c.since, decisions.c.decided < until, _READABLE)
    )


def _asked(about: ColumnClause[Any], rows: Iterable[tuple[str, object]]) -> CTE:
    """A table of what is asked for: a key, and something about it."""
    # SQLite takes VALUES nowhere else than in WITH.
    return values(column("key", Text), about, name="asked").data([*rows]).cte("asked")


def _happened(identity: str, *past: Any) -> Happened:
    return Happened(identity, Past(*past))


def _others(
    connection: Connection, pairs: Sequence[tuple[str, str]], until: datetime
) -> CursorResult[Any]:
    """Those of at most CHUNK pairs that have others."""
    # Filled up with the last one, so that there is one statement for every length.
    asked: dict[str, object] = {"until": microseconds(until)}
    for number, (key, identity) in enumerate(islice(chain(pairs, repeat(pairs[-1])), CHUNK)):
        asked |= {f"key_{number}": key, f"identity_{number}": identity}
    written, names = _others_written(connection.dialect)
    given = written.construct_params(asked) or {}
    return connection.exec_driver_sql(written.string, tuple(given[name] for name in names))


@cache
def _others_written(dialect: Dialect) -> tuple[Compiled, Sequence[str]]:
    """Once for good, since writing such a table takes longer than looking it up: the statement,
    and the names of its values in their order.
    """
    # Three times as fast as `_asked`. Either database calls the columns of VALUES so.
    rows = ", ".join(f"(:key_{number}, :identity_{number})" for number in range(CHUNK))
    names = column("column1", Text), column("column2", Text)
    key, identity = text(f"VALUES {rows}").columns(*names).cte("asked").c
    found = select(key.label("key"), identity.label("identity")).where(
        or_(
            *(
                exists().where(
                    side == key,
                    decisions.c.identity != identity,
                    type_coerce(decisions.c.decided, BigInteger) < bindparam("until"),
                    _READABLE,
                )
                for side in _SIDES
            )
        )
    )
    written = found.compile(dialect=dialect)
    return written, tuple(written.positiontup or ())


def _last_letters(handles: Collection[str], until: datetime | None) -> Select[Any]:
    found = select(wrote.c.handle, func.max(wrote.c.at, type_=Instant)).group_by(wrote.c.handle)
    found = found.where(wrote.c.handle.in_(handles))
    return found if until is None else found.where(wrote.c.at <= until)


def _marks_with(values: Collection[str]) -> Select[Any]:
    return select(marks.c.sign, marks.c.value, marks.c.line).where(
        marks.c.sign.in_([sign.value for sign in Sign]), marks.c.value.in_(values)
    )


def _closed_messages(message_ids: Collection[str]) -> Select[Any]:
    return select(decisions.c.message_id, decisions.c.line).where(
        decisions.c.message_id.in_(message_ids),
        decisions.c.door == Door.CLOSED.value,
        decisions.c.line.is_not(None),
    )


def _put_heard(connection: Connection, found: Collection[tuple[str, datetime]]) -> None:
    spans: dict[str, list[datetime]] = defaultdict(list)
    for handle, at in found:
        spans[handle].append(at)
    for some in chunks(spans.items()):
        here = heard.c.handle.in_([handle for handle, _ in some])
        for row in connection.execute(select(heard).where(here)):
            spans[row.handle] += [row.first, row.last]
        connection.execute(delete(heard).where(here))
    rows = [{"handle": key, "first": min(at), "last": max(at)} for key, at in spans.items()]
    if rows:
        connection.execute(insert(heard), rows)


def _put_wrote(connection: Connection, found: Collection[tuple[str, datetime]]) -> None:
    rows = [{"handle": handle, "at": at} for handle, at in dict.fromkeys(found)]
    if rows:
        connection.execute(
            _forget_letter, [{"its_" + key: row[key] for key in row} for row in rows]
        )
        connection.execute(insert(wrote), rows)
