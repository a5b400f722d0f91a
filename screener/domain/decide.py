"""What is to be done about one event: a pure function of the event, the rules and the time.

The order for one message is: closed door, gate, rules; the first rule that matches decides, and
those that say `continue` add to it. Somebody inside a gate meets rules that speak of gates first,
and then the gate. At a closed door the built-in rule decides, and what a user's
rules may change of it is stated in `_Wishes`.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, tzinfo
from functools import lru_cache
from typing import NamedTuple

from screener.domain import alarm, passage
from screener.domain.condition import Trace
from screener.domain.contact import NOBODY, Met
from screener.domain.decision import CLOSED_DOOR, Decision, Door, Mode, decision_id, gate_rule
from screener.domain.effect import MOVES, ORDER, Action, Do, Effect, Status
from screener.domain.event import Class, Event, MailReceived, Unreadable
from screener.domain.gate import NOWHERE, Gate, NotTaken, Whereabouts
from screener.domain.history import NOTHING, Asked, History
from screener.domain.passage import NO_PASSAGE, Passage
from screener.domain.rulebook import Rule, Rulebook
from screener.domain.scene import Readable, Scene
from screener.domain.settings import AlertWhen
from screener.domain.stay import Stay
from screener.domain.value import Value

ADDING_UP = frozenset({Do.TAG, Do.UNTAG, Do.ALERT, Do.COPY})
"""Of these every rule may add its own; of the others the first that names it wins."""

REPLACEABLE = frozenset({Do.FILE, Do.TRASH, Do.KEEP, Do.MARK, Do.DIGEST})
"""What a rule that names `door: closed` may put in the place of the built-in rule's own."""

AT_ONCE = frozenset({Do.PROPOSE, Do.DIGEST, Do.KEEP})
"""These are done when the decision is written: nothing in the world has to change."""


WRITES = frozenset({Do.REPLY, Do.HAND_OFF})
"""By these the sender may get a letter."""

NEVER_ANSWERED = frozenset({Class.LIST, Class.BULK, Class.AUTO, Class.BOUNCE})
"""Mailings that no answer goes to, whatever else is in them."""

_EVER = datetime.min.replace(tzinfo=UTC)


_ON_TRIAL = "`{}` is on trial"


class Policy(Value):
    """What the configuration says about deciding, for one account; `round` names the round."""

    account: str
    mode: Mode
    zone: tzinfo
    closed_file: str = "Screened/Closed"
    closed_mark: tuple[str, ...] = ("seen",)
    closed_digest: str = "count"
    trash: str = "Trash"
    alert_when: tuple[AlertWhen, ...] = ()
    round: str = ""

    model_config = Value.model_config | {"arbitrary_types_allowed": True}


class Undecided(NamedTuple):
    """The header alone does not tell: the whole message must be read first."""

    rule: str


class Tried(NamedTuple):
    """One rule as it was tried."""

    rule: str
    file: str
    line: int
    matched: bool
    conditions: Sequence[Trace]


class _Outcome(NamedTuple):
    deciding: Rule | None
    matched: Sequence[Rule]
    trials: Sequence[Rule]


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
        return _nothing(event, NOBODY, policy, now).because(event.reason)
    stay = known.stay
    scene = _scene(event, rulebook=rulebook, policy=policy, now=now, history=history, stay=stay)
    ended = None
    if stay is not None and policy.mode is Mode.ENFORCE:
        ended = passage.ended_before(stay, scene, rulebook)
    if stay is not None and ended is not None:
        known = known._replace(stay=None, left={**known.left, stay.gate: ended.ended or now})
        scene = _scene(event, rulebook=rulebook, policy=policy, now=now, history=history)
    outcome = _try_rules(
        scene, rulebook=rulebook, policy=policy, content_read=content_read, known=known
    )
    if isinstance(outcome, Undecided):
        return outcome
    passed = _passage(scene, outcome, rulebook=rulebook, policy=policy, known=known)
    if passed.stay is not None and not content_read:
        return Undecided(gate_rule(passed.stay.gate))
    if not content_read and (answering := _answering(scene, outcome)) is not None:
        return Undecided(answering.name)
    return _conclude(scene, outcome, policy, passed, ended=ended)


