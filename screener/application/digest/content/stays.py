"""People in gates, as the digest tells of them: where they stand, and what can be said of them."""

from collections.abc import Iterator

from screener.application.desk import Desk
from screener.application.gates.words import Shown, who_stands_where
from screener.domain.digest.command import Command, Verb
from screener.domain.digest.digest import Act, InGate
from screener.domain.record.stay import Stage

_STANDS = {
    Stage.ASKING: "They are being asked",
    Stage.WAITING: "They were asked, and have time",
    Stage.UNASKED: "They could not be asked",
    Stage.QUEUED: "They did what they were asked for, and wait for room",
    Stage.CHOOSING: "They did what they were asked for, and wait for your word",
}


def in_gates(desk: Desk) -> list[InGate]:
    """Everybody who came in by this account: those who wait for the user first."""
    standing = who_stands_where(desk.store, desk.archive, desk.rulebook())
    found = [_told(one) for one in standing if one.stay.account == desk.account]
    return sorted(found, key=lambda one: not one.needs_you)


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
