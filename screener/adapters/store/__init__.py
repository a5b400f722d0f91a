"""The store in SQL: SQLite beside the archive, or PostgreSQL.

No statement here is of one database only, but for the triggers and the lock of the ledger.
Importing this imports SQLAlchemy, which takes a while; so callers import it where they need it.
"""

from pathlib import Path

from screener.adapters.store.database import Database
from screener.adapters.store.schema import bring_to_head
from screener.adapters.store.store import SqlStore
from screener.ports.store import Store

__all__ = ["SqlStore", "open_store"]


def open_store(where: str | Path) -> Store:
    """The store at a path (SQLite) or URL, made or brought to the present schema if need be.

    Raises DiskTrouble where it cannot be used, InvalidConfiguration where a newer screener has
    written it.
    """
    database = Database(where)
    try:
        database.create_file()
        bring_to_head(database)
    except BaseException:
        database.close()
        raise
    return SqlStore(database)