def on_trial(reason: str | None) -> str | None:
    """The rule on trial that an effect with that reason is of; None if it is of none."""
    before, after = _ON_TRIAL.split("{}")
    if reason is None or not reason.endswith(after):
        return None
    return reason.removeprefix(before).removesuffix(after)


def asked_for(actions: Sequence[Action], policy: Policy) -> tuple[tuple[Effect, ...], str | None]:
    """The effects of actions that no message has asked for, and where it lies in the end."""
    rest = (action for action in actions if action.do is not Do.COPY)
    copies = [one for action in actions if action.do is Do.COPY for one in _one_folder_each(action)]
    wanted = sorted([*rest, *copies], key=lambda action: ORDER[action.do])
    return tuple(_effect(action, policy.mode) for action in wanted), _destination(wanted, policy)


def history_asked(rulebook: Rulebook, policy: Policy) -> Asked:
    """How much of what was before is needed to decide."""
    asked = rulebook.history_asked
    if rulebook.answers:
        asked |= Asked(anything=True)
    if rulebook.alerts:
        asked |= alarm.history_asked(policy.alert_when)
    return asked


def leave_alone(
    event: Event, *, rulebook: Rulebook, policy: Policy, now: datetime, reason: str
) -> Decision:
    """The decision to do nothing, whatever the rules say: `reason` is for people."""
    met = (
        NOBODY
        if isinstance(event, Unreadable)
        else _scene(event, rulebook=rulebook, policy=policy, now=now).met
    )
    return _nothing(event, met, policy, now).because(reason)


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
    scene = _scene(event, rulebook=rulebook, policy=policy, now=now, history=history, stay=stay)
    tried = [_built_in(scene.met)] if scene.met.door is Door.CLOSED else []
    gate = _gate_of(known, rulebook, policy) if scene.met.door is Door.OPEN else None
    for rule in rulebook.rules:
        if gate is not None and not rule.speaks_of_gates:
            continue
        skipped = _why_skipped(rule, scene, policy)
        matched = skipped is None and rule.when.holds(scene) is True
        conditions = [*([skipped] if skipped else []), *rule.when.trace(scene)]
        tried.append(Tried(rule.name, rule.place.file, rule.place.line, matched, conditions))
        if matched and not rule.continues and not rule.trial:
            return tuple(tried)
    if gate is not None and stay is not None:
        here = Trace("gate", gate.name, f"{stay.gate}, step {stay.number}", held=True)
        tried.append(Tried(gate_rule(gate.name), gate.place.file, gate.place.line, True, [here]))
    return tuple(tried)


def _scene(
    event: Readable,
    *,
    rulebook: Rulebook,
    policy: Policy,
    now: datetime,
    history: History = NOTHING,
    stay: Stay | None = None,
) -> Scene:
    met = rulebook.directory.meet(event, today=_today(now, policy.zone))
    return Scene(event, met=met, now=now, zone=policy.zone, history=history, stay=stay)


def _gate_of(known: Whereabouts, rulebook: Rulebook, policy: Policy) -> Gate | None:
    """The gate that they are in; while observing a gate moves nobody."""
    if known.stay is None or policy.mode is Mode.OBSERVE:
        return None
    return rulebook.gates.get(known.stay.gate)


def _passage(
    scene: Scene,
    outcome: _Outcome,
    *,
    rulebook: Rulebook,
    policy: Policy,
    known: Whereabouts,
) -> Passage:
    """What a gate makes of the message, if one has to do with it."""
    if policy.mode is Mode.OBSERVE or scene.met.door is Door.CLOSED:
        return NO_PASSAGE
    wanted = (action for rule in outcome.matched for action in rule.then if action.do is Do.GATE)
    gate = _gate_of(known, rulebook, policy)
    if known.stay is not None and gate is not None and outcome.deciding is None:
        return passage.inside(known.stay, scene, gate, known)
    if (first := next(wanted, None)) is not None:
        return passage.taken_in(scene, rulebook.gates[str(first.value)], known, rulebook)
    return NO_PASSAGE


