"""What a round does with gates besides the messages that come: time passes, the user says a word.

Each step is written down before its letter is queued and before messages are moved, and all of it
can be done again; so a crash anywhere asks nobody twice and leaves nobody behind.
"""

from collections.abc import Sequence
from datetime import date, datetime

import structlog

from screener.application.deciding.intake import room_in
from screener.application.deciding.turn import TURN
from screener.application.desk import Desk
from screener.application.gates.forsaken import forsaken
from screener.application.gates.outcomes import Outcomes
from screener.application.letters.secretary import Secretary
from screener.domain.duration import in_words
from screener.domain.gates import ends, moves
from screener.domain.gates.gate import FULL, LAPSED, Gate
from screener.domain.gates.moves import Moved
from screener.domain.letters.autoreply import Refusal
from screener.domain.letters.outgoing import Stage as Posted
from screener.domain.people.contact import Directory
from screener.domain.people.handle import Handle, Kind, NoHandle, parse_handle
from screener.domain.record.decision import Decision, Door
from screener.domain.record.effect import Do, Effect
from screener.domain.record.question import Asks, question
from screener.domain.record.stay import Stage, Stay
from screener.domain.rules.passage import put_out, to_answer, why_out
from screener.ports.gatebook import Asked
from screener.ports.mailbox import Mailbox

log = structlog.get_logger()

ADVANCE, LAPSE, CHOOSE = "advance", "lapse", "choose: "
"""The user's words; a label stands behind CHOOSE."""

SENT = frozenset({Posted.SENT, Posted.UNCERTAIN})
"""After these the question counts as asked, since it is never sent again."""

UNDER_WAY = frozenset({Posted.WAITING, Posted.STARTED})

NO_MESSAGE = "nothing of theirs is left to answer"

IN_VAIN = {
    Posted.CANCELLED: "the question was not sent",
    Posted.REJECTED: "the question could not be delivered",
    Posted.DRAFTED: "the question lies in Drafts for you",
    Posted.SENT: "it is not known when the question was sent",
    Posted.UNCERTAIN: "it is not known when the question was sent",
}


_ENDED = {LAPSED: "they lapsed", FULL: "there was no room for them"}
"""What happened when the time began for which their messages are kept."""


def tend(mailbox: Mailbox, desk: Desk) -> Sequence[Decision]:
    """See to everybody who came in by this account; what was decided about their messages.

    Raises Unreachable, DiskTrouble.
    """
    let_go = _to_let_go(desk) if desk.is_first else ()
    if not (desk.rulebook().gates or let_go or _is_owed_anything(desk)):
        return ()
    now = desk.clock.now()
    tending = _Tending(desk, now, forsaken=let_go)
    with TURN:
        tending.put_out()
        tending.do_as_told()
        tending.lapse()
        tending.catch_up()
        tending.let_in()
        tending.ask_again()
        tending.keep_no_longer()
    return Outcomes(mailbox, desk, now=now).carry_out()


def hear_of_letters(desk: Desk) -> None:
    """A deadline runs from when its question was sent."""
    gates_of = desk.rulebook().gates
    with TURN:
        for asked in desk.store.gatebook.asked(desk.account):
            gate = gates_of.get(asked.stay.gate)
            stay = _heard(asked, gate) if gate else None
            if stay is not None:
                desk.store.gatebook.put(stay)


def _to_let_go(desk: Desk) -> Sequence[Stay]:
    """Those of accounts that are gone of whom the user has said that they lapse."""
    return [
        stay
        for account, _ in forsaken(desk.store, desk.doors.accounts)
        for stay, word in desk.store.gatebook.wishes(account)
        if word == LAPSE
    ]


def _is_owed_anything(desk: Desk) -> bool:
    """Whether somebody of this account is in a gate, or their messages wait for an outcome."""
    book = desk.store.gatebook
    return bool(book.inside(desk.account) or book.to_carry_out(desk.account))


