"""People in gates, as the digest tells of them: where they stand, what can be said of them, and who
has left.
"""

from collections.abc import Iterator

from screener.application.desk import Desk
from screener.application.digest.content.closed_by_now import ClosedByNow
from screener.application.digest.span import Span
from screener.application.gates.forsaken import TO_END, forsaken
from screener.application.gates.words import Shown, who_stands_where
from screener.domain.digest.command import Command, Verb
from screener.domain.digest.digest import Act, InGate, Kind, Point
from screener.domain.record.stay import Stage, Stay

_STANDS = {
    Stage.ASKING: "They are being asked",
    Stage.WAITING: "They were asked, and have time",
    Stage.UNASKED: "They could not be asked",
    Stage.QUEUED: "They did what they were asked for, and wait for room",
    Stage.CHOOSING: "They did what they were asked for, and wait for your word",
}

NAMED = 10
"""So many of those who left a gate in the same way are named, the latest."""

_LEFT = {
    Stage.PASSED: "Passed the gate `{gate}`: {who}.",
    Stage.LAPSED: "Lapsed in the gate `{gate}`: {who}.",
    Stage.FULL: "Had no room in the gate `{gate}`: {who}.",
}


def in_gates(desk: Desk) -> list[InGate]:
    """Everybody who came in by this account: those who wait for the user first."""
    standing = who_stands_where(desk.store, desk.archive, desk.rulebook())
    found = [_told(one) for one in standing if one.stay.account == desk.account]
    return sorted(found, key=lambda one: not one.needs_you)


def left_gates(desk: Desk, span: Span, closed: ClosedByNow) -> Iterator[Point]:
    """Who left a gate in the span without a word of the user's: by gate, and by how they left."""
    together: dict[tuple[str, Stage], list[Stay]] = {}
    for stay in desk.store.gatebook.left(desk.account, since=span.since, until=span.until):
        together.setdefault((stay.gate, stay.stage), []).append(stay)
    for (gate, stage), stays in together.items():
        if stage in _LEFT:
            names = [closed.called(stay.contact) for stay in reversed(stays)]
            more = f" and {len(names) - NAMED:,} more" if len(names) > NAMED else ""
            text = _LEFT[stage].format(who=f"{', '.join(names[:NAMED])}{more}", gate=gate)
            alone = names[0] if len(names) == 1 else None
            yield Point(Kind.NEWS, stage.value, stays[-1].ended or span.until, text, contact=alone)


def forsaken_in_gates(desk: Desk, span: Span, closed: ClosedByNow) -> Iterator[Point]:
    """Who came in by an account that is gone, told with what concerns no account by itself."""
    if not desk.is_first:
        return
    for account, stays in forsaken(desk.store, desk.doors.accounts):
        names = [closed.called(stay.contact) for stay in stays]
        more = f" and {len(names) - NAMED:,} more" if len(names) > NAMED else ""
        text = (
            f"Stuck in a gate, since the account `{account}` is not in the configuration any more:"
            f" {', '.join(names[:NAMED])}{more}. {TO_END}."
        )
        yield Point(Kind.ERROR, "account_gone", span.until, text)


def _told(shown: Shown) -> InGate:
    stay = shown.stay
    return InGate(
        contact=stay.contact,
        gate=stay.gate,
        step=shown.gate.step_of(stay) if shown.gate else stay.number,
        steps=len(shown.gate.steps) if shown.gate else 0,
        stage=stay.stage.value,
        text=_text(shown),
        deadline=stay.deadline,
        needs_you=stay.stage is Stage.CHOOSING or stay.early,
        notes=shown.notes,
        acts=tuple(_acts(shown)),
    )


def _text(shown: Shown) -> str:
    stay = shown.stay
    told = _STANDS.get(stay.stage, stay.stage.value)
    if stay.early:
        told = "They wrote again, but too early"
    because = f": {stay.reason}" if stay.stage is Stage.UNASKED and stay.reason else ""
    return f"{told}{because}."


def _acts(shown: Shown) -> Iterator[Act]:
    contact = shown.stay.contact
    if shown.stay.early:
        yield Act("Accept it all the same", Command(Verb.ACCEPT, (contact,)))
    for label in shown.choices:
        yield Act(label, Command(Verb.CHOOSE, (contact, label)))