def _answering(scene: Scene, outcome: _Outcome) -> Rule | None:
    """The rule by which a person may be written to.

    Before that all of their message must be known: its signature may be that of somebody closed.
    """
    event = scene.event
    if scene.met.door is Door.CLOSED or not isinstance(event, MailReceived):
        return None
    if event.classes & NEVER_ANSWERED:
        return None
    return next((rule for rule in outcome.matched if WRITES & {one.do for one in rule.then}), None)


def _try_rules(
    scene: Scene, *, rulebook: Rulebook, policy: Policy, content_read: bool, known: Whereabouts
) -> _Outcome | Undecided:
    matched: list[Rule] = []
    trials: list[Rule] = []
    in_gate = _gate_of(known, rulebook, policy) is not None
    for rule in rulebook.candidates(scene):
        if in_gate and not rule.speaks_of_gates:
            continue
        if _why_skipped(rule, scene, policy) is not None:
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
            return _Outcome(rule, matched, trials)
    return _Outcome(None, matched, trials)


def _why_skipped(rule: Rule, scene: Scene, policy: Policy) -> Trace | None:
    """Why a rule is not tried for this message at all, as a line of its trace."""
    if not rule.enabled:
        return Trace("enabled", True, False, held=False)
    if rule.accounts is not None and policy.account not in rule.accounts:
        return Trace("account", sorted(rule.accounts), policy.account, held=False)
    today = _today(scene.now, scene.zone)
    if rule.until is not None and today >= rule.until:
        return Trace("until", rule.until.isoformat(), today.isoformat(), held=False)
    if scene.met.door is Door.WELCOME and not rule.speaks_of_welcome:
        return Trace("door", "named `welcome` by the rule", "welcome", held=False)
    return None


def _built_in(met: Met) -> Tried:
    place = met.entry.place if met.entry else None
    held = Trace("door", Door.CLOSED.value, met.door.value, held=True)
    by = Trace("from", met.entry.line if met.entry else None, met.contact, held=True)
    return Tried(
        CLOSED_DOOR, place.file if place else "", place.line if place else 0, True, [by, held]
    )


def _conclude(
    scene: Scene, outcome: _Outcome, policy: Policy, passed: Passage, *, ended: Stay | None
) -> Decision:
    closed = scene.met.door is Door.CLOSED
    wishes = (
        _at_closed_door(scene, outcome, policy)
        if closed
        else _with_gate(scene, outcome.matched, passed)
    )
    effects = [
        _taken_in(_alert(_effect(action, policy.mode), scene, policy), passed) for action in wishes
    ]
    for rule in outcome.trials:
        reason = _ON_TRIAL.format(rule.name)
        effects += [
            Effect(do=action.do, value=action.value, status=Status.WOULD, reason=reason)
            for action in _merged({}, [_what_is_left_of(rule) if closed else rule])
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
        destination=_destination(wishes, policy),
        knock=closed,
        round=policy.round,
        reason=_suspicion(scene.event),
        stay=passed.stay or ended,
    )


_Wanted = dict[Do, str | tuple[str, ...]]


def _for_what_it_is(scene: Scene) -> _Wanted:
    """What is done with a message whatever the rules say: a fake is marked as one."""
    given = tuple(sorted(scene.keywords - scene.event.arrival.keywords))
    return {Do.TAG: given} if given else {}


def _with_gate(scene: Scene, matched: Sequence[Rule], passed: Passage) -> list[Action]:
    """What the rules ask for, and what the gate does; but the gate's question is the answer."""
    asked = _for_what_it_is(scene)
    if passed.gate is None or passed.stay is None:
        return _merged(asked, matched)
    if passed.ask:
        asked[Do.REPLY] = passed.ask
    gate = Rule(name=gate_rule(passed.gate.name), then=passed.actions, place=passed.gate.place)
    return _merged(asked, [*matched, gate])


