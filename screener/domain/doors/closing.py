"""A closing as it is remembered: a line of `closed` from the round that found it to its end.

The files say which doors are closed; what is remembered here is only what they cannot tell: which
lines are new, and so whose past messages are still to be looked for.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from screener.domain.people.contact import Contact
from screener.domain.people.handle import Handle
from screener.domain.record.decision import Door
from screener.domain.value import Value


class By(StrEnum):
    """How a door came to be moved."""

    FILE = "file"
    COMMAND = "command"
    TRAINING = "training"
    RULE = "rule"
    DIGEST = "digest"
    END = "until"


class Closing(NamedTuple):
    """One line of `closed` since it was found; `handles` are as `handle_id` has them.

    `at` is when it was found (aware). `sweep` names the occasion on which past messages were asked
    for: closings of one occasion are swept together. It is None where nothing is to be swept.
    """

    line: str
    handles: frozenset[str]
    at: datetime
    until: date | None = None
    sweep: datetime | None = None


class Request(Value):
    """A door that somebody asked to move while the file of doors could not be edited.

    `said` is a name or a handle as it was written; `via` goes with a name behind a relay. `sweep`
    is whether past messages are to be looked for.
    """

    id: int = 0
    at: datetime
    door: Door
    said: str
    via: str = ""
    by: By
    until: date | None = None
    sweep: bool = True
    decline: str | None = None


class Changed(NamedTuple):
    """What is different from what was remembered."""

    began: Sequence[Closing]
    grown: Sequence[Closing]
    renamed: Sequence[tuple[str, Closing]]
    """What a line was called before, and the closing under its new name."""
    ended: Sequence[Closing]


def handle_id(handle: Handle) -> str:
    """What two written handles have in common if they are the same one."""
    return f"{handle.kind.name}:{handle.key}:{handle.name}"


def closed_lines(contacts: Iterable[Contact], *, at: datetime, today: date) -> dict[str, Closing]:
    """Every closed door of that day by its line, as if found at `at` and to be swept."""
    found: dict[str, Closing] = {}
    for contact in contacts:
        if contact.door_at(today) is not Door.CLOSED:
            continue
        handles = frozenset(map(handle_id, contact.handles))
        if (same := found.get(contact.line)) is not None:
            handles |= same.handles
        found[contact.line] = Closing(
            line=contact.line, handles=handles, at=at, until=contact.until, sweep=at
        )
    return found


def changes(known: Iterable[Closing], now: dict[str, Closing]) -> Changed:
    """What began and ended since; a line that was only given another name goes on."""
    before = {closing.line: closing for closing in known}
    gone = {line: closing for line, closing in before.items() if line not in now}
    began: list[Closing] = []
    grown: list[Closing] = []
    renamed: list[tuple[str, Closing]] = []
    by_handle = {handle: line for line, closing in gone.items() for handle in closing.handles}
    for line, closing in now.items():
        if line in before:
            if not closing.handles <= before[line].handles or closing.until != before[line].until:
                grown.append(_going_on(before[line], closing))
            continue
        old = next((by_handle[one] for one in closing.handles if one in by_handle), None)
        if old is None or old not in gone:
            began.append(closing)
            continue
        renamed.append((old, _going_on(gone.pop(old), closing)))
    return Changed(began, grown, renamed, list(gone.values()))


def _going_on(before: Closing, now: Closing) -> Closing:
    """The old closing with what the line says now; new handles have a past to be looked at."""
    sweep = before.sweep if now.handles <= before.handles else now.at
    return now._replace(at=before.at, sweep=sweep)
