"""The store in SQL: SQLite beside the archive, or PostgreSQL.

No statement here is of one database only, but for how transactions begin, the triggers of the
ledger, and the glance of the command line. SQLAlchemy takes a while to import, and comes with the
first store that is opened.
"""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from screener.ports.store import Store

__all__ = ["open_store"]


def open_store(where: str | Path) -> "Store":
    """The store at a path (SQLite) or URL, made or brought to the present schema if need be.

    Raises DiskTrouble where it cannot be used, InvalidConfiguration where a newer screener has
    written it.
    """
    from screener.adapters.store.database import Database
    from screener.adapters.store.schema import bring_to_head
    from screener.adapters.store.store import SqlStore

    database = Database(where)
    try:
        database.create_file()
        bring_to_head(database)
    except BaseException:
        database.close()
        raise
    return SqlStore(database)
