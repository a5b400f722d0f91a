"""New databases in less time than it takes to make one: copies of the first, or it once more."""

import atexit
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from sqlalchemy import Engine

from screener.adapters.store import open_store
from screener.adapters.store.database import Database
from screener.adapters.store.store import SqlStore
from screener.ports.store import Store
from tests.servers.postgres import Postgres

_EMPTY = """
SET LOCAL session_replication_role = replica;
DO $$ DECLARE its record; BEGIN
FOR its IN SELECT tablename AS name FROM pg_tables
    WHERE schemaname = 'public' AND tablename <> 'alembic_version'
LOOP EXECUTE format('DELETE FROM %I', its.name); END LOOP;
FOR its IN SELECT sequencename AS name FROM pg_sequences WHERE schemaname = 'public'
LOOP EXECUTE format('ALTER SEQUENCE %I RESTART', its.name); END LOOP;
END $$
"""
"""Also of the ledger, whose triggers sleep in a replica."""


class Reused(NamedTuple):
    """A database in PostgreSQL for tests that come one after another, with connections that stay.

    To empty it takes a tenth of the time of a new one.
    """

    url: str
    database: Database

    def empty(self) -> None:
        """Make it as good as new."""
        with self.database.writing() as connection:
            connection.exec_driver_sql(_EMPTY.replace("%", "%%"))


def new_store(path: Path) -> Store:
    """A store at that path, as `open_store` makes it where there is none."""
    if not path.exists():
        lay_new_database(path)
    store = open_store(path)
    assert isinstance(store, SqlStore)
    _share_statements(store._database)
    return store


def lay_new_database(path: Path) -> None:
    """What the first start of the program leaves there."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    shutil.copy2(_made(), path)


def _share_statements(database: Database) -> None:
    """Each statement is compiled for the first of all databases, and not for each of them."""
    first = _first()
    for engine in (database.engine, database._writer):
        engine.dialect, engine._compiled_cache = first.dialect, first._compiled_cache


@cache
def _first() -> Engine:
    engine = Database(_made()).engine
    engine.connect().close()  # the dialect asks what it talks with
    return engine


def new_in_postgres(cluster: Postgres) -> str:
    """The name of a database such as the first start of the program leaves."""
    return cluster.new_database(f"--template={_made_in(cluster)}")


@contextmanager
def reused_in_postgres(cluster: Postgres) -> Iterator[Reused]:
    """One, until all tests are over."""
    url = cluster.url(new_in_postgres(cluster))
    with closing(Database(url)) as database:
        yield Reused(url, database)


@cache
def _made() -> Path:
    folder = TemporaryDirectory(prefix="screener-database-")
    atexit.register(folder.cleanup)
    path = Path(folder.name) / "screener.sqlite3"
    open_store(path).close()
    return path


@cache
def _made_in(cluster: Postgres) -> str:
    name = cluster.new_database()
    open_store(cluster.url(name)).close()
    return name
