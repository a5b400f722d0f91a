"""The connections to the database, and the transactions on them.

Surprising is how SQLite begins: a reader defers and sees one snapshot, a writer takes the lock at
once (BEGIN IMMEDIATE), since a reader that wants to write later can be told no in the middle.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from sqlite3 import Connection as SqliteConnection
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url

from screener.adapters.store.trouble import told_as_disk_trouble
from screener.errors import DiskTrouble

BUSY_TIMEOUT = 30.0
"""Seconds that one process waits for another to finish writing."""

# FULL costs some 0.2 ms a transaction on an SSD against NORMAL, which forgets the last
# transactions when the power fails: a reply that was begun would be sent again. Pages, cache and
# log of SQLite's own choice are a quarter slower at writing decisions by the thousand.
_PRAGMAS = (
    "page_size = 8192",
    "journal_mode = WAL",
    "wal_autocheckpoint = 2000",
    "cache_size = -4096",
    "synchronous = FULL",
    "foreign_keys = ON",
)

_WRITES = "screener_writes"


class Database:
    """One database, used by any number of threads at once.

    `name` is for people and has no password. Every transaction raises DiskTrouble when the
    database cannot be used.
    """

    def __init__(self, where: str | Path) -> None:
        url = _url(where)
        self.file: Path | None = None
        if url.get_backend_name() == "postgresql":
            from screener.adapters.store import postgres  # late: most have none

            self.name = postgres.shown(url)
            self.engine = postgres.engine(url, patience=BUSY_TIMEOUT)
            self._reader = postgres.reading(self.engine)
            self._writer = postgres.writing(self.engine)
        else:
            self.file = Path(url.database or "")
            self.name = str(self.file)
            self.engine = self._reader = _engine(url)
            self._writer = self.engine.execution_options(**{_WRITES: True})

    def create_file(self) -> None:
        """An empty file that is ours alone, where SQLite would make one that anybody can read."""
        if self.file is None:
            return
        try:
            self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            # Never opened where it exists: closing it would drop SQLite's locks (POSIX fcntl).
            with suppress(FileExistsError):
                os.close(os.open(self.file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        except OSError as error:
            raise DiskTrouble(
                f"The database {self.name} cannot be made: {error.strerror}.",
                advice="Let `state:` name a directory that the user who runs screener can write.",
            ) from error

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One transaction that sees one state of the database."""
        with told_as_disk_trouble(self.name), self._reader.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction that is durable when the block ends, and undone when it raises."""
        with told_as_disk_trouble(self.name), self._writer.begin() as connection:
            yield connection

    def close(self) -> None:
        """Close every connection that no transaction uses."""
        self.engine.dispose()


def _url(where: str | Path) -> URL:
    if isinstance(where, str) and "://" in where:
        return make_url(where)
    return URL.create("sqlite", database=str(where))


def _engine(url: URL) -> Engine:
    engine = create_engine(
        url,
        max_overflow=-1,  # threads wait for SQLite's lock, never for a connection
        connect_args={"timeout": BUSY_TIMEOUT},
        hide_parameters=True,  # no word of any message in an error
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: SqliteConnection, _record: Any) -> None:
    # The driver's own way of beginning transactions is switched off: _begin does it.
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
