"""What the built-in rule, the user's rules and gates ask for, put into one list of actions."""

from collections.abc import Sequence
from dataclasses import replace

from screener.domain.conditions.scene import Scene
from screener.domain.record.decision import gate_rule
from screener.domain.record.effect import ORDER, Action, Do
from screener.domain.rules.decide.policy import Policy
from screener.domain.rules.decide.trying import Outcome
from screener.domain.rules.passage import Passage
from screener.domain.rules.rulebook import Rule

ADDING_UP = frozenset({Do.TAG, Do.UNTAG, Do.ALERT, Do.COPY})
"""Of these every rule may add its own; of the others the first that names it wins."""

REPLACEABLE = frozenset({Do.FILE, Do.TRASH, Do.KEEP, Do.MARK, Do.DIGEST})
"""What a rule that names `door: closed` may put in the place of the built-in rule's own."""

Wanted = dict[Do, str | tuple[str, ...]]


def at_closed_door(scene: Scene, outcome: Outcome, policy: Policy) -> list[Action]:
    """The built-in rule, what a rule about closed doors puts in its place, and what others add."""
    entry = scene.met.entry
    built_in: Wanted = {
        **_for_what_it_is(scene),
        Do.PRESERVE: "true",
        Do.MARK: policy.closed_mark,
        Do.DIGEST: policy.closed_digest,
        Do.FILE: policy.closed_file,
    }
    rules = [what_is_left_of(rule) for rule in outcome.matched]
    replaced = {_slot(action.do) for rule in rules for action in rule.then}
    kept = {do: value for do, value in built_in.items() if _slot(do) not in replaced}
    if entry is not None and entry.alert:
        kept[Do.ALERT] = entry.alert
    return merged(kept, rules)


def with_gate(scene: Scene, matched: Sequence[Rule], passed: Passage) -> list[Action]:
    """What the rules ask for, and what the gate does; but the gate's question is the answer."""
    asked = _for_what_it_is(scene)
    if passed.gate is None or passed.stay is None:
        return merged(asked, matched)
    if passed.ask:
        asked[Do.REPLY] = passed.ask
    gate = Rule(name=gate_rule(passed.gate.name), then=passed.actions, place=passed.gate.place)
    return merged(asked, [*matched, gate])


def _for_what_it_is(scene: Scene) -> Wanted:
    """What is done with a message whatever the rules say: a fake is marked as one."""
    given = tuple(sorted(scene.keywords - scene.event.arrival.keywords))
    return {Do.TAG: given} if given else {}


def what_is_left_of(rule: Rule) -> Rule:
    """The rule with the actions that it may ask for at a closed door."""
    allowed = ADDING_UP | REPLACEABLE if rule.speaks_of_closed else ADDING_UP
    return replace(rule, then=tuple(one for one in rule.then if one.do in allowed))


def merged(start: Wanted, rules: Sequence[Rule]) -> list[Action]:
    """The actions of several rules as one list, in the order in which they are carried out."""
    if not start and not rules:
        return []
    merged = dict(start)
    taken = {_slot(do) for do in merged}
    for rule in rules:
        names = {_slot(action.do) for action in rule.then}
        for action in rule.then:
            if action.do in ADDING_UP:
                have = merged.get(action.do, ())
                merged[action.do] = tuple(dict.fromkeys((*have, *action.value)))
            elif _slot(action.do) not in taken:
                merged[action.do] = action.value
        taken |= names
    actions = [Action(do=do, value=merged[do]) for do in sorted(merged, key=ORDER.__getitem__)]
    return [one for action in actions for one in one_folder_each(action)]


def _slot(do: Do) -> Do:
    """Where a message lies in the end is one question, whichever key answers it."""
    return Do.FILE if do in (Do.FILE, Do.TRASH, Do.KEEP) else do


def one_folder_each(action: Action) -> list[Action]:
    """The action, or one for each folder that is copied to."""
    if action.do is not Do.COPY:
        return [action]
    return [Action(do=Do.COPY, value=folder) for folder in action.value]
