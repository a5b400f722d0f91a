"""Between the values of the domain and rows of the tables.

The event is kept as the JSON that pydantic writes, and is the truth; the columns beside it are
there to look things up.
"""

import json
from functools import lru_cache

from pydantic import TypeAdapter
from sqlalchemy import RowMapping

from screener.adapters.store.tables import microseconds
from screener.domain.people.handle import address_key
from screener.domain.record.decision import FORGOTTEN, Decision
from screener.domain.record.effect import Effect, QueuedEffect, Status
from screener.domain.record.event import Event, Unreadable
from screener.domain.record.history import Past
from screener.domain.record.summary import summary

type_of_event: TypeAdapter[Event] = TypeAdapter(Event)


def decision_row(decision: Decision) -> dict[str, object]:
    """The row of one decision."""
    event = decision.event
    arrival = event.arrival
    told = summary(event)
    return {
        "id": decision.id,
        "account": arrival.account,
        "folder": arrival.folder,
        "uidvalidity": arrival.uidvalidity,
        "uid": arrival.uid,
        "identity": arrival.identity,
        "message_id": told.message_id,
        "kind": event.kind,
        "received": microseconds(arrival.received),
        "size": arrival.size,
        "decided": microseconds(decision.decided),
        "mode": decision.mode.value,
        "from_handle": told.from_handle,
        "from_name": told.from_name,
        "handle": told.from_handle and address_key(told.from_handle),
        "authenticated": not isinstance(event, Unreadable) and Past.of(event).authenticated,
        "contact": decision.contact,
        "door": decision.door.value,
        "line": decision.line,
        "subject": told.subject,
        "rule": decision.rule,
        "continued": json.dumps(decision.continued) if decision.continued else "[]",
        "destination": decision.destination,
        "preserved": decision.preserved,
        "knock": decision.knock,
        "round": decision.round,
        "reason": decision.reason,
        "event": event.model_dump_json(),
    }


def forgotten_row(row: RowMapping) -> dict[str, object]:
    """What stays of a decision when its event is forgotten: that there was one, and where."""
    event = type_of_event.validate_json(row["event"])
    told = Unreadable(arrival=event.arrival, reason=FORGOTTEN)
    nobody = dict.fromkeys(
        ("message_id", "from_handle", "from_name", "handle", "contact", "subject")
    )
    return {
        **nobody,
        "its_id": row["id"],
        "kind": told.kind,
        "preserved": None,
        "reason": FORGOTTEN,
        "event": told.model_dump_json(),
    }


@lru_cache(maxsize=1024)  # the same few folders and keywords again and again
def _json(value: str | tuple[str, ...]) -> str:
    return json.dumps(value, ensure_ascii=False)


def effect_rows(decision: Decision) -> list[dict[str, object]]:
    """The rows of the effects of one decision, in their order."""
    account = decision.event.arrival.account
    at = microseconds(decision.decided)
    return [
        {
            "decision": decision.id,
            "position": position,
            "account": account,
            "do": effect.do.value,
            "value": _json(effect.value),
            "status": effect.status.value,
            "reason": effect.reason,
            "attempts": 0,
            "next_at": at,
            "settled_at": None if effect.status is Status.PENDING else at,
        }
        for position, effect in enumerate(decision.effects)
    ]


def decision_of(row: RowMapping, effects: tuple[Effect, ...]) -> Decision:
    """The decision that `decision_row` wrote, with its effects as they stand now."""
    return Decision(
        id=row["id"],
        event=type_of_event.validate_json(row["event"]),
        decided=row["decided"],
        mode=row["mode"],
        contact=row["contact"],
        door=row["door"],
        line=row["line"],
        rule=row["rule"],
        continued=json.loads(row["continued"]),
        effects=effects,
        destination=row["destination"],
        preserved=row["preserved"],
        knock=row["knock"],
        round=row["round"],
        reason=row["reason"],
    )


def effect_of(row: RowMapping) -> Effect:
    """The effect as it stands now."""
    return Effect(
        do=row["do"],
        value=json.loads(row["value"]),
        status=row["status"],
        reason=row["effect_reason"],
    )


def queued_of(row: RowMapping) -> QueuedEffect:
    """The effect with what it takes to carry it out; the row is joined with its decision."""
    return QueuedEffect(
        id=row["effect_id"],
        decision=row["decision"],
        account=row["account"],
        effect=effect_of(row),
        folder=row["folder"],
        uidvalidity=row["uidvalidity"],
        uid=row["uid"],
        identity=row["identity"],
        message_id=row["message_id"],
        received=row["received"],
        size=row["size"],
        contact=row["contact"],
        preserved=row["preserved"],
        attempts=row["attempts"],
        interrupted=row["status"] == Status.STARTED,
    )
