"""A gate's part in one decision: who is inside, who is taken in, and what the gate then wants."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from screener.domain.conditions.condition import Condition
from screener.domain.conditions.scene import Scene
from screener.domain.gates import ends, moves
from screener.domain.gates.gate import Gate
from screener.domain.gates.moves import Meeting, Moved
from screener.domain.gates.whereabouts import AGAIN_AFTER, NotTaken, Whereabouts
from screener.domain.letters.autoreply import LAID_IN_DRAFTS, Refusal
from screener.domain.record.decision import Decision, Door, decision_id
from screener.domain.record.effect import Action
from screener.domain.record.event import Class, Event, MailReceived, Unreadable, Vouched
from screener.domain.record.stay import Stage, Stay
from screener.domain.rules.rulebook import Rulebook

DOOR_CLOSED = "their door was closed"
NOW_WELCOME = "they are welcome now"
MACHINES = frozenset({Class.AUTO, Class.BOUNCE, Class.LIST, Class.BULK})
IN_YOUR_HANDS = "you wrote to them yourself"
NO_GATE = "the gate is not in your rules any more"


_DRAFTED = frozenset(refusal.value for refusal in LAID_IN_DRAFTS)


class Passage(NamedTuple):
    """What came of it. `actions` are the gate's own; `ask` is sent whatever a rule would answer.

    `stay` is None where nothing of it changes.
    """

    gate: Gate | None = None
    actions: tuple[Action, ...] = ()
    ask: str | None = None
    stay: Stay | None = None
    not_taken: NotTaken | None = None
    decides: bool = False
    """Whether it is the gate's word and no rule's."""


NO_PASSAGE = Passage()


def why_out(stay: Stay, door: Door, rulebook: Rulebook) -> str | None:
    """Why somebody cannot be inside any more, whatever they send; None if they can."""
    if door is not Door.OPEN:
        return DOOR_CLOSED if door is Door.CLOSED else NOW_WELCOME
    return None if stay.gate in rulebook.gates else NO_GATE


def put_out(stay: Stay, why: str, *, at: datetime) -> Stay:
    """The stay of somebody who cannot be inside any more; `why` is of `why_out`."""
    out = ends.left if why == DOOR_CLOSED else ends.released
    return out(stay, why, at=at)


def ended_before(stay: Stay, scene: Scene, rulebook: Rulebook) -> Stay | None:
    """The stay at its end, if it has ended by the time of the message; None if it goes on."""
    if (why := why_out(stay, scene.met.door, rulebook)) is not None:
        return put_out(stay, why, at=scene.now)
    if _is_in_your_hands(stay, scene.history.wrote_at):
        return ends.released(stay, IN_YOUR_HANDS, at=scene.now)
    received = scene.event.arrival.received
    return ends.lapsed(stay, at=scene.now) if ends.is_late(stay, received) else None


def _is_in_your_hands(stay: Stay, wrote_at: datetime | None) -> bool:
    """Whether the user has written to them since they were asked, and what they sent is hidden; the
    question itself, which may have been laid in Drafts, is the gate's.
    """
    if wrote_at is None or stay.stage is Stage.ASKING or stay.passed is not None:
        return False
    if stay.stage is Stage.UNASKED and stay.reason == Refusal.YOU_WROTE.value:
        return True
    return stay.reason not in _DRAFTED and wrote_at > (stay.asked or stay.since)


def inside(stay: Stay, scene: Scene, gate: Gate, known: Whereabouts) -> Passage:
    """A message of somebody who is in the gate."""
    moved = moves.came(stay, gate, _meeting(scene, gate, known))
    return _passage(gate, moved, before=stay)._replace(decides=True)


def taken_in(scene: Scene, gate: Gate, known: Whereabouts, rulebook: Rulebook) -> Passage:
    """A message that is to open the gate for its sender."""
    if (why := _not_taken(scene, gate, known, rulebook)) is not None:
        return Passage(gate=gate, not_taken=why)
    moved = moves.enter(
        gate,
        _meeting(scene, gate, known),
        contact=scene.met.contact or "",
        account=scene.event.arrival.account,
    )
    return _passage(gate, moved, before=None)


def _not_taken(scene: Scene, gate: Gate, known: Whereabouts, rulebook: Rulebook) -> NotTaken | None:
    met, event, caller = scene.met, scene.event, scene.caller
    if met.contact is None:
        return NotTaken.NOBODY
    if caller is not None and caller.withheld:
        return NotTaken.ANONYMOUS
    if met.door is Door.WELCOME:
        return NotTaken.WELCOME
    if isinstance(event, MailReceived) and len(event.from_) > 1:
        return NotTaken.SEVERAL
    if _is_forged(scene):
        return NotTaken.FORGED
    if met.contact in rulebook.own:
        return NotTaken.YOURSELF
    if known.stay is not None:
        return NotTaken.INSIDE
    left = known.left.get(gate.name)
    return NotTaken.LATELY if left is not None and _lately(left, scene.now) else None


def _lately(left: datetime, now: datetime) -> bool:
    return now - left < AGAIN_AFTER


def _meeting(scene: Scene, gate: Gate, known: Whereabouts) -> Meeting:
    def meets(condition: Condition) -> bool:
        return condition.holds(scene) is True

    return Meeting(
        decision=decision_id(scene.event.arrival),
        received=scene.event.arrival.received,
        now=scene.now,
        zone=scene.zone,
        meets=meets,
        room=known.room.get(gate.name) if gate.budget else None,
        machine=_is_of_a_machine(scene.event),
        forged=_is_forged(scene),
    )


def _is_forged(scene: Scene) -> bool:
    return scene.mail.vouched is Vouched.FORGED


def _is_of_a_machine(event: Event) -> bool:
    return isinstance(event, MailReceived) and not MACHINES.isdisjoint(event.classes)


def _passage(gate: Gate, moved: Moved, *, before: Stay | None) -> Passage:
    actions = moved.actions(gate, before=before)
    return Passage(gate=gate, actions=actions, ask=moved.ask, stay=moved.stay)


def to_answer(decisions: Collection[Decision]) -> Decision | None:
    """Of their messages the one that is answered: the last mail that somebody vouches for.

    A telephone cannot be answered, nor should a notice of absence or whoever writes in their name
    be. None without any message that could be read.
    """
    read = [one for one in decisions if not isinstance(one.event, Unreadable)]
    return max(read, key=_worth_an_answer, default=None)


def _worth_an_answer(decision: Decision) -> tuple[bool, bool, bool, datetime]:
    event = decision.event
    is_mail = isinstance(event, MailReceived)
    vouched = isinstance(event, MailReceived) and event.vouched is Vouched.PASSED
    return is_mail, not _is_of_a_machine(event), vouched, event.arrival.received
