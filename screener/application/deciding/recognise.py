"""Commands among the mail of one round: they are the user's own word, and no rule is tried on them.

What a mail says is told by its header, and that the user said it by its signature alone. It is not
obeyed here: what is to be is written down together with the decision, and done later in the round.
"""

from datetime import datetime

from screener.application.desk import Desk
from screener.domain.digest.command import BEGINS, FOLDER, Signed, read_command
from screener.domain.digest.order import WHY_NOT, Order, Outcome
from screener.domain.digest.order_words import day_of
from screener.domain.people.contact import Met
from screener.domain.record.decision import YOUR_WORD, Decision, Door, decision_id
from screener.domain.record.effect import Action, Do
from screener.domain.record.event import Event, MailReceived, Vouched
from screener.domain.rules.decide import Policy, asked_for
from screener.domain.rules.rulebook import Rulebook

FILED_AWAY = (
    Action(do=Do.MARK, value=("seen",)),
    Action(do=Do.DIGEST, value="hide"),
    Action(do=Do.FILE, value=FOLDER),
)
"""What happens to every command with our signature, obeyed or not."""


class Recogniser:
    """Knows commands for one account in one round; `now` is aware."""

    def __init__(self, desk: Desk, *, rulebook: Rulebook, now: datetime) -> None:
        self._desk = desk
        self._directory = rulebook.directory
        self._now = now
        self._today = now.astimezone(desk.policy.zone).date()
        self._orders: list[Order] = []
        self._used: dict[str, Order] = {}

    def read(self, event: MailReceived, *, policy: Policy, is_new: bool) -> Decision | None:
        """The decision on a command of ours; None for a mail that is decided like any other.

        `is_new` is whether this message was never decided before.
        """
        signed = read_command(event.subject)
        if signed is None:
            return None
        order = Order(
            decision=decision_id(event.arrival),
            account=self._desk.account,
            at=event.arrival.received,
            said=signed.said,
            message_id=event.message_id,
        )
        met = self._directory.meet(event, today=self._today)
        if (why := self._not_the_users(signed, met)) is not None:
            if is_new:
                # What a stranger made up is not kept here.
                known = order if why is Outcome.CLOSED_SENDER else order.of_a_stranger()
                self._orders.append(known.ended(why, at=self._now))
            return None
        order = self._taken(order, signed, event)
        self._orders.append(order)
        return self._filed_away(event, order, met, policy)

    def is_ours(self, event: MailReceived) -> bool:
        """Whether it has our signature, obeyed or not."""
        signed = read_command(event.subject)
        return signed is not None and self._desk.seal.has_signed(signed)

    def orders(self) -> list[Order]:
        """What was read since this was last asked."""
        orders, self._orders = self._orders, []
        return orders

    def _not_the_users(self, signed: Signed, met: Met) -> Outcome | None:
        """Why the mail is decided like any other: then rules and doors hold as ever."""
        if not self._desk.seal.has_signed(signed):
            return Outcome.FORGED
        return Outcome.CLOSED_SENDER if met.door is Door.CLOSED else None

    def _taken(self, order: Order, signed: Signed, event: MailReceived) -> Order:
        """The order with its code if it is to be obeyed, and with its outcome otherwise."""
        if event.vouched is Vouched.FORGED:
            return order.ended(Outcome.FORGED_SENDER, at=self._now)
        before = self._used.get(signed.code) or self._desk.store.orders.by_code(signed.code)
        if before is not None and before.decision != order.decision:
            copy = order.message_id is not None and order.message_id == before.message_id
            outcome = Outcome.AGAIN if copy else Outcome.USED
            used = f"it was used on {day_of(before.at, self._desk.policy.zone)}"
            return order.ended(outcome, used, at=self._now)
        if self._today > signed.until:
            return order.ended(Outcome.LATE, at=self._now)
        taken = order.model_copy(update={"code": signed.code})
        self._used[signed.code] = taken
        return taken

    def _filed_away(self, event: MailReceived, order: Order, met: Met, policy: Policy) -> Decision:
        effects, destination = asked_for(FILED_AWAY, policy)
        why_not = WHY_NOT[order.outcome] if order.outcome else None
        return Decision(
            id=order.decision,
            event=event,
            decided=self._now,
            mode=policy.mode,
            contact=met.contact,
            door=met.door,
            rule=YOUR_WORD,
            effects=effects,
            destination=destination,
            round=policy.round,
            reason=f"you said: {order.said}" + (f", but {why_not}" if why_not else ""),
        )


def may_be_command(event: Event) -> bool:
    """Whether it is worth reading closer; it costs ordinary mail next to nothing."""
    return isinstance(event, MailReceived) and BEGINS in event.subject
