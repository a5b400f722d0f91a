"""What the database complains of, in words that somebody can act upon.

Only what is wrong with the disk, the file or the server is translated. A statement that is wrong
is a bug and stays what it is.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from screener.errors import DatabaseAway, DiskTrouble

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
        "Bring a backup back, or name another; without either put the whole state directory aside.",
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

# By the beginning of PostgreSQL's SQLSTATE (its manual, appendix A).
_POSTGRES = {
    "53100": (
        "the disk of its server is full",
        "Make room; what was not written is tried again, and no message was touched for it.",
    ),
    "25006": (
        "it cannot be written",
        "Let `database:` name the server that is written to, and not one that follows it.",
    ),
    "42501": (
        "its server does not allow it",
        "Let the user whom `database:` names own the database.",
    ),
    "55P03": (
        "another process keeps it locked",
        "Find out who writes to it for so long: `SELECT * FROM pg_stat_activity`.",
    ),
    "XX00": (
        "it is damaged",
        "Stop screener and bring a backup back; the log of its server says more.",
    ),
}

_OF_THE_SERVER = ("08", "28", "3D", "40", "53", "57", "58")
"""Classes of SQLSTATE: connection, login, no such database, conflict, want, intervention, disk."""


@contextmanager
def told_as_disk_trouble(name: str) -> Iterator[None]:
    """Raise DiskTrouble about the database `name` where it cannot be used."""
    try:
        yield
    except DBAPIError as error:
        trouble = _trouble(name, error)
        if trouble is None:
            raise
        raise trouble from error


def _trouble(name: str, error: DBAPIError) -> DiskTrouble | None:
    """None for a bug."""
    sqlite = getattr(error.orig, "sqlite_errorname", None)
    postgres = getattr(error.orig, "sqlstate", None)
    words = _said(_SQLITE, sqlite) or _said(_POSTGRES, postgres)
    if words is not None:
        happened, advice = words
        return DiskTrouble(f"The database {name}: {happened}.", advice=advice)
    if sqlite or not isinstance(error, OperationalError | InterfaceError):
        return None
    if postgres and not postgres.startswith(_OF_THE_SERVER):
        return None
    # The message is always the same, so that a long outage is told once.
    said = " ".join(str(error.orig).split())
    return DatabaseAway(
        f"The database {name} cannot be used just now.",
        advice=f"Look whether its server runs and lets this user in. What is said: {said}",
    )


def _said(known: Mapping[str, tuple[str, str]], code: str | None) -> tuple[str, str] | None:
    return next((words for begin, words in known.items() if (code or "").startswith(begin)), None)
