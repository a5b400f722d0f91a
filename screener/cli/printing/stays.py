"""Where somebody stands in a gate, in words and as JSON: `gates` and `contact` tell it alike."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from screener.cli.terminal.times import utc
from screener.domain.gates.gate import CHOSE, TIDIED, Gate
from screener.domain.record.stay import Stage, Stay
from screener.domain.visible import visible

STANDS = {
    Stage.ASKING: "the question is on its way",
    Stage.WAITING: "was asked",
    Stage.UNASKED: "cannot be asked",
    Stage.QUEUED: "waits for room",
    Stage.CHOOSING: "waits for your word",
    Stage.PASSED: "passed",
    Stage.LAPSED: "lapsed",
    Stage.FULL: "there was no room",
    Stage.CHOSEN: "left by your choice",
    Stage.LEFT: "left",
}


def stands(stay: Stay) -> str:
    """How far they are, with what is to be said of it."""
    said = STANDS[stay.stage]
    if stay.stage is Stage.CHOSEN and (label := _label(stay)):
        said = f"you chose `{label}`"
    if stay.early:
        said += ", and came too early"
    if stay.reason:
        said += f": {stay.reason}"
    return said


def step(stay: Stay, gate: Gate | None) -> str:
    """`1/2`; `-` where there are no steps, or the gate is in the rules no more."""
    steps = len(gate.steps) if gate else 0
    return f"{gate.step_of(stay)}/{steps}" if gate and steps else "-"


def lines(stay: Stay, gate: Gate | None, at: Callable[[datetime], str]) -> Iterator[str]:
    """The stay as it stands on somebody's page, with times as `at` tells them."""
    so_far = step(stay, gate) if stay.passed is None else "-"
    now_at = f", step {so_far}" if so_far != "-" else ""
    yield f"{visible(stay.gate)}: {visible(stands(stay))}{now_at}"
    yield f"since {at(stay.since)}"
    if stay.deadline is not None:
        yield f"until {at(stay.deadline)}"
    if stay.passed is not None:
        yield f"passed {at(stay.passed)}"
    if stay.ended is not None:
        yield f"ended {at(stay.ended)}"
    if stay.outcome == TIDIED:
        yield "what they sent went to the trash"


def shape(stay: Stay, gate: Gate | None) -> dict[str, Any]:
    """The stay as JSON; `step` counts from 1, times are UTC. `outcome` is None while it goes on."""
    return {
        "gate": stay.gate,
        "step": gate.step_of(stay) if gate else stay.number,
        "steps": len(gate.steps) if gate else None,
        "stage": stay.stage.value,
        "since": utc(stay.since),
        "asked": stay.asked and utc(stay.asked),
        "deadline": stay.deadline and utc(stay.deadline),
        "early": stay.early,
        "reason": stay.reason,
        "passed": stay.passed and utc(stay.passed),
        "ended": stay.ended and utc(stay.ended),
        "outcome": None if stay.is_inside else _label(stay) or stay.stage.value,
    }


def _label(stay: Stay) -> str:
    """The choice that was made; "" if there was none."""
    outcome = stay.outcome or ""
    return outcome.removeprefix(CHOSE) if outcome.startswith(CHOSE) else ""
