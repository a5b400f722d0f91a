"""What a poll writes and looks up: decisions, troubles, and how far each folder was read."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, bindparam, delete, insert, select, update

from screener.adapters.store.bulk import chunks, insert_rows, present
from screener.adapters.store.rows import decision_row, effect_rows, forgotten_row
from screener.adapters.store.tables import bookmarks, decisions, effects, troubles
from screener.domain.record.decision import Bookmark, Decision, Known, Trouble
from screener.domain.record.effect import MOVES, Status

_TROUBLE_KEY = ("account", "folder", "uidvalidity", "uid")

_drop_trouble = delete(troubles).where(
    *(troubles.c[name] == bindparam(f"its_{name}") for name in _TROUBLE_KEY)
)

_forget = update(decisions).where(decisions.c.id == bindparam("its_id"))

_known = (
    select(
        decisions.c.identity,
        decisions.c.id.label("decision"),
        decisions.c.folder,
        decisions.c.uidvalidity,
        decisions.c.uid,
        effects.c.landed_folder,
        effects.c.landed_uidvalidity,
        effects.c.landed_uid,
        decisions.c.reason,
    )
    .outerjoin_from(
        decisions,
        effects,
        and_(
            effects.c.decision == decisions.c.id,
            effects.c.do.in_([do.value for do in MOVES]),
            effects.c.status == Status.DONE.value,
        ),
    )
    .order_by(decisions.c.decided, decisions.c.id, effects.c.position)
)


def add(connection: Connection, found: Sequence[Decision]) -> set[str]:
    """Write those of the decisions, with their effects, that are not there yet; which were."""
    there = present(connection, decisions.c.id, [decision.id for decision in found])
    new = [decision for decision in found if decision.id not in there]
    insert_rows(connection, decisions, [decision_row(decision) for decision in new])
    insert_rows(connection, effects, [row for each in new for row in effect_rows(each)])
    _forget_troubles_of(connection, found)
    return there


def forget(connection: Connection, ids: Collection[str]) -> None:
    """Leave of these events where they lay, and nothing that anybody wrote."""
    for some in chunks(ids):
        rows = connection.execute(select(decisions).where(decisions.c.id.in_(some))).mappings()
        connection.execute(_forget, [forgotten_row(row) for row in rows])


def put_troubles(connection: Connection, found: Sequence[Trouble]) -> None:
    """Write the troubles over what was known of the same messages."""
    rows = [trouble.model_dump() for trouble in found]
    if rows:
        _drop_troubles(connection, [tuple(row[name] for name in _TROUBLE_KEY) for row in rows])
        connection.execute(insert(troubles), rows)


def put_bookmark(connection: Connection, bookmark: Bookmark) -> None:
    """Write the bookmark over the one of the same folder."""
    row = bookmark.model_dump()
    here = update(bookmarks).where(
        bookmarks.c.account == bookmark.account, bookmarks.c.folder == bookmark.folder
    )
    if connection.execute(here.values(row)).rowcount == 0:
        connection.execute(insert(bookmarks).values(row))


def bookmark(connection: Connection, account: str, folder: str) -> Bookmark | None:
    """How far the folder has been read."""
    row = (
        connection.execute(
            select(bookmarks).where(bookmarks.c.account == account, bookmarks.c.folder == folder)
        )
        .mappings()
        .first()
    )
    return None if row is None else Bookmark(**row)


def known(connection: Connection, account: str, identities: Collection[str]) -> dict[str, Known]:
    """The latest decision for each of the identities."""
    mine = _known.where(decisions.c.account == account)
    found: dict[str, Known] = {}
    for some in chunks(identities):
        for row in connection.execute(mine.where(decisions.c.identity.in_(some))).mappings():
            found[row["identity"]] = _lying(Known(**row), found.get(row["identity"]))
    return found


def _lying(known: Known, before: Known | None) -> Known:
    """What was decided where an earlier decision had put it, and moved nothing, leaves it there."""
    if before is None or known.landed_folder is not None or known.reason is not None:
        return known
    there = (known.folder, known.uidvalidity, known.uid)
    if there != (before.landed_folder, before.landed_uidvalidity or 0, before.landed_uid or 0):
        return known
    return known.model_copy(
        update={
            "landed_folder": before.landed_folder,
            "landed_uidvalidity": before.landed_uidvalidity,
            "landed_uid": before.landed_uid,
        }
    )


def due_troubles(connection: Connection, account: str, due: datetime) -> tuple[Trouble, ...]:
    """Messages of the account whose time has come again."""
    return _troubles(connection, troubles.c.account == account, troubles.c.retry_at <= due)


def _forget_troubles_of(connection: Connection, found: Sequence[Decision]) -> None:
    """Drop the troubles of messages that have a decision now."""
    places = [decision.event.arrival for decision in found]
    columns = [troubles.c[name] for name in _TROUBLE_KEY]
    there = select(*columns).where(troubles.c.account.in_({at.account for at in places}))
    # There are few troubles, mostly none.
    if keys := {tuple(row) for row in connection.execute(there)}:
        decided = {(at.account, at.folder, at.uidvalidity, at.uid) for at in places}
        _drop_troubles(connection, sorted(keys & decided))


def drop_troubles(connection: Connection, found: Sequence[Trouble]) -> None:
    """Forget these."""
    keys = [tuple(getattr(trouble, name) for name in _TROUBLE_KEY) for trouble in found]
    if keys:
        _drop_troubles(connection, keys)


def _drop_troubles(connection: Connection, keys: Sequence[Sequence[object]]) -> None:
    if keys:
        names = [f"its_{name}" for name in _TROUBLE_KEY]
        connection.execute(_drop_trouble, [dict(zip(names, key, strict=True)) for key in keys])


def _troubles(connection: Connection, *which: ColumnElement[bool]) -> tuple[Trouble, ...]:
    found = select(troubles).where(*which).order_by(*(troubles.c[name] for name in _TROUBLE_KEY))
    return tuple(Trouble(**row) for row in connection.execute(found).mappings())
