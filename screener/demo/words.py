"""How the demo says things: a command, a letter, what became of one, and why."""

from collections.abc import Iterable, Iterator, Sequence
from email.message import EmailMessage
from textwrap import wrap

from screener.domain.conditions.condition import Trace
from screener.domain.record.decision import Decision, Door
from screener.domain.record.effect import MOVES, Effect, Status
from screener.domain.record.summary import summary
from screener.domain.rules.decide import Tried, on_trial
from screener.normalize.body.flowed import unflowed
from screener.ports.store import Recorded

HEAD = ("FROM", "SUBJECT", "WHAT BECAME OF IT")

NOT_SHOWN = "(not shown)"

SHOWN = 50
"""Letters of what a condition expects that are shown."""

WIDE = 74
"""Columns of a letter."""


def as_typed(words: Sequence[str]) -> str:
    """The command as it is typed where its configuration lies."""
    return " ".join(["screener", *(f'"{word}"' if " " in word else word for word in words)])


def table(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """The rows as lines with aligned columns."""
    there = list(rows)
    widths = [max(map(len, column)) for column in zip(*there, strict=True)]
    for row in there:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield "  ".join(cells).rstrip()


def letter_lines(letter: EmailMessage) -> Iterator[str]:
    """A letter as it is read, with a line down its side."""
    body = letter.get_body(("plain",))
    text = unflowed(body.get_content(), delete_space=False) if body else ""
    yield ""
    for line in (f"To: {letter['To']}", f"Subject: {letter['Subject']}", "", *text.splitlines()):
        for piece in wrap(line, WIDE) or [""]:
            yield f"  | {piece}".rstrip()


def what_happened(recorded: Recorded) -> tuple[str, str, str]:
    """Who wrote, about what, and what became of it. A closed contact's words are not shown."""
    decision = recorded.decision
    told = summary(decision.event)
    closed = decision.door is Door.CLOSED
    who = decision.contact if closed else told.from_handle
    return who or "", NOT_SHOWN if closed else told.subject or "", _outcome(recorded)


def _outcome(recorded: Recorded) -> str:
    decision = recorded.decision
    tried = [one for one in recorded.effects if on_trial(one.reason) is not None]
    own = [one for one in recorded.effects if one not in tried]
    if decision.destination is None:
        return "; ".join(["stays", *(_would(one) for one in tried if one.do in MOVES)])
    statuses = {effect.status for effect in own}
    how = "would go to " if Status.WOULD in statuses else ""
    if Status.PENDING in statuses or Status.FAILED in statuses:
        how = "should be in "
    return f"{how}{decision.destination}"


def _would(effect: Effect) -> str:
    return f"on trial: {on_trial(effect.reason)}"


def why(decision: Decision, tried: Sequence[Tried]) -> Iterator[str]:
    """The rule that decided about a letter, with its conditions; the last that was tried."""
    deciding = tried[-1]
    yield f"  {decision.rule} ({deciding.file}:{deciding.line}) fits, and decides"
    for condition in deciding.conditions:
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
