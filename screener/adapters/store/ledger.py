"""The ledger: entries are added behind the last one, read in order, and never changed.

Numbers are strictly serial, whoever writes, since one transaction writes at a time.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from functools import lru_cache
from os import urandom
from typing import Any

from sqlalchemy import Connection, Row, Select, exists, select, tuple_

from screener.adapters.store.bulk import CHUNK, insert_rows
from screener.adapters.store.tables import decisions, instant, ledger, microseconds
from screener.domain.record.chain import NOTHING_YET, Act, Deed, Detail, Entry, Head, linked
from screener.ports.store import Knocks

Reading = Callable[[], AbstractContextManager[Connection]]

_SALT = 16
"""Octets of chance in one deed."""

_head = select(ledger.c.number, ledger.c.hash).order_by(ledger.c.number.desc()).limit(1)

_in_order = select(ledger).order_by(ledger.c.number).limit(CHUNK)

_by_object = (
    select(ledger)
    .where(ledger.c.sha256.is_not(None))
    .order_by(ledger.c.sha256, ledger.c.number)
    .limit(CHUNK)
)

_is_note = ledger.c.act == Act.NOTED.value

_notes = select(ledger).where(_is_note).order_by(ledger.c.number).limit(CHUNK)

_noted = select(ledger.c.at, ledger.c.detail).where(_is_note)

_unrecorded = (
    select(decisions.c.id)
    .where(
        decisions.c.preserved.is_not(None),
        ~exists().where(
            ledger.c.sha256 == decisions.c.preserved,
            ledger.c.decision == decisions.c.id,
            ledger.c.act == Act.PRESERVED.value,
        ),
    )
    .order_by(decisions.c.id)
)


def append(connection: Connection, deeds: Sequence[Deed]) -> None:
    """Add the deeds, in their order. ValueError for a time without a zone."""
    if not deeds:
        return
    salts = urandom(_SALT * len(deeds)).hex()
    width = 2 * _SALT
    salted = ((deed, salts[place * width :][:width]) for place, deed in enumerate(deeds))
    insert_rows(
        connection,
        ledger,
        [
            _row(deed, entry)
            for entry, deed in zip(linked(head(connection), salted), deeds, strict=True)
        ],
    )


def head(connection: Connection) -> Head:
    """The last entry."""
    last = connection.execute(_head).first()
    return NOTHING_YET if last is None else Head(*last)


def hash_at(connection: Connection, number: int) -> str | None:
    """The hash of that entry."""
    if number == NOTHING_YET.number:
        return NOTHING_YET.hash
    return connection.scalar(select(ledger.c.hash).where(ledger.c.number == number))


def in_order(reading: Reading) -> Iterator[Entry]:
    """All entries by number; each page is a transaction of its own."""
    return _paged(reading, _in_order, lambda row: _in_order.where(ledger.c.number > row.number))


def by_object(reading: Reading) -> Iterator[Entry]:
    """Entries that name an object of the archive, by object and number."""
    place = tuple_(ledger.c.sha256, ledger.c.number)
    return _paged(
        reading, _by_object, lambda row: _by_object.where(place > (row.sha256, row.number))
    )


def notes(reading: Reading) -> Iterator[Entry]:
    """Entries about notes, by number."""
    return _paged(reading, _notes, lambda row: _notes.where(ledger.c.number > row.number))


def unrecorded(connection: Connection) -> str | None:
    """A decision that says it preserved what the ledger does not know of."""
    return connection.scalar(_unrecorded.limit(1))


def with_notes(connection: Connection, knocks: Sequence[Knocks]) -> tuple[Knocks, ...]:
    """The knocks and those that were noted by hand."""
    times = Counter({knock.line: knock.times for knock in knocks})
    last = {knock.line: knock.last for knock in knocks}
    for line, when in noted(connection):
        times[line] += 1
        last[line] = max(last.get(line, when), when)
    return tuple(Knocks(line, times[line], last[line]) for line in sorted(times))


def noted(connection: Connection) -> Iterator[tuple[str, datetime]]:
    """Knocks that were noted by hand: at which line, and when."""
    for at, detail in connection.execute(_noted):
        line = json.loads(detail).get("knock_at")
        if line is not None:
            yield line, instant(at)


def _paged(
    reading: Reading,
    first: Select[Any],
    after: Callable[[Row[Any]], Select[Any]],
) -> Iterator[Entry]:
    page = first
    while True:
        with reading() as connection:
            rows = connection.execute(page).all()
        yield from map(_entry, rows)
        if len(rows) < CHUNK:
            return
        page = after(rows[-1])


def _row(deed: Deed, entry: Entry) -> dict[str, object]:
    return {
        "number": entry.number,
        "act": deed.act.value,
        "at": microseconds(deed.at),
        "account": deed.account,
        "contact": deed.contact,
        "decision": deed.decision,
        "sha256": deed.sha256,
        "detail": json.dumps(deed.detail),
        "salt": entry.salt,
        "hash": entry.hash,
    }


def _entry(row: Row[Any]) -> Entry:
    return Entry(row.number, _deed(row), row.salt, row.hash)


def _deed(row: Row[Any]) -> Deed | None:
    """The deed, whatever somebody may have made of its columns."""
    try:
        return Deed(
            Act(row.act),
            instant(row.at),
            account=row.account,
            contact=row.contact,
            decision=row.decision,
            sha256=row.sha256,
            detail=_detail(row.detail),
        )
    except (ValueError, TypeError, OverflowError):
        return None


@lru_cache(maxsize=256)  # mostly the same few
def _detail(text: str) -> Detail:
    detail: Detail = json.loads(text)
    return detail
