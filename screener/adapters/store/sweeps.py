"""How far the search for past messages is, in SQL: a row for each occasion and account."""

import json
from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, and_, insert, select, update

from screener.adapters.store.tables import sweeps
from screener.domain.doors.sweep import Sweep


def unfinished(connection: Connection, account: str | None) -> tuple[Sweep, ...]:
    """Those of that account, or of all; the oldest occasion first."""
    asked = select(sweeps).where(sweeps.c.finished.is_(None))
    if account is not None:
        asked = asked.where(sweeps.c.account == account)
    found = connection.execute(asked.order_by(sweeps.c.occasion, sweeps.c.account))
    return tuple(_sweep(row) for row in found.mappings())


def of_occasion(connection: Connection, occasion: datetime) -> tuple[Sweep, ...]:
    """One for each account."""
    asked = select(sweeps).where(sweeps.c.occasion == occasion)
    found = connection.execute(asked.order_by(sweeps.c.account))
    return tuple(_sweep(row) for row in found.mappings())


def write(connection: Connection, sweep: Sweep) -> None:
    """Write down how far it is."""
    here = and_(sweeps.c.account == sweep.account, sweeps.c.occasion == sweep.occasion)
    connection.execute(update(sweeps).where(here).values(_row(sweep)))


def add(connection: Connection, accounts: Collection[str], occasions: Collection[datetime]) -> None:
    """Begin those that are not there yet."""
    for occasion in occasions:
        there = set(
            connection.scalars(select(sweeps.c.account).where(sweeps.c.occasion == occasion))
        )
        for account in sorted(set(accounts) - there):
            row = _row(Sweep(account=account, occasion=occasion))
            connection.execute(insert(sweeps).values(row))


def _row(sweep: Sweep) -> dict[str, Any]:
    return sweep.model_dump() | {"refused": json.dumps(sweep.refused, ensure_ascii=False)}


def _sweep(row: RowMapping) -> Sweep:
    known = {name: value for name, value in row.items() if value is not None}
    return Sweep(**{**known, "refused": json.loads(known.get("refused", "[]"))})
