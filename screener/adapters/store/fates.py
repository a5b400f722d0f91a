"""What the receipts tell of the effects of one decision, out of both outboxes."""

from sqlalchemy import Connection, RowMapping, select

from screener.adapters.store.letters import ASKED_BY
from screener.adapters.store.tables import effects, letters
from screener.domain.record.effect import Fate, Status

_OPEN = (Status.PENDING.value, Status.STARTED.value)

_letters = select(letters.c.kind, letters.c.due, letters.c.attempts)


def of(connection: Connection, decision: str) -> tuple[Fate, ...]:
    """The fate of each effect, in the order of the effects."""
    rows = connection.execute(
        select(effects).where(effects.c.decision == decision).order_by(effects.c.position)
    )
    written = connection.execute(
        _letters.where(letters.c.decision == decision).order_by(letters.c.created)
    ).mappings()
    by_do = {do: letter for letter in written for do in ASKED_BY.get(letter["kind"], ())}
    return tuple(_fate(row, by_do.get(row["do"])) for row in rows.mappings())


def _fate(row: RowMapping, letter: RowMapping | None) -> Fate:
    """That of one effect; what a letter carries out is tried when the letter is."""
    again = row["next_at"] if letter is None else letter["due"]
    return Fate(
        attempts=row["attempts"] if letter is None else letter["attempts"],
        settled=row["settled_at"],
        again=again if row["status"] in _OPEN else None,
        folder=row["landed_folder"],
        uid=row["landed_uid"],
    )
