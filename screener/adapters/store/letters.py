"""The outbox of letters: one row a key, so that no two letters of one key are ever written."""

import json
from collections.abc import Collection, Container, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    delete,
    exists,
    func,
    insert,
    select,
    update,
)

from screener.adapters.store.brake import HELD
from screener.adapters.store.tables import effects, letters
from screener.domain.letters.letter import ANSWERS, Kind, Letter
from screener.domain.letters.outgoing import CALLED_OFF, LEGAL, Outgoing, Postmark, Stage
from screener.domain.record.effect import Do, Status

_OPEN = (Stage.WAITING.value, Stage.STARTED.value)

_DROPPED = (Stage.CANCELLED.value, Stage.DRAFTED.value)
"""Letters that did not go to anybody: like drafts they do not count as answers."""

_ANSWERS = (Do.REPLY.value, Do.HAND_OFF.value)

ASKED_BY: Mapping[str, Sequence[str]] = {
    Kind.REPLY.value: (Do.REPLY.value,),
    Kind.ASK.value: (Do.REPLY.value,),
    Kind.HAND_OFF.value: (Do.HAND_OFF.value,),
    Kind.ALERT.value: (Do.ALERT.value,),
}
"""Which effects of its decision a letter of that kind is to carry out."""

_TOLD: Mapping[Stage, Status] = {
    Stage.SENT: Status.DONE,
    Stage.REJECTED: Status.FAILED,
    Stage.UNCERTAIN: Status.UNCERTAIN,
    Stage.CANCELLED: Status.REFUSED,
}
"""What a stage means for the effect of the decision that asked for the letter."""


_key_of = select(letters.c.key)

_settled = select(
    letters.c.account, letters.c.stage, letters.c.kind, letters.c.decision, letters.c.template
)

_held_by_the_brake = exists().where(
    effects.c.decision == letters.c.decision,
    effects.c.do.in_(_ANSWERS),
    effects.c.brake == HELD,
)


def add(connection: Connection, outgoing: Sequence[Outgoing]) -> None:
    """Queue these; one whose key is there already is left out, unless that one was called off."""
    if not outgoing:
        return
    wanted = {one.letter.key: one for one in outgoing}
    called_off = (letters.c.stage == Stage.CANCELLED.value, letters.c.reason == CALLED_OFF)
    connection.execute(delete(letters).where(letters.c.key.in_(wanted), *called_off))
    there = set(connection.scalars(select(letters.c.key).where(letters.c.key.in_(wanted))))
    rows = [_row(one) for key, one in wanted.items() if key not in there]
    if rows:
        connection.execute(insert(letters), rows)


def due(connection: Connection, account: str, now: datetime) -> tuple[Outgoing, ...]:
    """Those to be tried by now, and those that a crash left started, oldest first."""
    found = connection.execute(
        select(letters)
        .where(
            letters.c.account == account,
            letters.c.stage.in_(_OPEN),
            letters.c.due <= now,
            ~_held_by_the_brake,
        )
        .order_by(letters.c.created, letters.c.key)
    )
    return tuple(_outgoing(row) for row in found.mappings())


def begin(connection: Connection, key: str) -> None:
    """It is being sent from now on; ValueError if it is not waiting."""
    begun = connection.execute(
        update(letters)
        .where(letters.c.key == key, letters.c.stage == Stage.WAITING.value)
        .values(stage=Stage.STARTED.value, attempts=letters.c.attempts + 1)
    )
    if begun.rowcount != 1:
        raise ValueError(f"letter {key} is not waiting")


def settle(connection: Connection, postmark: Postmark) -> None:
    """Write what became of it, and tell the decision's effect; ValueError for no legal step."""
    row = connection.execute(_settled.where(letters.c.key == postmark.key)).one()
    if postmark.stage not in LEGAL[Stage(row.stage)]:
        raise ValueError(f"letter {postmark.key} cannot go from {row.stage} to {postmark.stage}")
    values: dict[str, object] = {"stage": postmark.stage.value, "reason": postmark.reason}
    if postmark.again is not None:
        values["due"] = postmark.again
    else:
        values["settled_at"] = postmark.at
    connection.execute(update(letters).where(letters.c.key == postmark.key).values(values))
    if row.kind == Kind.READER and postmark.again is None:
        _leave_no_text(connection, postmark.key)  # the archive has the originals
    if row.decision is not None and (told := _TOLD.get(postmark.stage)):
        _tell(connection, row, told, postmark)


