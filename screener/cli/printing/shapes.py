"""The JSON that commands print: one object a line, with keys that stay as they are."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from screener.application.doors.moving import DoorShown
from screener.application.gates.words import Shown
from screener.cli.printing import stays
from screener.cli.terminal.times import utc
from screener.domain.digest.command import Command, Verb
from screener.domain.digest.digest import Act, Digest, InGate, Item, Kind, Point
from screener.domain.record.effect import Effect, Status
from screener.domain.record.summary import summary
from screener.domain.rules.decide import Tried
from screener.ports.store import Recorded


def line(shape: dict[str, Any]) -> str:
    """The object on one line; whatever could move a cursor is escaped."""
    return json.dumps(shape).replace("\x7f", "\\u007f")


def decision(recorded: Recorded) -> dict[str, Any]:
    """One object of `log --json`."""
    decided = recorded.decision
    arrival = decided.event.arrival
    told = summary(decided.event)
    return {
        "id": decided.id,
        "account": arrival.account,
        "kind": decided.event.kind,
        "received": utc(arrival.received),
        "decided": utc(decided.decided),
        "message_id": told.message_id,
        "folder": arrival.folder,
        "uid": arrival.uid or None,
        "from": {"handle": told.from_handle, "name": told.from_name},
        "contact": decided.contact,
        "door": decided.door.value,
        "subject": told.subject,
        "rule": decided.rule,
        "continued": list(decided.continued),
        "mode": decided.mode.value,
        "actions": [_action(effect) for effect in recorded.effects],
        "destination": decided.destination,
    }


def explained(recorded: Recorded, trace: Sequence[Tried]) -> dict[str, Any]:
    """The object of `why --json`."""
    return decision(recorded) | {"trace": [_tried(one) for one in trace]}


def gate(shown: Shown) -> dict[str, Any]:
    """One object of `gates --json`."""
    return {
        "contact": shown.stay.contact,
        **stays.shape(shown.stay, shown.gate),
        "choices": list(shown.choices),
        "notes": list(shown.notes),
    }


def door(shown: DoorShown) -> dict[str, Any]:
    """One object of `doors --json`."""
    contact = shown.contact
    return {
        "contact": contact.line,
        "handles": [handle.shown for handle in contact.handles],
        "door": contact.door.value,
        "since": contact.since and contact.since.isoformat(),
        "knocks": shown.knocks,
        "last_knock": shown.last_knock and utc(shown.last_knock),
        "declined": contact.declined and contact.declined.isoformat(),
    }


def digest(shown: Digest, *, to: str) -> dict[str, Any]:
    """One object of `digest --json`."""
    return {
        "account": shown.account,
        "date": shown.day.isoformat(),
        "from": shown.whose,
        "to": to,
        "alarms": [_point(one) for one in shown.of(Kind.ALARM)],
        "proposals": [
            *map(_point, shown.of(Kind.PROPOSAL, Kind.NEWS, Kind.DONE)),
            *_pause(shown),
        ],
        "closed": [
            {
                "contact": one.contact,
                "knocks": one.knocks,
                "channels": one.channels,
                "trend": list(one.trend),
            }
            for one in shown.closed
        ],
        "gates": [_in_gate(one) for one in shown.gates],
        "rules": [
            {"rule": one.rule, "count": one.count, "items": [_item(each) for each in one.items]}
            for one in shown.rules
        ],
        "waiting": [_item(one) for one in shown.waiting.items],
        "replies": [
            {
                "at": utc(one.at),
                "to": one.to,
                "template": one.template,
                "status": one.status,
                "reason": one.reason,
            }
            for one in shown.replies
        ],
        "refused": [
            {"reason": one.reason, "count": one.count, "to": list(one.to)} for one in shown.refused
        ],
        "errors": [_point(one) for one in shown.of(Kind.ERROR, Kind.NOT_DONE)],
        "balance": shown.balance._asdict(),
        "head": str(shown.head),
    }


def status(effect: Effect) -> Status:
    """How far the effect is, as people are told: what was started is pending to them."""
    return Status.PENDING if effect.status is Status.STARTED else effect.status


def words(effect: Effect) -> bool | str | list[str]:
    """The effect's value: `true` where nothing is to be said, one word, or several."""
    if isinstance(effect.value, str):
        return True if effect.value == "true" else effect.value
    return effect.value[0] if len(effect.value) == 1 else list(effect.value)


def _point(point: Point) -> dict[str, Any]:
    return {
        "kind": point.name,
        "at": utc(point.at),
        "contact": point.contact,
        "text": point.text,
        "commands": [str(act.command) for act in point.acts],
    }


def _pause(shown: Digest) -> Iterator[dict[str, Any]]:
    if shown.paused:
        text = f"Paused until {shown.paused}."
        go_on = Act("", Command(Verb.RESUME))
        yield _point(Point(Kind.PROPOSAL, "paused", shown.until, text, acts=(go_on,)))


def _in_gate(one: InGate) -> dict[str, Any]:
    return {
        "contact": one.contact,
        "gate": one.gate,
        "step": one.step,
        "steps": one.steps,
        "stage": one.stage,
        "deadline": one.deadline and utc(one.deadline),
        "needs_you": one.needs_you,
        "notes": list(one.notes),
        "commands": [str(act.command) for act in one.acts],
    }


def _item(one: Item) -> dict[str, Any]:
    return {
        "id": one.id,
        "kind": one.kind,
        "received": utc(one.received),
        "who": one.who,
        "subject": one.subject,
        "outcome": one.outcome,
    }


def _action(effect: Effect) -> dict[str, Any]:
    return {
        "do": effect.do.value,
        "value": words(effect),
        "status": status(effect).value,
        "reason": effect.reason,
    }


def _tried(tried: Tried) -> dict[str, Any]:
    return {
        "rule": tried.rule,
        "file": tried.file,
        "line": tried.line,
        "matched": tried.matched,
        "conditions": [condition._asdict() for condition in tried.conditions],
    }
