"""Actions to effects: what is done at once, later, not while observing, or not at all."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time

from screener.domain.conditions.scene import Scene
from screener.domain.gates.whereabouts import NotTaken
from screener.domain.record.decision import Door, Mode
from screener.domain.record.effect import MOVES, ORDER, Action, Do, Effect, Status
from screener.domain.rules import alarm
from screener.domain.rules.decide.policy import Policy
from screener.domain.rules.decide.wishes import one_folder_each
from screener.domain.rules.passage import Passage

_AT_ONCE = frozenset({Do.PROPOSE, Do.DIGEST, Do.KEEP})
"""These are done when the decision is written: nothing in the world has to change."""

ON_TRIAL = "`{}` is on trial"

_EVER = datetime.min.replace(tzinfo=UTC)


def asked_for(actions: Sequence[Action], policy: Policy) -> tuple[tuple[Effect, ...], str | None]:
    """The effects of actions that no message has asked for, and where it lies in the end."""
    rest = (action for action in actions if action.do is not Do.COPY)
    copies = [one for action in actions if action.do is Do.COPY for one in one_folder_each(action)]
    wanted = sorted([*rest, *copies], key=lambda action: ORDER[action.do])
    effects = tuple(effect_of(action, policy.mode) for action in wanted)
    return effects, destination_of(wanted, policy)


def on_trial(reason: str | None) -> str | None:
    """The rule on trial that an effect with that reason is of; None if it is of none."""
    before, after = ON_TRIAL.split("{}")
    if reason is None or not reason.endswith(after):
        return None
    return reason.removeprefix(before).removesuffix(after)


def effect_of(action: Action, mode: Mode) -> Effect:
    """The effect of an action; while observing all but preserving is only what would be done."""
    if action.do is Do.PRESERVE:
        return Effect(do=action.do, value=action.value, status=Status.DONE)
    if mode is Mode.OBSERVE:
        return Effect(do=action.do, value=action.value, status=Status.WOULD)
    status = Status.DONE if action.do in _AT_ONCE else Status.PENDING
    return Effect(do=action.do, value=action.value, status=status)


def taken_in(effect: Effect, passed: Passage) -> Effect:
    """Coming into a gate is done when the decision is written, or refused."""
    if effect.do is not Do.GATE or effect.status is Status.WOULD:
        return effect
    why = NotTaken.INSIDE if passed.decides else passed.not_taken
    if why is not None:
        return effect.model_copy(update={"status": Status.REFUSED, "reason": why.value})
    return effect.model_copy(update={"status": Status.DONE})


def alerted(effect: Effect, scene: Scene, policy: Policy) -> Effect:
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


def destination_of(wishes: Sequence[Action], policy: Policy) -> str | None:
    """The folder in which the message lies in the end, as configured; None if it stays."""
    for action in wishes:
        if action.do in MOVES:
            return policy.trash if action.do is Do.TRASH else str(action.value)
    return None
