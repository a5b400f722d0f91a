"""The outbox: effects from decided to settled, along the arrows of domain.record.effect."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Connection, Update, and_, bindparam, case, exists, select, update

from screener.adapters.store.brake import HELD
from screener.adapters.store.bulk import chunks
from screener.adapters.store.rows import queued_of
from screener.adapters.store.tables import decisions, effects
from screener.domain.record.effect import (
    LEGAL,
    MOVES,
    ON_THE_SERVER,
    ORDER,
    PERFORMED,
    QueuedEffect,
    Receipt,
    Status,
)

_OPEN = (Status.PENDING.value, Status.STARTED.value)

# Answers have an outbox of their own; a message is filed whether or not its answer has gone.
_ON_THE_SERVER = sorted(do.value for do in ON_THE_SERVER)

_PERFORMED = sorted(do.value for do in PERFORMED)

_earlier = effects.alias("earlier")

# A move would take the message away from what is still to be done to it.
_waits = and_(
    effects.c.do.in_([do.value for do in MOVES]),
    exists().where(
        _earlier.c.decision == effects.c.decision,
        _earlier.c.position < effects.c.position,
        _earlier.c.status.in_(_OPEN),
        _earlier.c.do.in_(_ON_THE_SERVER),
    ),
)

_due = (
    select(
        effects.c.id.label("effect_id"),
        effects.c.decision,
        effects.c.account,
        effects.c.do,
        effects.c.value,
        effects.c.status,
        effects.c.reason.label("effect_reason"),
        effects.c.attempts,
        decisions.c.folder,
        decisions.c.uidvalidity,
        decisions.c.uid,
        decisions.c.identity,
        decisions.c.message_id,
        decisions.c.received,
        decisions.c.size,
        decisions.c.contact,
        decisions.c.preserved,
    )
    .join_from(effects, decisions)
    .where(
        effects.c.account == bindparam("whose"),
        effects.c.status.in_(_OPEN),
        effects.c.next_at <= bindparam("now"),
        effects.c.brake.is_distinct_from(HELD),
        effects.c.do.in_(_PERFORMED),
        ~_waits,
    )
    .order_by(
        case({do.value: place for do, place in ORDER.items()}, value=effects.c.do),
        decisions.c.folder,
        decisions.c.uidvalidity,
        effects.c.value,
        effects.c.status,
        effects.c.id,
    )
)

_settle = (
    update(effects)
    .where(effects.c.id == bindparam("effect"))
    .values(
        status=bindparam("to"),
        reason=bindparam("why"),
        next_at=bindparam("again"),
        settled_at=bindparam("ended"),
        landed_folder=bindparam("to_folder"),
        landed_uidvalidity=bindparam("to_uidvalidity"),
        landed_uid=bindparam("to_uid"),
    )
)


def due(
    connection: Connection, account: str, now: datetime, limit: int
) -> tuple[QueuedEffect, ...]:
    """What can be carried out now, grouped by kind, folder, value and status, oldest first."""
    found = connection.execute(_due.limit(limit), {"whose": account, "now": now})
    return tuple(queued_of(row) for row in found.mappings())


def begin(connection: Connection, ids: Collection[int], at: datetime) -> None:
    """Count one more try; ValueError, and nothing is begun, if one of them is settled already."""
    started = update(effects).values(
        status=Status.STARTED.value, attempts=effects.c.attempts + 1, started_at=at
    )
    wanted = set(ids)
    begun = _change(connection, started.where(effects.c.status.in_(_OPEN)), wanted)
    if begun != len(wanted):
        raise ValueError(f"{len(wanted) - begun} of {len(wanted)} effects are settled already")


def settle(connection: Connection, receipts: Sequence[Receipt]) -> None:
    """Write the receipts; ValueError, and nothing is written, where one is no legal step."""
    now = _statuses(connection, [receipt.effect for receipt in receipts])
    for receipt in receipts:
        before = now.get(receipt.effect)
        if before is None or receipt.status not in LEGAL[before]:
            raise ValueError(f"effect {receipt.effect} cannot go from {before} to {receipt.status}")
        now[receipt.effect] = receipt.status
    if receipts:
        connection.execute(_settle, [_settled(receipt) for receipt in receipts])


def cancel(connection: Connection, ids: Collection[int], reason: str, at: datetime) -> None:
    """Refuse those of the effects that are pending still."""
    refused = update(effects).values(status=Status.REFUSED.value, reason=reason, settled_at=at)
    _change(connection, refused.where(effects.c.status == Status.PENDING.value), ids)


def _change(connection: Connection, change: Update, ids: Collection[int]) -> int:
    return sum(
        connection.execute(change.where(effects.c.id.in_(some))).rowcount for some in chunks(ids)
    )


def _statuses(connection: Connection, ids: Collection[int]) -> dict[int, Status]:
    known = select(effects.c.id, effects.c.status)
    return {
        number: Status(status)
        for some in chunks(ids)
        for number, status in connection.execute(known.where(effects.c.id.in_(some)))
    }


def _settled(receipt: Receipt) -> dict[str, object]:
    waits = receipt.status is Status.PENDING
    return {
        "effect": receipt.effect,
        "to": receipt.status.value,
        "why": receipt.reason,
        "again": receipt.retry_at or receipt.at,
        "ended": None if waits else receipt.at,
        "to_folder": receipt.landed_folder,
        "to_uidvalidity": receipt.landed_uidvalidity,
        "to_uid": receipt.landed_uid,
    }
