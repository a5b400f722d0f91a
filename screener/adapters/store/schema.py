"""Which schema a database has, and how it comes to the present one.

Looking is cheap, and a new SQLite file is made from the tables as they are now. Alembic, with its
quarter of a second to import and its ten megabytes, is there only when there is something to
change. Before that an SQLite file is copied, so that there is a way back.
"""

import os
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from sqlite3 import Error as SqliteError
from sqlite3 import connect

from sqlalchemy import (
    Column,
    Connection,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    insert,
    inspect,
    select,
)

from screener.adapters.store.database import Database
from screener.adapters.store.tables import metadata
from screener.adapters.store.triggers import APPEND_ONLY
from screener.errors import DiskTrouble, InvalidConfiguration

HEAD = "0006"
"""The schema of this program; revisions are numbered, so a greater one is newer."""

MIGRATIONS = Path(__file__).parent / "migrations"
VERSIONS = MIGRATIONS / "versions"

_version = Table(
    "alembic_version",
    MetaData(),
    Column("version_num", String(32), nullable=False),
    PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)
"""As Alembic makes it."""


def bring_to_head(
    database: Database, *, head: str = HEAD, versions: Sequence[Path] = (VERSIONS,)
) -> None:
    """Migrate to `head` if the database is older, by the revisions in these directories.

    All or nothing, under the lock of a writer: of several processes that start at once the first
    migrates and the others find it done. A newer schema raises InvalidConfiguration.
    """
    with database.reading() as connection:
        there = _revision(connection)
    if there is not None and there > head:
        raise InvalidConfiguration(
            f"The database {database.name} was written by a newer screener"
            f" (schema {there}, this one knows {head}).",
            advice="Upgrade screener, or bring back the copy that was made before the upgrade.",
        )
    if there == head:
        return
    with database.writing() as connection:
        there = _revision(connection)
        if there is None and head == HEAD and database.file is not None:
            _make(connection)
        elif there != head:
            if there is not None:
                _copy(database, there)
            _upgrade(connection, head, versions)


def _revision(connection: Connection) -> str | None:
    """The revision that Alembic wrote; None for an empty database."""
    if not inspect(connection).has_table(_version.name):
        return None
    return connection.scalar(select(_version.c.version_num))


def _make(connection: Connection) -> None:
    """All that the migrations would make one after another; a test holds the two alike."""
    metadata.create_all(connection, checkfirst=False)
    for trigger in APPEND_ONLY:
        connection.exec_driver_sql(trigger)
    _version.create(connection)
    connection.execute(insert(_version).values(version_num=HEAD))


def _copy(database: Database, revision: str) -> None:
    """Keep the SQLite file as it is now beside it, as NAME.REVISION.backup."""
    if database.file is None:
        return
    kept = database.file.with_name(f"{database.file.name}.{revision}.backup")
    partial = kept.with_name(f"{kept.name}.partial")
    try:
        os.close(os.open(partial, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600))
        with closing(connect(database.file)) as old, closing(connect(partial)) as new:
            old.backup(new)
        partial.replace(kept)
    except (OSError, SqliteError) as error:
        raise DiskTrouble(
            f"The database {database.name} cannot be copied before its schema changes: {error}",
            advice="Make room for a second copy beside it and start again; nothing was changed.",
        ) from error


def _upgrade(connection: Connection, head: str, versions: Sequence[Path]) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    for option, paths in {"script_location": [MIGRATIONS], "version_locations": versions}.items():
        # A percent sign would begin an interpolation of configparser.
        config.set_main_option(option, os.pathsep.join(map(str, paths)).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    command.upgrade(config, head)
