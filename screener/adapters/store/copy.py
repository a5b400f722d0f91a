"""A copy of the database to try something out on, while others go on writing to the original."""

import sqlite3
from contextlib import closing
from pathlib import Path

from screener.errors import DiskTrouble


def copy_database(original: Path, copy: Path) -> None:
    """Copy a database of SQLite as it is at this moment. Raises DiskTrouble."""
    try:
        with (
            closing(sqlite3.connect(f"{original.absolute().as_uri()}?mode=ro", uri=True)) as source,
            closing(sqlite3.connect(copy)) as target,
        ):
            source.backup(target)
    except sqlite3.Error as error:
        raise DiskTrouble(
            f"The database {original} cannot be copied: {error}.",
            advice="Let the user who asks read it, and see that there is room in $TMPDIR.",
        ) from error