class _Tending:
    """One round of one account; `forsaken` are those that another account has left to this one."""

    def __init__(self, desk: Desk, now: datetime, *, forsaken: Sequence[Stay]) -> None:
        self._desk = desk
        self._forsaken = forsaken
        self._now = now
        self._book = desk.store.gatebook
        self._rulebook = desk.rulebook()

    def put_out(self) -> None:
        """Who is closed or welcome by now is in no gate, and nobody is in one that is gone."""
        directory, today = self._rulebook.directory, self._desk.doors.today()
        for stay in self._book.inside(self._desk.account):
            door = door_of(stay.contact, directory, today=today)
            if (why := why_out(stay, door, self._rulebook)) is not None:
                self._book.put(put_out(stay, why, at=self._now))

    def do_as_told(self) -> None:
        """What the user said of somebody."""
        for stay in self._forsaken:
            self._book.put(ends.lapsed(stay, at=self._now))
        for stay, word in self._book.wishes(self._desk.account):
            gate = self._gate(stay)
            if word == ADVANCE:
                self._go_on(moves.advanced(stay, gate, at=self._now), patient=True)
            elif word == LAPSE:
                self._book.put(ends.lapsed(stay, at=self._now))
            elif (label := gate.label(word.removeprefix(CHOOSE))) is not None:
                self._book.put(ends.chosen(stay, label, at=self._now))
            else:
                self._book.put(stay)  # the choice is not in the rules any more
            log.info("gate_moved_by_hand", gate=stay.gate, word=word.partition(":")[0])

    def lapse(self) -> None:
        """Silence ends a stay, at its time."""
        for stay in self._book.inside(self._desk.account):
            if ends.is_late(stay, self._now):
                self._book.put(ends.lapsed(stay, at=self._now))

    def catch_up(self) -> None:
        """Who stands at a step that was taken out of the rules has met all that is left."""
        for stay in self._book.inside(self._desk.account):
            gate = self._gate(stay)
            if moves.has_met_all(stay, gate):
                room = room_in(gate, self._book, now=self._now)
                self._go_on(moves.met_all(stay, gate, at=self._now, room=room), patient=True)

    def let_in(self) -> None:
        """Who waits for room comes in by the order in which they began to wait."""
        queued = [stay for stay in self._book.inside() if stay.stage is Stage.QUEUED]
        for gate in self._rulebook.gates.values():
            mine = sorted(
                (stay for stay in queued if stay.gate == gate.name),
                key=lambda stay: (stay.asked or stay.since, stay.contact),
            )
            for stay in mine[: self._room(gate)] if mine else ():
                if stay.account == self._desk.account:
                    self._book.put(moves.admitted(stay, gate, at=self._now))

    def ask_again(self) -> None:
        """What was refused for a reason that passes, or not tried with their last message."""
        for stay in self._book.inside(self._desk.account):
            if stay.stage is Stage.UNASKED and stay.reason in (None, Refusal.TOO_MANY.value):
                self._go_on(moves.asked_again(stay, self._gate(stay), at=self._now))

    def keep_no_longer(self) -> None:
        """What lapsed askers sent goes to the trash, and the user is told."""
        if all(gate.keep is None for gate in self._rulebook.gates.values()):
            return
        for stay in self._book.ended(self._desk.account, outcomes=_ENDED):
            gate = self._rulebook.gates.get(stay.gate)
            if gate is None or gate.keep is None or stay.ended is None:
                continue
            if self._now < stay.ended + gate.keep:
                continue
            text = (
                f"What {stay.contact} sent to the gate `{stay.gate}` went to the trash,"
                f" {in_words(gate.keep)} after {_ENDED[stay.outcome or LAPSED]}."
            )
            about = f"{stay.gate}:{stay.since.isoformat()}"
            asked = question(
                Asks.TRASHED, at=self._now, contact=stay.contact, text=text, about=about
            )
            self._desk.store.doorbook.ask([asked])
            self._book.put(ends.tidied(stay))

    def _go_on(self, moved: Moved, *, patient: bool = False) -> None:
        """The next step, with its question to their last message if there is one."""
        stay = moved.stay
        if moved.ask is None:
            self._book.put(stay)
            return
        decision = self._latest(stay)
        if decision is None:
            self._book.put(moves.not_asked(stay, NO_MESSAGE))
            return
        asking = decision.model_copy(
            update={
                "effects": (Effect(do=Do.REPLY, value=moved.ask),),
                "stay": stay,
                "decided": self._now,
            }
        )
        secretary = Secretary(self._desk, rulebook=self._rulebook, now=self._now, patient=patient)
        answered = secretary.answer(asking)
        self._book.put(answered.decision.stay or stay)
        if answered.letter is not None:
            self._desk.store.letterbox.queue(answered.letter)

    def _latest(self, stay: Stay) -> Decision | None:
        messages = self._book.messages(stay)
        there = (self._desk.store.decision(one) for one in messages)
        return to_answer([one.decision for one in there if one is not None])

    def _gate(self, stay: Stay) -> Gate:
        """The gate of somebody inside; who was in one that is gone has left by now."""
        return self._rulebook.gates[stay.gate]

    def _room(self, gate: Gate) -> int | None:
        """How many of those who wait may pass; None for all of them."""
        if gate.budget is None:
            return None
        passed = self._book.passes(gate.name, since=self._now - gate.budget.per)
        return max(0, gate.budget.at_most - passed)


def _heard(asked: Asked, gate: Gate) -> Stay | None:
    """The stay by what became of its letter; None while that is under way."""
    if asked.letter is None:
        return moves.not_asked(asked.stay, None)
    stage = asked.letter.stage
    if stage in UNDER_WAY:
        return None
    if stage in SENT and asked.settled is not None:
        return moves.sent(asked.stay, gate, at=asked.settled)
    return moves.not_asked(asked.stay, asked.letter.reason or IN_VAIN[stage])


def door_of(contact: str, directory: Directory, *, today: date) -> Door:
    """The door of somebody by the name or the handle that they are known by."""
    entry = directory.named(contact)
    if entry is not None and entry.door_at(today) is not Door.OPEN:
        return entry.door_at(today)
    for handle in entry.handles if entry else _handle(contact):
        covering = (
            directory.covering(handle) if handle.kind in (Kind.ADDRESS, Kind.NUMBER) else None
        )
        if covering is not None and covering.door_at(today) is not Door.OPEN:
            return covering.door_at(today)
    return Door.OPEN


def _handle(contact: str) -> tuple[Handle, ...]:
    try:
        return (parse_handle(contact, region=None),)
    except NoHandle:
        return ()
