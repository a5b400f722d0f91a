"""`propose` and `close` in rules: refused where a door must not be closed by accident.

What a rule says is a guess. So it never touches somebody welcome, and mail that is shown to be
forged moves nobody's door.
"""

from collections.abc import Sequence

from screener.application.desk import Desk
from screener.application.doorkeeper import Waits
from screener.application.doors import Refused
from screener.application.judge import Judged
from screener.domain.closable import Refusal, sender_to_close, sender_to_open
from screener.domain.closing import By
from screener.domain.decision import Decision, Door
from screener.domain.effect import Do, Effect, QueuedEffect, Receipt, Status
from screener.domain.event import Event, MailReceived, Unreadable, Vouched
from screener.domain.handle import Handle
from screener.domain.rulebook import decline_of
from screener.errors import WrongUse

WAITS = "the file of doors is broken; it is closed as soon as that is mended"

GONE = "nothing is known of the message any more"


def gated(judged: Judged, desk: Desk) -> Judged:
    """The same decisions, with what must not be proposed or closed refused and told."""
    decisions = [_gated(decision, desk) for decision in judged.decisions]
    return judged._replace(decisions=decisions)


def close_doors(queued: Sequence[QueuedEffect], desk: Desk) -> list[Receipt]:
    """Close the door of each sender; done is also what was so already. Raises DiskTrouble."""
    return [_close_one(one, desk) for one in queued]


def _gated(decision: Decision, desk: Desk) -> Decision:
    if not any(effect.do in (Do.PROPOSE, Do.CLOSE) for effect in decision.effects):
        return decision
    effects = tuple(_allowed(effect, decision, desk) for effect in decision.effects)
    return decision.model_copy(update={"effects": effects})


def _allowed(effect: Effect, decision: Decision, desk: Desk) -> Effect:
    if effect.do not in (Do.PROPOSE, Do.CLOSE) or effect.reason is not None:
        return effect
    opens = effect.do is Do.PROPOSE and effect.value == Door.WELCOME
    why = _sender(decision.event, desk, door=Door.WELCOME if opens else Door.CLOSED)
    if decision.door is Door.WELCOME:
        why = Refusal.WELCOME
    if not isinstance(why, Refusal):
        return effect
    return effect.model_copy(update={"status": Status.REFUSED, "reason": why.value})


def _sender(event: Event, desk: Desk, *, door: Door) -> Handle | Refusal:
    """Whose door a rule would move."""
    if isinstance(event, Unreadable):
        return Refusal.NOBODY
    mail = event if isinstance(event, MailReceived) else event.mail
    if mail.vouched is Vouched.FORGED:
        return Refusal.FORGED
    rulebook = desk.rulebook()
    if door is not Door.CLOSED:
        met = rulebook.directory.meet(event, today=desk.doors.today())
        return sender_to_open(event, met.entry)
    providers = desk.reading(rulebook).exchanges
    services = rulebook.directory.services
    return sender_to_close(event, own=desk.doors.own, providers=providers, services=services)


def _close_one(queued: QueuedEffect, desk: Desk) -> Receipt:
    recorded = desk.store.decision(queued.decision)
    if recorded is None:
        return _receipt(queued, desk, Status.REFUSED, GONE)
    sender = _sender(recorded.decision.event, desk, door=Door.CLOSED)
    if isinstance(sender, Refusal):
        return _receipt(queued, desk, Status.REFUSED, sender.value)
    decline = decline_of(str(queued.effect.value))
    try:
        moved = desk.doors.move(
            desk.doors.request(Door.CLOSED, sender, by=By.RULE, decline=decline)
        )
    except WrongUse as nobody:
        return _receipt(queued, desk, Status.REFUSED, nobody.message)
    match moved:
        case Refused():
            return _receipt(queued, desk, Status.REFUSED, moved.why.value)
        case Waits():
            return _receipt(queued, desk, Status.DONE, WAITS)
        case _:
            return _receipt(queued, desk, Status.DONE)


def _receipt(
    queued: QueuedEffect, desk: Desk, status: Status, reason: str | None = None
) -> Receipt:
    return Receipt(effect=queued.id, status=status, at=desk.clock.now(), reason=reason)