def _taken_in(effect: Effect, passed: Passage) -> Effect:
    """Coming into a gate is done when the decision is written, or refused."""
    if effect.do is not Do.GATE or effect.status is Status.WOULD:
        return effect
    why = NotTaken.INSIDE if passed.decides else passed.not_taken
    if why is not None:
        return effect.model_copy(update={"status": Status.REFUSED, "reason": why.value})
    return effect.model_copy(update={"status": Status.DONE})


def _at_closed_door(scene: Scene, outcome: _Outcome, policy: Policy) -> list[Action]:
    """The built-in rule, what a rule about closed doors puts in its place, and what others add."""
    entry = scene.met.entry
    built_in: _Wanted = {
        **_for_what_it_is(scene),
        Do.PRESERVE: "true",
        Do.MARK: policy.closed_mark,
        Do.DIGEST: policy.closed_digest,
        Do.FILE: policy.closed_file,
    }
    rules = [_what_is_left_of(rule) for rule in outcome.matched]
    replaced = {_slot(action.do) for rule in rules for action in rule.then}
    kept = {do: value for do, value in built_in.items() if _slot(do) not in replaced}
    if entry is not None and entry.alert:
        kept[Do.ALERT] = entry.alert
    return _merged(kept, rules)


def _what_is_left_of(rule: Rule) -> Rule:
    """The rule with the actions that it may ask for at a closed door."""
    allowed = ADDING_UP | REPLACEABLE if rule.speaks_of_closed else ADDING_UP
    return replace(rule, then=tuple(one for one in rule.then if one.do in allowed))


def _merged(start: _Wanted, rules: Sequence[Rule]) -> list[Action]:
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
    return [one for action in actions for one in _one_folder_each(action)]


def _slot(do: Do) -> Do:
    """Where a message lies in the end is one question, whichever key answers it."""
    return Do.FILE if do in (Do.FILE, Do.TRASH, Do.KEEP) else do


def _one_folder_each(action: Action) -> list[Action]:
    if action.do is not Do.COPY:
        return [action]
    return [Action(do=Do.COPY, value=folder) for folder in action.value]


def _effect(action: Action, mode: Mode) -> Effect:
    if action.do is Do.PRESERVE:
        return Effect(do=action.do, value=action.value, status=Status.DONE)
    if mode is Mode.OBSERVE:
        return Effect(do=action.do, value=action.value, status=Status.WOULD)
    status = Status.DONE if action.do in AT_ONCE else Status.PENDING
    return Effect(do=action.do, value=action.value, status=status)


def _alert(effect: Effect, scene: Scene, policy: Policy) -> Effect:
    """An alert is refused unless they came often enough; any other effect is as it was."""
    if effect.do is not Do.ALERT:
        return effect
    since = _closed_since(scene) if scene.met.door is Door.CLOSED else None
    why_not = alarm.unalarming(scene.history, closed_since=since, when=policy.alert_when)
    if why_not is None:
        return effect
    return effect.model_copy(update={"status": Status.REFUSED, "reason": why_not.value})


def _closed_since(scene: Scene) -> datetime:
    """The beginning of the day on which the door was closed; ever, if no such day is known."""
    day = scene.met.entry.since if scene.met.entry else None
    since = datetime.combine(day or date.min, time(), scene.zone if day else UTC)
    # A message that met the closed door shows that it was closed.
    return since if since <= scene.event.arrival.received else _EVER


def _destination(wishes: Sequence[Action], policy: Policy) -> str | None:
    for action in wishes:
        if action.do in MOVES:
            return policy.trash if action.do is Do.TRASH else str(action.value)
    return None


def _suspicion(event: Readable) -> str | None:
    if isinstance(event, MailReceived) and len(event.from_) > 1:
        return "it names several senders, which is suspicious"
    return None


def _nothing(event: Event, met: Met, policy: Policy, now: datetime) -> Decision:
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


@lru_cache(maxsize=16)
def _today(now: datetime, zone: tzinfo) -> date:
    """The day in that zone; a round asks for one and the same again and again."""
    return now.astimezone(zone).date()


def _line(met: Met) -> str | None:
    return met.entry.line if met.entry and met.door is not Door.OPEN else None
