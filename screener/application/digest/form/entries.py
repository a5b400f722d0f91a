"""One thing that the digest tells, in the words that both of its forms show.

Whatever others wrote is on one line here, cut, and made visible; it still has to be escaped.
"""

from collections.abc import Sequence
from typing import NamedTuple

from screener.application.digest.form import wording
from screener.application.digest.form.theirs import SENTENCE, SUBJECT, called, shown
from screener.domain.digest.digest import (
    Act,
    Answer,
    AtClosedDoor,
    Digest,
    InGate,
    Item,
    NotAnswered,
    Point,
)

NAMES = 3
"""Names after a number of refused answers; and so many notes, the latest, beside somebody."""

ACTS = 8
"""Links of one entry."""

COMMAND = 600
"""Characters of a command that can be sent as a subject."""


class Entry(NamedTuple):
    """One thing that is told: who, what, when, and in small print what else there is to know.

    `beside` stands beside the title. `about` is what its acts are about, in a few words.
    """

    title: str = ""
    beside: str = ""
    text: str = ""
    at: str = ""
    told: str = ""
    trend: tuple[int, ...] = ()
    trend_told: str = ""
    acts: Sequence[Act] = ()
    about: str = ""


def of_point(point: Point, digest: Digest) -> Entry:
    """Something to read, and perhaps to decide."""
    kind = wording.KIND_OF.get(point.kind)
    at = wording.when(point.at, digest)
    return Entry(
        text=shown(point.text, SENTENCE),
        told=f"{kind}, {at}" if kind else at,
        acts=possible(point.acts),
        about=called(point.contact or point.text),
    )


def of_stay(one: InGate, digest: Digest) -> Entry:
    """Where somebody stands in a gate."""
    place = shown(wording.place_in(one, digest.zone), SUBJECT)
    notes = [f"You noted: {shown(note, SUBJECT)}" for note in one.notes[-NAMES:]]
    return Entry(
        title=called(one.contact),
        text=shown(one.text, SENTENCE),
        told=". ".join([place, *notes]),
        acts=possible(one.acts),
        about=called(one.contact),
    )


def of_knocks(one: AtClosedDoor, digest: Digest) -> Entry:
    """How often somebody knocked, and never with what words."""
    return Entry(
        title=called(one.contact),
        text=shown(wording.knocks(one), SUBJECT),
        trend=one.trend,
        trend_told=wording.trend(one, last=wording.today(digest)),
    )


def of_item(item: Item, digest: Digest) -> Entry:
    """One message."""
    who = called(item.who) or wording.NOBODY
    name = called(item.name or "")
    subject = shown(item.subject or "", SUBJECT)
    kind = "" if item.kind == "email" else item.kind.capitalize()
    at = wording.when(item.received, digest)
    if kind and subject:
        at = f"{kind}, {at}"
    if item.outcome:
        at += f" {item.outcome}" if item.outcome.startswith("→") else f", {item.outcome}"
    return Entry(
        title=name if name and name != who else who,
        beside=who if name and name != who else "",
        text=subject or kind or wording.NO_SUBJECT,
        at=shown(at, SUBJECT),
        acts=possible(item.acts),
        about=f"{who}, {subject or kind or wording.NO_SUBJECT}",
    )


def of_answer(answer: Answer, digest: Digest) -> Entry:
    """A letter to somebody."""
    fate = wording.FATE.get(answer.status, answer.status)
    reason = f": {answer.reason}" if answer.reason else ""
    what = wording.HANDED_ON if answer.template is None else answer.template
    told = f"{what}, {wording.when(answer.at, digest)}, {fate}{reason}"
    return Entry(title=called(answer.to), told=shown(told, SENTENCE))


def of_refusals(refused: NotAnswered, _: Digest) -> Entry:
    """Letters that were not sent, and why."""
    reason = shown(refused.reason, SENTENCE)
    names = [called(to) for to in refused.to[:NAMES]]
    count = wording.counted(refused.count, "message")
    to = f", to {wording.joined(names, of=refused.count)}" if names else ""
    return Entry(text=f"{reason[:1].upper()}{reason[1:]}", told=f"{count}{to}")


def possible(acts: Sequence[Act]) -> list[Act]:
    """What can be done with one touch; a command that is too long cannot be sent as a subject."""
    return [
        Act(called(act.label), act.command)
        for act in acts[:ACTS]
        if len(str(act.command)) <= COMMAND
    ]
