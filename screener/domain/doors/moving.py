"""Whose door a rule would move with `propose` and `close`, or why none.

What a rule says is a guess. So it never touches somebody welcome, and mail that is shown to be
forged moves nobody's door.
"""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from screener.domain.people.closable import Refusal, sender_to_close, sender_to_open
from screener.domain.people.contact import Directory
from screener.domain.people.handle import Handle
from screener.domain.record.decision import Decision, Door
from screener.domain.record.effect import Do, Effect, Status
from screener.domain.record.event import Event, MailReceived, Unreadable, Vouched


class Household(NamedTuple):
    """Everybody who is known, on that day.

    `own` are canonical addresses of the user, `providers` domains of telephone exchanges.
    """

    directory: Directory
    own: Collection[str]
    providers: Collection[str]
    today: date


def allowed(decision: Decision, household: Household) -> Decision:
    """The same decision, with what must not be proposed or closed refused and told."""
    if not any(effect.do in (Do.PROPOSE, Do.CLOSE) for effect in decision.effects):
        return decision
    effects = tuple(_allowed(effect, decision, household) for effect in decision.effects)
    return decision.model_copy(update={"effects": effects})


def sender(event: Event, household: Household, *, door: Door) -> Handle | Refusal:
    """Whose door a rule would move there."""
    if isinstance(event, Unreadable):
        return Refusal.NOBODY
    mail = event if isinstance(event, MailReceived) else event.mail
    if mail.vouched is Vouched.FORGED:
        return Refusal.FORGED
    if door is not Door.CLOSED:
        met = household.directory.meet(event, today=household.today)
        return sender_to_open(event, met.entry)
    services = household.directory.services
    return sender_to_close(
        event, own=household.own, providers=household.providers, services=services
    )


def _allowed(effect: Effect, decision: Decision, household: Household) -> Effect:
    if effect.do not in (Do.PROPOSE, Do.CLOSE) or effect.reason is not None:
        return effect
    opens = effect.do is Do.PROPOSE and effect.value == Door.WELCOME
    why = sender(decision.event, household, door=Door.WELCOME if opens else Door.CLOSED)
    if decision.door is Door.WELCOME:
        why = Refusal.WELCOME
    if not isinstance(why, Refusal):
        return effect
    return effect.model_copy(update={"status": Status.REFUSED, "reason": why.value})
