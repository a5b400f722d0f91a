"""Moves that wait, since the file of doors is broken or cannot be written."""

from datetime import datetime
from typing import NamedTuple

from screener.domain.doors.closing import Request
from screener.domain.record.question import Asks, Question, question
from screener.errors import DiskTrouble, InvalidConfiguration


class Waits(NamedTuple):
    """The file cannot be edited, so the move waits; `why` is what keeps it from being."""

    request: Request
    why: str


def told_to_wait(
    wanted: Request, broken: InvalidConfiguration | DiskTrouble, *, now: datetime
) -> Question:
    """What the user is told of it."""
    fault, cure = ("is broken", "you mend the file")
    if isinstance(broken, DiskTrouble):
        fault, cure = ("cannot be written", "it can")
    text = (
        f"The file of doors {fault}, so `{wanted.said}` is not {wanted.door.value} yet;"
        f" it will be, as soon as {cure}."
    )
    about = str(wanted.at)
    return question(Asks.QUEUED, at=now, contact=wanted.said, text=text, about=about)


def same_person(one: Request, other: Request) -> bool:
    """Whether both are about whoever is called so."""
    return (one.said, one.via) == (other.said, other.via)
