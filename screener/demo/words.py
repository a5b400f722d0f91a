"""How the demo says things: what became of a letter, and why."""

from collections.abc import Iterable, Iterator, Sequence

from screener.domain.condition import Trace
from screener.domain.decide import Policy, Tried, explain
from screener.domain.decision import Decision, Door
from screener.domain.effect import Status
from screener.domain.event import MailReceived
from screener.domain.rulebook import Rulebook
from screener.domain.summary import summary
from screener.ports.store import Recorded

NOT_SHOWN = "(not shown: closed door)"

SHOWN = 50
"""Letters of what a condition expects that are shown."""


def counted(number: int, what: str) -> str:
    """`1 letter`, `3 letters`."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def table(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """The rows as lines with aligned columns."""
    there = list(rows)
    widths = [max(map(len, column)) for column in zip(*there, strict=True)]
    for row in there:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield "  " + "  ".join(cells).rstrip()


def what_happened(recorded: Recorded) -> tuple[str, str, str]:
    """Who wrote, about what, and what became of it. A closed contact's words are not shown."""
    decision = recorded.decision
    told = summary(decision.event)
    subject = NOT_SHOWN if decision.door is Door.CLOSED else told.subject or ""
    return told.from_handle or "", subject, _outcome(recorded)


def _outcome(recorded: Recorded) -> str:
    decision = recorded.decision
    on_trial = next((each.reason for each in recorded.effects if each.reason), None)
    if decision.destination is None:
        because = f" ({decision.rule})" if decision.rule else ""
        return f"stays{because}" + (f"; {on_trial}" if on_trial else "")
    # A `would` with a reason is that of a rule on trial, and decides nothing.
    statuses = {
        effect.status
        for effect in recorded.effects
        if effect.status is not Status.WOULD or effect.reason is None
    }
    how = "would go to" if Status.WOULD in statuses else "is in"
    if Status.PENDING in statuses or Status.FAILED in statuses:
        how = "should be in"
    return f"{how} {decision.destination} ({decision.rule})"


def why(decision: Decision, rulebook: Rulebook, policy: Policy) -> Iterator[str]:
    """Every rule that was tried for that letter, with its conditions."""
    event = decision.event
    assert isinstance(event, MailReceived)  # noqa: S101  the demo's people only write letters
    for tried in explain(event, rulebook=rulebook, policy=policy, now=decision.decided):
        yield from _tried(tried)


def _tried(tried: Tried) -> Iterator[str]:
    verdict = "fits, and decides" if tried.matched else "does not fit"
    yield f"  {tried.rule} ({tried.file}:{tried.line}) {verdict}"
    for condition in tried.conditions:
        yield f"    {_asked(condition)}: {_answer(condition)}"


def _asked(condition: Trace) -> str:
    """`any.0.not.is` is a path; people read `any: not is`."""
    steps = [step for step in condition.key.split(".") if not step.isdigit()]
    expected = str(condition.expected)
    shown = expected if len(expected) <= SHOWN else f"{expected[: SHOWN - 1]}…"
    return f"{' '.join(steps)} {shown}"


def _answer(condition: Trace) -> str:
    """Whether it holds as it is asked: a trace tells of what stands behind `not` itself."""
    if condition.held is None:
        return "nobody knows"
    negated = condition.key.split(".").count("not") % 2 == 1
    return "yes" if condition.held is not negated else "no"