def _tell(connection: Connection, letter: Any, status: Status, postmark: Postmark) -> None:
    """Let the decision say what became of the letter.

    An answer that no effect asked for, as the one of a closing, is one more effect once it was
    tried: whoever reads the decision finds every answer to that message.
    """
    told = {"status": status.value, "reason": postmark.reason, "settled_at": postmark.at}
    asked_for = connection.execute(
        update(effects)
        .where(
            effects.c.decision == letter.decision,
            effects.c.do.in_(ASKED_BY.get(letter.kind, ())),
            effects.c.status.in_((Status.PENDING.value, Status.STARTED.value)),
        )
        .values(told)
    )
    if asked_for.rowcount or letter.kind not in ANSWERS or status is Status.REFUSED:
        return
    last = select(func.max(effects.c.position)).where(effects.c.decision == letter.decision)
    unasked = {
        "decision": letter.decision,
        "position": (connection.scalar(last) or 0) + 1,
        "account": letter.account,
        "do": Do.REPLY.value,
        "value": json.dumps(letter.template, ensure_ascii=False),
        "attempts": 1,
        "next_at": postmark.at,
    }
    connection.execute(insert(effects).values(unasked | told))


def one(connection: Connection, key: str) -> Outgoing | None:
    """The letter of that key."""
    found = connection.execute(select(letters).where(letters.c.key == key)).mappings().first()
    return None if found is None else _outgoing(found)


def of_contact(connection: Connection, contacts: Collection[str]) -> tuple[Outgoing, ...]:
    """Every letter that concerns one of these, oldest first."""
    found = connection.execute(
        select(letters).where(letters.c.contact.in_(contacts)).order_by(letters.c.created)
    )
    return tuple(_outgoing(row) for row in found.mappings())


def answered_since(
    connection: Connection, contacts: Collection[str], template: str, since: datetime | None
) -> bool:
    """Whether the template went to one of them, or is about to, since then; None means ever."""
    went = letters.c.stage.not_in(_DROPPED) & letters.c.as_draft.is_(False)
    return _is_there(connection, contacts, template, since, which=went)


def drafted_since(
    connection: Connection, contacts: Collection[str], template: str, since: datetime | None
) -> bool:
    """Whether the template was laid in Drafts for one of them, or is about to, since then."""
    laid = letters.c.as_draft & (letters.c.stage != Stage.CANCELLED.value)
    return _is_there(connection, contacts, template, since, which=laid)


def forget(
    connection: Connection, contacts: Container[str | None], reason: str, at: datetime
) -> None:
    """Cancel what waits for one of these, and leave no text of what is settled."""
    every = connection.scalars(select(letters.c.contact).distinct())
    theirs = letters.c.contact.in_([one for one in every if one in contacts])
    waiting = _key_of.where(theirs, letters.c.stage == Stage.WAITING.value)
    for key in connection.scalars(waiting).all():
        settle(connection, Postmark(key=key, stage=Stage.CANCELLED, at=at, reason=reason))
    for key in connection.scalars(_key_of.where(theirs, letters.c.stage.not_in(_OPEN))).all():
        _leave_no_text(connection, key)


def automatic_since(connection: Connection, account: str, since: datetime) -> int:
    """How many automatic answers the account has decided since then."""
    found = connection.scalar(
        select(func.count()).where(
            letters.c.account == account,
            letters.c.template.is_not(None),
            letters.c.created >= since,
            letters.c.stage.not_in(_DROPPED),
            letters.c.as_draft.is_(False),
        )
    )
    return int(found or 0)


def _leave_no_text(connection: Connection, key: str) -> None:
    here = letters.c.key == key
    letter = Letter.model_validate_json(
        connection.execute(select(letters.c.letter).where(here)).scalar_one()
    )
    bare = letter.model_copy(update={"raw": b""}).model_dump_json()
    connection.execute(update(letters).where(here).values(letter=bare))


def _is_there(
    connection: Connection,
    contacts: Collection[str],
    template: str,
    since: datetime | None,
    *,
    which: ColumnElement[bool],
) -> bool:
    wanted = select(func.count()).where(
        letters.c.contact.in_(contacts), letters.c.template == template, which
    )
    if since is not None:
        wanted = wanted.where(letters.c.created >= since)
    return bool(connection.scalar(wanted))


def _row(outgoing: Outgoing) -> dict[str, object]:
    letter = outgoing.letter
    return {
        "key": letter.key,
        "kind": letter.kind.value,
        "account": letter.account,
        "contact": outgoing.contact,
        "decision": outgoing.decision,
        "template": outgoing.template,
        "message_id": letter.message_id,
        "letter": letter.model_dump_json(),
        "created": outgoing.created,
        "due": outgoing.due,
        "as_draft": outgoing.as_draft,
        "stage": outgoing.stage.value,
        "attempts": outgoing.attempts,
        "reason": outgoing.reason,
    }


def _outgoing(row: RowMapping) -> Outgoing:
    return Outgoing(
        letter=Letter.model_validate_json(row["letter"]),
        created=row["created"],
        due=row["due"],
        contact=row["contact"],
        decision=row["decision"],
        template=row["template"],
        as_draft=row["as_draft"],
        stage=Stage(row["stage"]),
        attempts=row["attempts"],
        reason=row["reason"],
    )
