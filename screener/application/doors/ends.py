"""Doors that open by themselves on a day: the user is told a week before, and then."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from screener.domain.doors.closing import Closing
from screener.domain.people.contact import Directory
from screener.domain.record.decision import Door
from screener.domain.record.question import Asks, Question, question

WEEK = timedelta(days=7)
"""So long before a door opens by itself it is told."""


def opening_soon(directory: Directory, *, today: date, now: datetime) -> Iterator[Question]:
    """Doors whose day comes within a week."""
    for contact in directory.contacts:
        end = contact.until
        if contact.door is Door.CLOSED and end is not None and today < end <= today + WEEK:
            text = f"The door of {contact.line} opens by itself on {end}."
            yield _tell(Asks.OPENS, contact.line, text, end, now)


def opened(
    directory: Directory, ended: Sequence[Closing], *, today: date, now: datetime
) -> Iterator[Question]:
    """Those of the closings that ended because their day has come."""
    for closing in ended:
        there = directory.named(closing.line)
        end = there.until if there is not None else None
        if end is not None and end <= today:
            text = f"The door of {closing.line} has opened by itself on {end}, as you said."
            yield _tell(Asks.OPENED, closing.line, text, end, now)


def _tell(kind: Asks, contact: str, text: str, end: date, now: datetime) -> Question:
    return question(kind, at=now, contact=contact, text=text, about=str(end))
