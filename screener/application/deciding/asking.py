"""Questions that arise while messages are decided, each asked once."""

from collections.abc import Iterable, Iterator

from screener.domain.letters.autoreply import Refusal
from screener.domain.record.decision import Decision, Door, Known
from screener.domain.record.effect import Do, Status
from screener.domain.record.question import Asks, Question, question
from screener.ports.store import Store


def moved_back(left: Decision, known: Known) -> Question:
    """The user brought a message back that we had filed."""
    # At a closed door only the user's own files name anybody.
    known_as = left.line if left.door is Door.CLOSED else left.contact
    who = known_as or "nobody known"
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


def maybe_closed(decisions: Iterable[Decision]) -> Iterator[Question]:
    """An answer was held back, since its receiver may be somebody closed under another handle."""
    for decision in decisions:
        for effect in decision.effects:
            if effect.do is Do.REPLY and effect.reason == Refusal.MAYBE_CLOSED.value:
                text = f"May {decision.contact} be somebody whose door is closed?"
                yield question(
                    Asks.SAME,
                    at=decision.decided,
                    contact=decision.contact,
                    text=f"{text} No answer was sent to them.",
                    about="same",
                    decision=decision.id,
                )


def open_questions(store: Store, *, contact: str | None = None) -> list[Question]:
    """What the user is asked and has not answered, about that contact or all; oldest first."""
    asked = store.doorbook.questions()
    return [one for one in asked if contact is None or one.contact == contact]
