"""Questions that arise while messages are decided, each asked once."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from screener.domain.decision import Decision, Door, Known
from screener.domain.effect import Do, Status
from screener.domain.question import Asks, Question, question


def moved_back(left: Decision, known: Known) -> Question:
    """The user brought a message back that we had filed."""
    who = left.contact or "nobody known"
    text = (
        f"You brought back mail of {who}, whose door is closed. Open it?"
        if left.door is Door.CLOSED
        else f"You brought back mail of {who}. Change the rule that had filed it?"
    )
    return question(
        Asks.MOVED_BACK,
        at=left.decided,
        contact=left.contact,
        text=text,
        about=known.identity,
        decision=known.decision,
    )


def proposals(decisions: Iterable[Decision]) -> Iterator[Question]:
    """What rules propose: the effect is done as soon as the question is asked."""
    for decision in decisions:
        for effect in decision.effects:
            if effect.do is Do.PROPOSE and effect.status is Status.DONE:
                kind = Asks(str(effect.value))
                wish = "Close the door of" if kind is Asks.CLOSE else "Always let in"
                yield question(
                    kind,
                    at=decision.decided,
                    contact=decision.contact,
                    text=f"{wish} {decision.contact}? The rule `{decision.rule}` proposes it.",
                    about=decision.id,
                    decision=decision.id,
                )


def wrote_to_closed(contact: str, *, at: datetime, about: str) -> Question:
    """The user wrote to somebody closed; `at` is when, `about` tells one letter from another."""
    return question(
        Asks.WROTE,
        at=at,
        contact=contact,
        text=f"You wrote to {contact}, whose door is closed. Open it again?",
        about=about,
    )


def open_questions(questions: Iterable[Question], *, contact: str | None = None) -> list[Question]:
    """Those that are about that contact, all without one; oldest first."""
    return [one for one in questions if contact is None or one.contact == contact]
