"""One message of the digest, in the words of the log."""

from collections.abc import Sequence

from screener.application.digest.content.closed_by_now import UNKNOWN
from screener.domain.digest.command import Command, Verb
from screener.domain.digest.digest import Act, Item
from screener.domain.record.effect import MOVES, Effect, Status
from screener.domain.rules.decide import on_trial
from screener.ports.daybook import Dealt, Letterhead

UNDO = "Undo"

_OPEN = frozenset({Status.PENDING, Status.STARTED})


def item(
    one: Dealt, head: Letterhead, acts: Sequence[Act] = (), *, trial: str | None = None
) -> Item:
    """The message; never of somebody whose door is closed. With `trial` what that rule would do.

    Whom the user's files name goes by that name alone.
    """
    return Item(
        id=one.id,
        received=head.received,
        who=one.contact or one.handle or UNKNOWN,
        name=one.name if one.contact in (None, one.key) else None,
        subject=head.subject,
        kind=one.kind,
        outcome=_outcome(one) if trial is None else _on_trial(one, trial),
        acts=acts,
    )


def undo(one: Dealt) -> Sequence[Act]:
    """What takes back that the message was moved, if it was."""
    moved = any(effect.do in MOVES and effect.status is Status.DONE for effect in one.effects)
    return (Act(UNDO, Command(Verb.UNDO, (one.id,))),) if moved else ()


def _outcome(one: Dealt) -> str:
    """Where the message is, or would be."""
    own = (effect for effect in one.effects if on_trial(effect.reason) is None)
    move = next((effect for effect in own if effect.do in MOVES), None)
    if move is None:
        return "left where it was"
    place = f"→ {one.destination or move.value}"
    return f"{_how(move)}{place}"


def _on_trial(one: Dealt, rule: str) -> str:
    wanted = (effect for effect in one.effects if on_trial(effect.reason) == rule)
    told = [
        f"→ {effect.value}" if effect.do in MOVES else f"{effect.do.value} {_said(effect)}".strip()
        for effect in wanted
    ]
    return f"would: {', '.join(told)}"


def _said(effect: Effect) -> str:
    if isinstance(effect.value, str):
        return "" if effect.value == "true" else effect.value
    return ", ".join(effect.value)


def _how(move: Effect) -> str:
    if move.status is Status.WOULD:
        return "would go "
    if move.status in _OPEN:
        return "waits to go "
    return "" if move.status is Status.DONE else f"{move.status.value} "
