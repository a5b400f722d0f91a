"""The story of one decision as people read it: what came, what was tried, and what was done."""

from collections.abc import Iterator
from typing import NamedTuple

import click

from screener.application.insight.explain import Explained
from screener.application.insight.whereabouts import Lying
from screener.cli.discretion import words_of
from screener.cli.printing import shapes
from screener.cli.printing.receipts import lies, receipt
from screener.cli.terminal import colours
from screener.cli.terminal.clockface import Clockface
from screener.cli.terminal.shown import folded
from screener.domain.conditions.condition import Shown, Trace
from screener.domain.record.decision import Decision
from screener.domain.record.effect import Effect, Status
from screener.domain.record.summary import summary
from screener.domain.rules.decide import Tried
from screener.domain.visible import visible

WORDS = frozenset({"subject", "body", "transcript", "text", "header", "attachment"})
"""Conditions whose trace quotes the sender."""

HELD = {True: "✓", False: "✗", None: "?"}
"""Held, did not hold, and nobody knows since it was not read."""

SAID_OF = {
    Status.DONE: "done",
    Status.PENDING: "to be done",
    Status.WOULD: "would be done",
    Status.REFUSED: "refused",
    Status.FAILED: "failed",
    Status.UNCERTAIN: "uncertain",
}

_LABEL = 10


class Page(NamedTuple):
    """How it is told: how times are, on how many columns if on a terminal, of a message that is
    only imagined, and with its sender's words hidden.
    """

    clockface: Clockface
    width: int | None
    imagined: bool
    hidden: bool

    def hanging(self, lead: str, text: str, *, indent: int) -> Iterator[str]:
        """The text behind its lead, which takes `indent` columns, as those of its other lines."""
        room = None if self.width is None else max(20, self.width - indent)
        first, *others = [text] if room is None else folded(text, room)
        yield lead + first
        yield from (" " * indent + line for line in others)


def story(told: Explained, page: Page) -> Iterator[str]:
    """All of it, line by line."""
    decided = told.recorded.decision
    yield click.style(_headline(decided, imagined=page.imagined), bold=True)
    yield ""
    for label, text in _about(decided, told.lying, page):
        yield from page.hanging(f"  {label:<{_LABEL}}", text, indent=_LABEL + 2)
    if told.trace:
        yield ""
        yield click.style("Tried", bold=True)
        for tried in told.trace:
            yield from _tried(tried, page)
    yield ""
    yield click.style("Actions", bold=True)
    yield from _acted(told, page)
    if told.rules_changed:
        now_by = f"`{visible(told.now_by)}`" if told.now_by else "no rule"
        yield ""
        yield f"The rules have changed since then: today {now_by} would decide."


def _headline(decided: Decision, *, imagined: bool) -> str:
    name = "It" if imagined else decided.id
    if decided.rule is None:
        return f"{name}: no rule decides" if decided.reason is None else f"{name}: left alone"
    decides = "decides" if imagined else "decided"
    return f"{name}: `{visible(decided.rule)}` {decides}"


def _about(decided: Decision, lying: Lying | None, page: Page) -> Iterator[tuple[str, str]]:
    arrival = decided.event.arrival
    told = summary(decided.event)
    name = f"{words_of(told.from_name, hidden=page.hidden)} " if told.from_name else ""
    yield "from", f"{name}<{visible(told.from_handle or 'nobody')}>"
    if decided.contact not in (None, told.from_handle):
        yield "contact", visible(decided.contact or "")
    yield "door", _coloured(decided.door.value, colours.of_door(decided.door))
    yield "subject", words_of(told.subject, hidden=page.hidden)
    if not page.imagined:
        where = f"{visible(arrival.folder)} of {visible(arrival.account)}"
        yield "received", f"{page.clockface.at(arrival.received)} in {where}"
        yield "decided", f"{page.clockface.at(decided.decided)} in {decided.mode.value} mode"
    if lying is not None:
        yield "lies", lies(lying, decided.id)
    if decided.reason:
        yield "because", visible(decided.reason)
    if decided.continued:
        yield "added by", ", ".join(visible(rule) for rule in decided.continued)


def _tried(tried: Tried, page: Page) -> Iterator[str]:
    where = f"  {tried.file}:{tried.line}" if tried.file else ""
    yield f"  {_mark(held=tried.matched)} {visible(tried.rule)}{click.style(where, dim=True)}"
    for condition in tried.conditions:
        yield from _condition(condition, page)
    if not tried.conditions:
        yield f"      {_mark(held=True)} matches everything"


def _condition(condition: Trace, page: Page) -> Iterator[str]:
    """One condition; under `not` the mark says whether it is well that it does not hold."""
    steps, held = condition.key.split("."), condition.held
    if steps.count("not") % 2 == 1 and held is not None:
        held = not held
    quotes = not WORDS.isdisjoint(steps)
    found = "not read" if condition.held is None else _value(condition.actual)
    if page.hidden and quotes and condition.actual:
        found = "hidden"
    key = visible(condition.key.replace("not.", "not "))
    text = f"{key}: {_value(condition.expected)} (found: {found})"
    yield from page.hanging(f"      {_mark(held=held)} ", text, indent=8)


def _acted(told: Explained, page: Page) -> Iterator[str]:
    """Each effect, and below it the receipt."""
    if not told.recorded.effects:
        yield "  nothing; it stays"
    for effect, fate in told.fated:
        yield _effect(effect)
        if parts := list(receipt(effect, fate, page.clockface)):
            yield from page.hanging("      ", ", ".join(parts), indent=6)


def _effect(effect: Effect) -> str:
    value = shapes.words(effect)
    if isinstance(value, bool):
        words = effect.do.value
    else:
        several = value if isinstance(value, str) else ", ".join(value)
        words = f"{effect.do.value}: {several}"
    reason = f", {visible(effect.reason)}" if effect.reason else ""
    status = shapes.status(effect)
    told = _coloured(SAID_OF[status], colours.of_status(status))
    return f"  {visible(words)} ({told}{reason})"


def _coloured(text: str, colour: str | None) -> str:
    return click.style(text, fg=colour) if colour else text


def _mark(*, held: bool | None) -> str:
    return click.style(HELD[held], fg="green" if held else None, dim=held is False or None)


def _value(value: Shown) -> str:
    match value:
        case None | "" | []:
            return "nothing"
        case list():
            return ", ".join(visible(each) for each in value)
        case bool():
            return "true" if value else "false"
        case _:
            return visible(str(value))
