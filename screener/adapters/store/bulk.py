"""Many rows at once: keys cut into lists that fit a statement, and statements without ceremony.

SQLAlchemy's own executemany looks at each value of each row, and its IN writes the statement anew
for each list; either costs as much as SQLite's work does. So here it only says once how a
statement is written in this database, and the driver gets the values as they are.
"""

from collections.abc import Collection, Container, Iterator, Mapping, Sequence
from functools import cache
from itertools import islice, repeat
from typing import Any, TypeVar

from sqlalchemy import (
    BindParameter,
    Column,
    Connection,
    Dialect,
    Table,
    bindparam,
    delete,
    insert,
    select,
)

CHUNK = 500
"""Keys in one statement: every database takes that many, and one plan serves again and again."""

_Key = TypeVar("_Key")


def chunks(keys: Collection[_Key]) -> Iterator[Sequence[_Key]]:
    """The keys in their order, at most CHUNK at a time."""
    rest = iter(keys)
    while some := tuple(islice(rest, CHUNK)):
        yield some


def insert_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
    """Insert rows that have the same keys, and values that the driver takes as they are."""
    if rows:
        statement = _insert(table, tuple(rows[0]), connection.dialect)
        connection.exec_driver_sql(statement, [tuple(row.values()) for row in rows])


def present(connection: Connection, column: Column[str], keys: Collection[str]) -> set[str]:
    """Those of the keys that the column has."""
    found: set[str] = set()
    for some in chunks(keys):
        # Filled up with one of its own, so that there is one statement for every length.
        full = (*some, *repeat(some[0], CHUNK - len(some)))
        found.update(connection.exec_driver_sql(_in(column, connection.dialect), full).scalars())
    return found


def delete_theirs(connection: Connection, column: Column[Any], theirs: Container[object]) -> None:
    """Delete every row in which the column names one of these, who may be a whole domain."""
    every = connection.scalars(select(column).distinct())
    for some in chunks([one for one in every if one in theirs]):
        connection.execute(delete(column.table).where(column.in_(some)))


@cache
def _insert(table: Table, names: tuple[str, ...], dialect: Dialect) -> str:
    return str(insert(table).inline().compile(dialect=dialect, column_keys=names))


@cache
def _in(column: Column[Any], dialect: Dialect) -> str:
    keys: list[BindParameter[Any]] = [bindparam(f"key_{number}") for number in range(CHUNK)]
    return str(select(column).where(column.in_(keys)).compile(dialect=dialect))
