"""Which rules match a message: the first that decides, and those that add to it."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from screener.domain.conditions.condition import Trace
from screener.domain.conditions.scene import Readable, Scene
from screener.domain.gates.gate import Gate
from screener.domain.gates.whereabouts import Whereabouts
from screener.domain.record.decision import Door, Mode
from screener.domain.record.history import NOTHING, History
from screener.domain.record.stay import Stay
from screener.domain.rules.decide.policy import Policy, today_in
from screener.domain.rules.rulebook import Rule, Rulebook


class Undecided(NamedTuple):
    """The header alone does not tell: the whole message must be read first."""

    rule: str


class Outcome(NamedTuple):
    """The rule that decides, every rule that matched, and those that would have but for a trial."""

    deciding: Rule | None
    matched: Sequence[Rule]
    trials: Sequence[Rule]


def try_rules(
    scene: Scene, *, rulebook: Rulebook, policy: Policy, content_read: bool, known: Whereabouts
) -> Outcome | Undecided:
    """Try the rules in their order, up to the one that decides or needs the whole message."""
    matched: list[Rule] = []
    trials: list[Rule] = []
    in_gate = gate_of(known, rulebook, policy) is not None
    for rule in rulebook.candidates(scene):
        if in_gate and not rule.speaks_of_gates:
            continue
        if why_skipped(rule, scene, policy) is not None:
            continue
        held = rule.when.holds(scene)
        if held is None and not content_read:
            return Undecided(rule.name)
        if held is not True:
            continue
        if rule.trial:
            trials.append(rule)
            continue
        matched.append(rule)
        if not rule.continues:
            return Outcome(rule, matched, trials)
    return Outcome(None, matched, trials)


def why_skipped(rule: Rule, scene: Scene, policy: Policy) -> Trace | None:
    """Why a rule is not tried for this message at all, as a line of its trace."""
    if not rule.enabled:
        return Trace("enabled", True, False, held=False)
    if rule.accounts is not None and policy.account not in rule.accounts:
        return Trace("account", sorted(rule.accounts), policy.account, held=False)
    today = today_in(scene.now, scene.zone)
    if rule.until is not None and today >= rule.until:
        return Trace("until", rule.until.isoformat(), today.isoformat(), held=False)
    if scene.met.door is Door.WELCOME and not rule.speaks_of_welcome:
        return Trace("door", "named `welcome` by the rule", "welcome", held=False)
    return None


def scene_of(
    event: Readable,
    *,
    rulebook: Rulebook,
    policy: Policy,
    now: datetime,
    history: History = NOTHING,
    stay: Stay | None = None,
) -> Scene:
    """The event as rules see it, with whoever it is from."""
    met = rulebook.directory.meet(event, today=today_in(now, policy.zone))
    return Scene(event, met=met, now=now, zone=policy.zone, history=history, stay=stay)


def gate_of(known: Whereabouts, rulebook: Rulebook, policy: Policy) -> Gate | None:
    """The gate that they are in; while observing a gate moves nobody."""
    if known.stay is None or policy.mode is Mode.OBSERVE:
        return None
    return rulebook.gates.get(known.stay.gate)
