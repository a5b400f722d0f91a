"""Carrying an outcome out on the messages of a stay: who passed, lapsed, or was chosen for.

A message has a new decision then, at the place where it lies by now. Its id is a function of the
message and the outcome, so doing it again changes nothing.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime

import structlog

from screener.application.closing.closing_rules import gated
from screener.application.deciding.judged import Judged, preserves
from screener.application.desk import Desk
from screener.application.letters.handing_on import HandingOn
from screener.application.letters.secretary import Secretary
from screener.application.people.alerts import Alerts
from screener.application.record.ledger import deeds_of
from screener.domain.gates.gate import (
    BACK,
    CHOSE,
    EACH,
    FULL,
    LAPSED,
    PASSED,
    RELEASED,
    TIDIED,
)
from screener.domain.record.decision import Decision, gate_rule
from screener.domain.record.effect import PERFORMED, Action, Do, Status
from screener.domain.record.event import Unreadable
from screener.domain.record.stay import Stay
from screener.domain.rules.decide import asked_for
from screener.domain.rules.passage import to_answer
from screener.errors import ServerRefused
from screener.ports.mailbox import Mailbox
from screener.ports.store import Recorded

log = structlog.get_logger()

OUTCOME = "gate"
"""The name of a round that carries outcomes out begins with it: their messages came before."""

WHY = {
    PASSED: "they have passed the gate",
    LAPSED: "they have lapsed",
    FULL: "there was no room",
    TIDIED: "it was kept as long as the gate says",
}

_OPEN = frozenset({Status.PENDING, Status.STARTED})


class Outcomes:
    """Those that are to be carried out in one account, in one round."""

    def __init__(self, mailbox: Mailbox, desk: Desk, *, now: datetime) -> None:
        self._mailbox = mailbox
        self._desk = desk
        self._now = now
        self._rulebook = desk.rulebook()
        secretary = Secretary(desk, rulebook=self._rulebook, now=now, patient=True)
        self._secretary = secretary
        self._handing_on = HandingOn(desk, secretary)
        self._alerts = Alerts(desk, rulebook=self._rulebook, now=now)

    def carry_out(self) -> Sequence[Decision]:
        """Decide about every message that an outcome is about and was not yet done for."""
        written: list[Decision] = []
        for stay, messages in self._desk.store.gatebook.to_carry_out(self._desk.account):
            found = [self._desk.store.decision(message) for message in messages]
            there = [one for one in found if one is not None and _is_readable(one)]
            if any(map(self._is_on_its_way, there)):
                continue  # it must lie still before it can be found
            if self._answers(stay) and not self._secretary.has_room():
                continue  # what is said once is said when it may be
            written += self._written(self._decided(stay, there))
            self._desk.store.gatebook.carried(messages, outcome=stay.outcome or "")
        return written

    def _answers(self, stay: Stay) -> bool:
        gate = self._rulebook.gates.get(stay.gate)
        actions = gate.actions_for(stay) if gate else ()
        return any(_is_answer(action) for action in actions)

    def _is_on_its_way(self, recorded: Recorded) -> bool:
        """Whether this message is still being moved, by this decision or by a later one."""
        identity = recorded.decision.event.arrival.identity
        known = self._desk.store.known(self._desk.account, [identity]).get(identity)
        latest = self._desk.store.decision(known.decision) if known else None
        return any(_is_unsettled(one) for one in (recorded, latest) if one is not None)

    def _decided(self, stay: Stay, found: Sequence[Recorded]) -> list[Decision]:
        gate = self._rulebook.gates.get(stay.gate)
        if gate is None:
            # Nobody says any more what is to be done, and nobody would look for it.
            hidden = (one.decision for one in found if self._is_elsewhere(one.decision))
            return [self._about(one, stay, BACK) for one in hidden]
        actions = gate.actions_for(stay)
        answered = self._to_answer(stay, found)
        each = tuple(action for action in actions if action.do in EACH)
        if any(action.do is Do.HAND_OFF for action in actions):
            # All of it goes along: what they were asked for may be in any of their messages.
            each = (Action(do=Do.PRESERVE, value="true"), *each)
        decided = [
            self._about(one.decision, stay, actions if one.decision.id == answered else each)
            for one in sorted(found, key=lambda one: one.decision.event.arrival.received)
        ]
        return [decision for decision in decided if decision.effects]

    @staticmethod
    def _to_answer(stay: Stay, found: Sequence[Recorded]) -> str | None:
        """The message with which is done what is done once; in one account, where the last is."""
        decisions = [one.decision for one in found]
        if all(one.id != stay.latest for one in decisions):
            return None
        best = to_answer(decisions)
        return best.id if best else None

    def _about(self, decision: Decision, stay: Stay, actions: Sequence[Action]) -> Decision:
        """What becomes of one message."""
        effects, destination = asked_for(actions, self._desk.policy)
        return self._preserved(
            Decision(
                id=_id(decision, stay),
                event=self._where_it_lies(decision).event,
                decided=self._now,
                mode=self._desk.policy.mode,
                contact=decision.contact,
                door=decision.door,
                rule=gate_rule(stay.gate),
                effects=effects,
                destination=destination,
                preserved=None,
                round=f"{OUTCOME} {self._now:%Y%m%dT%H%M%S.%f}",
                reason=_why(stay),
            )
        )

    def _where_it_lies(self, decision: Decision) -> Decision:
        """The same message at its place of now; a UID that nobody knows is 0, and looked for."""
        event = decision.event
        identity = event.arrival.identity
        known = self._desk.store.known(self._desk.account, [identity]).get(identity)
        if known is None or known.landed_folder is None:
            return decision
        here = {
            "folder": known.landed_folder,
            "uidvalidity": known.landed_uidvalidity or 0,
            "uid": known.landed_uid or 0,
        }
        moved = event.model_copy(update={"arrival": event.arrival.model_copy(update=here)})
        return decision.model_copy(update={"event": moved})

    def _is_elsewhere(self, decision: Decision) -> bool:
        """Whether it lies in another folder than the one that it came into."""
        return self._where_it_lies(decision).event.arrival.folder != decision.event.arrival.folder

    def _preserved(self, decision: Decision) -> Decision:
        """With its original in the archive, if the outcome wants it there."""
        if not preserves(decision):
            return decision
        arrival = decision.event.arrival
        try:
            state = self._mailbox.open(arrival.folder, writable=False)
            there = state.uidvalidity == arrival.uidvalidity
            sha256, size = self._desk.archive.put(
                self._mailbox.stream(arrival.uid) if there else ()
            )
        except ServerRefused as refusal:
            log.warning("original_not_at_hand", decision=decision.id, why=refusal.message)
            return decision
        return decision.model_copy(update={"preserved": sha256 if size else None})

    def _written(self, decisions: Sequence[Decision]) -> Sequence[Decision]:
        """The same with what became of their letters, once they are written down."""
        if not decisions:
            return ()
        judged = self._secretary.see_to(Judged(decisions, ()))
        judged = gated(
            self._alerts.see_to(self._handing_on.see_to(judged, together=True)), self._desk
        )
        self._desk.archive.sync()
        self._desk.store.remember(
            judged.decisions,
            bookmark=None,
            deeds=deeds_of(judged.decisions),
            letters=judged.letters,
        )
        return judged.decisions


def _is_answer(action: Action) -> bool:
    """Whether the asker gets a letter by it; of handing on they may be told nothing."""
    return action.do is Do.REPLY or (action.do is Do.HAND_OFF and bool(action.value[-1]))


def _is_readable(recorded: Recorded) -> bool:
    return not isinstance(recorded.decision.event, Unreadable)


def _is_unsettled(recorded: Recorded) -> bool:
    return any(one.status in _OPEN and one.do in PERFORMED for one in recorded.effects)


def _why(stay: Stay) -> str | None:
    outcome = stay.outcome or ""
    if outcome == RELEASED:
        return stay.reason
    return WHY.get(outcome) or f"you chose `{outcome.removeprefix(CHOSE)}`"


def _id(decision: Decision, stay: Stay) -> str:
    about = f"{decision.id}\0{stay.gate}\0{stay.since.isoformat()}\0{stay.outcome}"
    return hashlib.sha256(about.encode()).hexdigest()[:13]
