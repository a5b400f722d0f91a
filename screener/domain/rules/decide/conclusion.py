"""Rules that matched, and what a gate makes of it, to one decision."""

from datetime import datetime

from screener.domain.conditions.scene import Readable, Scene
from screener.domain.people.contact import Met
from screener.domain.record.decision import CLOSED_DOOR, Decision, Door, decision_id, gate_rule
from screener.domain.record.effect import Effect, Status
from screener.domain.record.event import Event, MailReceived
from screener.domain.record.stay import Stay
from screener.domain.rules.decide.effects import (
    ON_TRIAL,
    alerted,
    destination_of,
    effect_of,
    taken_in,
)
from screener.domain.rules.decide.policy import Policy
from screener.domain.rules.decide.trying import Outcome
from screener.domain.rules.decide.wishes import at_closed_door, merged, what_is_left_of, with_gate
from screener.domain.rules.passage import Passage


def conclude(
    scene: Scene, outcome: Outcome, policy: Policy, passed: Passage, *, ended: Stay | None
) -> Decision:
    """The decision that the rules which matched come to; `ended` is a stay that was over before."""
    closed = scene.met.door is Door.CLOSED
    wishes = (
        at_closed_door(scene, outcome, policy)
        if closed
        else with_gate(scene, outcome.matched, passed)
    )
    wanted = (alerted(effect_of(action, policy.mode), scene, policy) for action in wishes)
    effects = [taken_in(effect, passed) for effect in wanted]
    for rule in outcome.trials:
        reason = ON_TRIAL.format(rule.name)
        effects += [
            Effect(do=action.do, value=action.value, status=Status.WOULD, reason=reason)
            for action in merged({}, [what_is_left_of(rule) if closed else rule])
        ]
    # Where only rules that say `continue` matched, the last of them is the one that decided.
    deciding = outcome.deciding or (outcome.matched[-1] if outcome.matched else None)
    user_rule = deciding.name if deciding else None
    if passed.decides and passed.gate is not None:
        user_rule = gate_rule(passed.gate.name)
    name = CLOSED_DOOR if closed else user_rule
    met = scene.met
    return Decision(
        id=decision_id(scene.event.arrival),
        event=scene.event,
        decided=scene.now,
        mode=policy.mode,
        contact=met.contact,
        door=met.door,
        line=_line(met),
        rule=name,
        continued=tuple(one.name for one in outcome.matched if one.name != name),
        effects=tuple(effects),
        destination=destination_of(wishes, policy),
        knock=closed,
        round=policy.round,
        reason=_suspicion(scene.event),
        stay=passed.stay or ended,
    )


def nothing(event: Event, met: Met, policy: Policy, now: datetime) -> Decision:
    """The implicit keep, to which a rule may add."""
    return Decision(
        id=decision_id(event.arrival),
        event=event,
        decided=now,
        mode=policy.mode,
        contact=met.contact,
        door=met.door,
        line=_line(met),
        round=policy.round,
    )


def _suspicion(event: Readable) -> str | None:
    if isinstance(event, MailReceived) and len(event.from_) > 1:
        return "it names several senders, which is suspicious"
    return None


def _line(met: Met) -> str | None:
    return met.entry.line if met.entry and met.door is not Door.OPEN else None
