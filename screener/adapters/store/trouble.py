"""What the database complains of, in words that somebody can act upon.

Only what is wrong with the disk, the file or the server is translated. A statement that is wrong
is a bug and stays what it is.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, OperationalError

from screener.errors import DiskTrouble

# By the beginning of SQLite's name of the error (https://www.sqlite.org/rescode.html).
_SQLITE = {
    "SQLITE_FULL": (
        "the disk is full",
        "Make room; what was not written is tried again, and no message was touched for it.",
    ),
    "SQLITE_READONLY": (
        "it cannot be written",
        "Mount it writable, and let the user that runs screener own the file and its directory.",
    ),
    "SQLITE_CANTOPEN": (
        "it cannot be opened",
        "Let the user that runs screener own the file and its directory.",
    ),
    "SQLITE_PERM": (
        "it cannot be opened",
        "Let the user that runs screener own the file and its directory.",
    ),
    "SQLITE_IOERR": (
        "the disk cannot be read or written",
        "Look at the system's log for what the disk says; a full quota looks like this too.",
    ),
    "SQLITE_NOTADB": (
        "it is not a database",
        "Move the file away, or name another with `database:`; a new one is made.",
    ),
    "SQLITE_CORRUPT": (
        "it is damaged",
        "Stop screener and bring a backup back; `sqlite3 FILE .recover` saves what can be saved.",
    ),
    "SQLITE_BUSY": (
        "another process keeps it locked",
        "Find out who writes to it for so long; a backup copies it with `sqlite3 FILE .backup`.",
    ),
}


@contextmanager
def told_as_disk_trouble(name: str) -> Iterator[None]:
    """Raise DiskTrouble about the database `name` where it cannot be used."""
    try:
        yield
    except DBAPIError as error:
        code = getattr(error.orig, "sqlite_errorname", "")
        for beginning, (happened, advice) in _SQLITE.items():
            if code.startswith(beginning):
                raise DiskTrouble(f"The database {name}: {happened}.", advice=advice) from error
        if code or not isinstance(error, OperationalError):
            raise
        raise DiskTrouble(
            f"The database {name} does not do its work: {error.orig}",
            advice="Look whether its server runs and has room; `database:` says where it is.",
        ) from error
