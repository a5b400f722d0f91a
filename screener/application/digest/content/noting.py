"""People of whom the user noted something, and who came again: what was noted is told unasked.

Who is in a gate has their notes beside them there; here are all others whose door is not closed.
"""

from collections.abc import Container, Iterator, Mapping, Sequence
from datetime import UTC, datetime, tzinfo

from screener.application.desk import Desk
from screener.application.record.note import texts
from screener.domain.digest.command import Command, Verb
from screener.domain.digest.digest import Act, Kind, Point
from screener.domain.digest.order_words import day_of
from screener.domain.gates.gate import CHOSE
from screener.domain.record.chain import Deed
from screener.domain.record.stay import Stage, Stay
from screener.ports.daybook import Dealt, Letterhead

NOTES = 3
"""So many notes about one person are told, the latest."""

_EVER = datetime.min.replace(tzinfo=UTC)

_CAME = {"voicemail": "left you a voicemail", "call": "called you"}

_LEFT = {
    Stage.PASSED: "They passed the gate `{gate}` on {day}.",
    Stage.LAPSED: "They lapsed in the gate `{gate}` on {day}.",
    Stage.FULL: "The gate `{gate}` had no room for them on {day}.",
    Stage.CHOSEN: "In the gate `{gate}` you chose `{label}` for them on {day}.",
}


def came_again(
    desk: Desk,
    again: Mapping[str, Dealt],
    shown: Mapping[str, Letterhead],
    notes: Mapping[str, Sequence[Deed]],
    inside: Container[str],
) -> Iterator[Point]:
    """A point for each of those that came, with what was noted before and the gate that they left.

    Nothing is told of a message without a letterhead in `shown`, nor of contacts `inside` a gate.
    """
    for name, one in again.items():
        head = shown.get(one.id)
        if head is None or name in inside:
            continue
        known_as = dict.fromkeys((name, one.key or name))
        deeds = [each for known in known_as for each in notes.get(known, ())]
        before = sorted((each for each in deeds if each.at < head.received), key=_at)
        if told := list(_told(before[-NOTES:], desk)):
            left = _left(desk.store.gatebook.stays(known_as, since=_EVER), desk.policy.zone)
            came = f"{name} {_CAME.get(one.kind, 'wrote to you')}."
            text = " ".join([came, *left, *told])
            acts = (Act("Close the door", Command(Verb.CLOSE, (name,))),)
            yield Point(Kind.NEWS, "noted", head.received, text, name, acts, one.id)


def _told(deeds: Sequence[Deed], desk: Desk) -> Iterator[str]:
    """The latest first, each on one line."""
    for deed in reversed(deeds):
        for text in texts([deed], desk.archive):
            noted = " ".join(text.split()).rstrip(".")
            yield f"You noted on {day_of(deed.at, desk.policy.zone)}: {noted}."


def _left(stays: Sequence[Stay], zone: tzinfo) -> Iterator[str]:
    """How they left the last gate that they were in."""
    for stay in stays[-1:]:
        if stay.ended is not None and stay.stage in _LEFT:
            label = (stay.outcome or "").removeprefix(CHOSE)
            day = day_of(stay.ended, zone)
            yield _LEFT[stay.stage].format(gate=stay.gate, label=label, day=day)


def _at(deed: Deed) -> datetime:
    return deed.at
