"""The decision itself: a pure function of the event, the rules and the time."""

from datetime import datetime

from screener.domain.conditions.scene import Scene
from screener.domain.gates.whereabouts import NOWHERE, Whereabouts
from screener.domain.people.contact import NOBODY
from screener.domain.record.decision import Decision, Door, Mode, gate_rule
from screener.domain.record.effect import Do
from screener.domain.record.event import Class, Event, MailReceived, Unreadable
from screener.domain.record.history import NOTHING, Asked, History
from screener.domain.rules import alarm, passage
from screener.domain.rules.decide.conclusion import conclude, nothing
from screener.domain.rules.decide.policy import Policy
from screener.domain.rules.decide.trying import Outcome, Undecided, gate_of, scene_of, try_rules
from screener.domain.rules.passage import NO_PASSAGE, Passage
from screener.domain.rules.rulebook import Rule, Rulebook

_WRITES = frozenset({Do.REPLY, Do.HAND_OFF})
"""By these the sender may get a letter."""

_NEVER_ANSWERED = frozenset({Class.LIST, Class.BULK, Class.AUTO, Class.BOUNCE})
"""Mailings that no answer goes to, whatever else is in them."""


def decide(
    event: Event,
    *,
    rulebook: Rulebook,
    policy: Policy,
    now: datetime,
    content_read: bool,
    history: History = NOTHING,
    known: Whereabouts = NOWHERE,
) -> Decision | Undecided:
    """Decide, or say that the whole message is needed.

    With `content_read` the answer is always a Decision: what is unknown then stays unknown, and a
    rule that depends on it does not match. `now` is aware. `history` is that of the contact before
    this event, as far back as `history_asked` says, and `known` where they stand in gates.
    """
    if isinstance(event, Unreadable):
        return nothing(event, NOBODY, policy, now).because(event.reason)
    stay = known.stay
    scene = scene_of(event, rulebook=rulebook, policy=policy, now=now, history=history, stay=stay)
    ended = None
    if stay is not None and policy.mode is Mode.ENFORCE:
        ended = passage.ended_before(stay, scene, rulebook)
    if stay is not None and ended is not None:
        known = known._replace(stay=None, left={**known.left, stay.gate: ended.ended or now})
        scene = scene_of(event, rulebook=rulebook, policy=policy, now=now, history=history)
    outcome = try_rules(
        scene, rulebook=rulebook, policy=policy, content_read=content_read, known=known
    )
    if isinstance(outcome, Undecided):
        return outcome
    passed = passage_of(scene, outcome, rulebook=rulebook, policy=policy, known=known)
    if passed.stay is not None and not content_read:
        return Undecided(gate_rule(passed.stay.gate))
    if not content_read and (answering := _answering(scene, outcome)) is not None:
        return Undecided(answering.name)
    return conclude(scene, outcome, policy, passed, ended=ended)


def _answering(scene: Scene, outcome: Outcome) -> Rule | None:
    """The rule by which a person may be written to.

    Before that all of their message must be known: its signature may be that of somebody closed.
    """
    event = scene.event
    if scene.met.door is Door.CLOSED or not isinstance(event, MailReceived):
        return None
    if event.classes & _NEVER_ANSWERED:
        return None
    return next((rule for rule in outcome.matched if _WRITES & {one.do for one in rule.then}), None)


def leave_alone(
    event: Event, *, rulebook: Rulebook, policy: Policy, now: datetime, reason: str
) -> Decision:
    """The decision to do nothing, whatever the rules say: `reason` is for people."""
    met = (
        NOBODY
        if isinstance(event, Unreadable)
        else scene_of(event, rulebook=rulebook, policy=policy, now=now).met
    )
    return nothing(event, met, policy, now).because(reason)


def history_asked(rulebook: Rulebook, policy: Policy) -> Asked:
    """How much of what was before is needed to decide."""
    asked = rulebook.history_asked
    if rulebook.answers:
        asked |= Asked(anything=True)
    if rulebook.alerts:
        asked |= alarm.history_asked(policy.alert_when)
    return asked


def passage_of(
    scene: Scene,
    outcome: Outcome,
    *,
    rulebook: Rulebook,
    policy: Policy,
    known: Whereabouts,
) -> Passage:
    """What a gate makes of the message, if one has to do with it."""
    if policy.mode is Mode.OBSERVE or scene.met.door is Door.CLOSED:
        return NO_PASSAGE
    wanted = (action for rule in outcome.matched for action in rule.then if action.do is Do.GATE)
    gate = gate_of(known, rulebook, policy)
    if known.stay is not None and gate is not None and outcome.deciding is None:
        return passage.inside(known.stay, scene, gate, known)
    if (first := next(wanted, None)) is not None:
        return passage.taken_in(scene, rulebook.gates[str(first.value)], known, rulebook)
    return NO_PASSAGE
