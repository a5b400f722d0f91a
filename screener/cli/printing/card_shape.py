"""The object of `contact --json`."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from screener.application.record.card import Card
from screener.cli.printing import stays
from screener.cli.terminal.times import utc
from screener.domain.gates.gate import Gate


def card(told: Card, gates: Mapping[str, Gate]) -> dict[str, Any]:
    """Everything that is known of somebody; times in UTC."""
    about, entry = told.about, told.about.entry
    return {
        "contact": about.name,
        "handles": [handle.shown for handle in about.handles],
        "door": told.door.value,
        "since": _day(entry.since if entry else None),
        "until": _day(entry.until if entry else None),
        "declined": _day(entry.declined if entry else None),
        "notes": entry.notes if entry else "",
        "knocks": told.knocks,
        "heard_first": _time(told.heard_first),
        "wrote_at": _time(told.wrote_at),
        "gates": [stays.shape(stay, gates.get(stay.gate)) for stay in told.stays],
        "timeline": [
            {
                "at": utc(moment.at),
                "what": moment.what,
                "text": moment.text,
                "status": moment.status,
                "reason": moment.reason,
                "id": moment.id,
            }
            for moment in told.timeline
        ],
        "answers": [
            {
                "at": utc(one.created),
                "kind": one.letter.kind.value,
                "to": list(one.letter.recipients),
                "template": one.template,
                "status": one.stage.value,
                "reason": one.reason,
            }
            for one in told.letters
        ],
        "asked": list(told.asked),
        "possible": [
            {
                "handle": one.handle,
                "signs": [{"sign": mark.sign.value, "value": mark.value} for mark in one.marks],
                "last": utc(one.decision.event.arrival.received),
                "id": one.decision.id,
            }
            for one in told.possible
        ],
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _time(at: datetime | None) -> str | None:
    return utc(at) if at else None
