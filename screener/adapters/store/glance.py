"""A glance at the database from the shell, while somebody waits for a word to be completed.

It reads an SQLite file without SQLAlchemy, which takes longer to import than people like to wait.
It makes no file and changes none. sqlite3.Error where there is nothing to be read at once.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

_BUSY = 0.1
"""Seconds to wait for a lock."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_END = "\U0010ffff"
"""Comes after every letter, so that a beginning is a range."""

_LATE_SENDERS = """
    SELECT handle, max(received) AS last, NULL
    FROM (SELECT handle, received FROM decisions ORDER BY received DESC, id DESC LIMIT 2000)
    WHERE handle <> '' GROUP BY handle ORDER BY last DESC, handle
"""

_SENDERS = """
    SELECT handle, max(received) AS last, NULL FROM decisions
    WHERE handle >= ? AND handle < ? GROUP BY handle ORDER BY last DESC, handle
"""

_LATE_DECISIONS = """
    SELECT id, received, coalesce(contact, handle) FROM decisions
    ORDER BY received DESC, id DESC LIMIT 200
"""

_DECISIONS = """
    SELECT id, received, coalesce(contact, handle) FROM decisions
    WHERE id >= ? AND id < ? ORDER BY received DESC, id DESC LIMIT 200
"""

_MOVED = """
    SELECT 1 FROM effects
    WHERE decision = ? AND status = 'done' AND "do" IN ('file', 'mark', 'tag', 'trash', 'untag')
    LIMIT 1
"""

_INSIDE = "SELECT contact, since, gate FROM stays WHERE ended IS NULL ORDER BY since DESC"


class Seen(NamedTuple):
    """A word that may be meant, when it was last seen, and whom or what it is about."""

    word: str
    at: datetime
    about: str | None


class Glance:
    """What there is to choose from; each list has the latest first."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def senders(self, beginning: str) -> Iterator[Seen]:
        """Canonical handles with that beginning; with none, those that wrote of late."""
        if beginning:
            return self._seen(_SENDERS, beginning, beginning + _END)
        return self._seen(_LATE_SENDERS)

    def decisions(self, beginning: str) -> Iterator[Seen]:
        """Ids of the latest decisions with that beginning, about a contact."""
        if beginning:
            return self._seen(_DECISIONS, beginning, beginning + _END)
        return self._seen(_LATE_DECISIONS)

    def changes(self, beginning: str) -> Iterator[Seen]:
        """Those of them that did what can be taken back."""
        for seen in self.decisions(beginning):
            if self._connection.execute(_MOVED, (seen.word,)).fetchone():
                yield seen

    def inside(self) -> Iterator[Seen]:
        """Contacts inside a gate, which is what each is about."""
        return self._seen(_INSIDE)

    def _seen(self, sql: str, *words: str) -> Iterator[Seen]:
        for word, at, about in self._connection.execute(sql, words):
            yield Seen(word, _EPOCH + timedelta(microseconds=at), about)


@contextmanager
def glance(file: Path) -> Iterator[Glance]:
    """A glance at the database in that file."""
    where = f"{file.absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(where, uri=True, timeout=_BUSY)) as connection:
        yield Glance(connection)
