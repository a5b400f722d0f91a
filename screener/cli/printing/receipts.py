"""Receipts as people read them and as JSON: when something was done, and where a message lies."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from screener.application.insight.explain import Explained
from screener.application.insight.whereabouts import Lying
from screener.cli.printing import shapes
from screener.cli.terminal.clockface import Clockface
from screener.cli.terminal.times import utc
from screener.domain.record.effect import Effect, Fate, Status
from screener.domain.visible import visible


def receipt(effect: Effect, fate: Fate, clockface: Clockface) -> Iterator[str]:
    """The parts of one receipt; none for what was never to be carried out."""
    if effect.status is Status.WOULD:
        return
    if fate.settled is not None:
        yield clockface.at(fate.settled)
    elif fate.again is not None:
        yield f"not before {clockface.at(fate.again)}"
    if fate.attempts > 1 or (fate.attempts and fate.settled is None):
        yield "tried once" if fate.attempts == 1 else f"tried {fate.attempts} times"
    if fate.folder is not None:
        yield place(fate.folder, fate.uid)


def lies(lying: Lying, asked: str) -> str:
    """The place of the message, and which other decision than the one asked about knows of it."""
    other = "" if lying.by == asked else f" (see {lying.by})"
    return f"{place(lying.folder, lying.uid)}{other}"


def place(folder: str, uid: int | None) -> str:
    """A message's place, as far as the server told it."""
    return f"in {visible(folder)}" + (f" as UID {uid}" if uid else "")


def shape(told: Explained) -> dict[str, Any]:
    """What `why --json --receipts` adds: `receipts` are in the order of `actions`."""
    lying = told.lying
    return {
        "receipts": [
            {
                "do": effect.do.value,
                "status": shapes.status(effect).value,
                "settled": None if effect.status is Status.WOULD else _utc(fate.settled),
                "attempts": fate.attempts,
                "again": _utc(fate.again),
                "folder": fate.folder,
                "uid": fate.uid,
            }
            for effect, fate in told.fated
        ],
        "lies": lying and {"folder": lying.folder, "uid": lying.uid, "by": lying.by},
    }


def _utc(at: datetime | None) -> str | None:
    return None if at is None else utc(at)
