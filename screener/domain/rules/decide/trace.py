"""Every rule as it was tried, for people to read."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from screener.domain.conditions.condition import Trace
from screener.domain.conditions.scene import Readable
from screener.domain.gates.whereabouts import NOWHERE, Whereabouts
from screener.domain.people.contact import Met
from screener.domain.record.decision import CLOSED_DOOR, Door, gate_rule
from screener.domain.record.history import NOTHING, History
from screener.domain.rules.decide.policy import Policy
from screener.domain.rules.decide.trying import gate_of, scene_of, why_skipped
from screener.domain.rules.rulebook import Rulebook


class Tried(NamedTuple):
    """One rule as it was tried."""

    rule: str
    file: str
    line: int
    matched: bool
    conditions: Sequence[Trace]


def explain(
    event: Readable,
    *,
    rulebook: Rulebook,
    policy: Policy,
    now: datetime,
    history: History = NOTHING,
    known: Whereabouts = NOWHERE,
) -> tuple[Tried, ...]:
    """Every rule up to the one that decides, with each of its conditions as it was found."""
    stay = known.stay
    scene = scene_of(event, rulebook=rulebook, policy=policy, now=now, history=history, stay=stay)
    tried = [_built_in(scene.met)] if scene.met.door is Door.CLOSED else []
    gate = gate_of(known, rulebook, policy) if scene.met.door is Door.OPEN else None
    for rule in rulebook.rules:
        if gate is not None and not rule.speaks_of_gates:
            continue
        skipped = why_skipped(rule, scene, policy)
        matched = skipped is None and rule.when.holds(scene) is True
        conditions = [*([skipped] if skipped else []), *rule.when.trace(scene)]
        tried.append(Tried(rule.name, rule.place.file, rule.place.line, matched, conditions))
        if matched and not rule.continues and not rule.trial:
            return tuple(tried)
    if gate is not None and stay is not None:
        here = Trace("gate", gate.name, f"{stay.gate}, step {stay.number}", held=True)
        tried.append(Tried(gate_rule(gate.name), gate.place.file, gate.place.line, True, [here]))
    return tuple(tried)


def _built_in(met: Met) -> Tried:
    place = met.entry.place if met.entry else None
    held = Trace("door", Door.CLOSED.value, met.door.value, held=True)
    by = Trace("from", met.entry.line if met.entry else None, met.contact, held=True)
    return Tried(
        CLOSED_DOOR, place.file if place else "", place.line if place else 0, True, [by, held]
    )
