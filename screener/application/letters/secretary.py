"""Automatic answers at the moment they are decided: allowed or refused, written, and queued.

An answer counts from now on, sent or not; so two letters that come together draw one answer. The
letter is frozen here, to the octet, and goes into the outbox with the decision.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

import structlog

from screener.application.deciding.correspondence import wrote_at
from screener.application.deciding.judged import Judged
from screener.application.desk import Desk
from screener.application.letters.answer import AnswerLetters
from screener.application.letters.answered_no import had_its_answer
from screener.application.letters.facts import mail_of
from screener.application.letters.standing import Standings, contacts_of
from screener.domain.doors.declining import decline_key_of
from screener.domain.gates.moves import not_asked
from screener.domain.letters.autoreply import LAID_IN_DRAFTS, Refusal, Standing, refusal
from screener.domain.letters.letter import Kind
from screener.domain.letters.outgoing import Outgoing
from screener.domain.letters.template import Template
from screener.domain.people.contact import Contact, Met
from screener.domain.record.decision import Decision, Mode
from screener.domain.record.effect import Do, Effect, Status
from screener.domain.record.event import MailReceived
from screener.domain.record.history import NOTHING, History
from screener.domain.record.stay import Stage
from screener.domain.rules.rulebook import Rulebook
from screener.errors import ScreenerError

log = structlog.get_logger()

EVER = timedelta.max

ASKED = "they were asked this already"


class Answered(NamedTuple):
    """The decision with what became of its answer, and the letter if there is one."""

    decision: Decision
    letter: Outgoing | None


class Secretary:
    """Answers for one account in one round."""

    def __init__(
        self, desk: Desk, *, rulebook: Rulebook, now: datetime, patient: bool = False
    ) -> None:
        """A `patient` one answers old messages too: deadlines and the user take their time."""
        self._desk = desk
        self._patient = patient
        limits = desk.answers.limits
        self._limits = limits._replace(oldest=EVER) if patient else limits
        self._rulebook = rulebook
        self._now = now
        self._standings = Standings(desk, rulebook=rulebook, now=now)
        self._letters = AnswerLetters(desk, rulebook=rulebook, now=now)
        self._unasked: set[str] = set()
        self._declined: set[str] = set()

    def see_to(self, judged: Judged) -> Judged:
        """Every answer of a batch. One that cannot be written is refused and told."""
        seen = [
            self._guarded(decision, judged.histories.get(decision.event.arrival.identity, NOTHING))
            for decision in judged.decisions
        ]
        return judged._replace(
            decisions=[one.decision for one in seen],
            letters=[one.letter for one in seen if one.letter is not None],
        )

    def answer(self, decision: Decision, *, history: History = NOTHING) -> Answered:
        """See to the `reply` of a decision, if it has one that is to be carried out."""
        effect = next((one for one in decision.effects if _is_open_reply(one)), None)
        if effect is None:
            return Answered(self._as_asked(decision), None)
        template = self._rulebook.templates[str(effect.value)]
        met = self._standings.met(decision)
        standing = self._standings.to_answer(decision, met, template, history)
        why = self._refusal(decision, standing)
        said = ASKED if why is None and self._was_asked(decision) else why
        if said is not None:
            return Answered(
                self._not_asked(decision.refusing(effect, str(said)), said),
                self._draft(decision, template, met) if why in LAID_IN_DRAFTS else None,
            )
        if self._desk.policy.mode is Mode.OBSERVE:
            return Answered(decision, None)
        kind, about = Kind.REPLY, decision.id
        if _asks(decision) and decision.stay is not None:
            kind, about = Kind.ASK, decision.stay.ask_about
        return Answered(decision, self._queued(decision, template, met, kind, about))

    def has_room(self) -> bool:
        """Whether one more answer is allowed within this hour."""
        return self._standings.this_hour() < self._limits.per_hour

    def also(self, decision: Decision, template: str, *, about: str) -> Outgoing | Refusal:
        """One more answer to the sender, under the same rules."""
        wanted, met = self._rulebook.templates[template], self._standings.met(decision)
        # Whoever is told by the user's own choice is told whatever the user wrote before.
        wrote = None if self._patient else wrote_at(self._desk.store, contacts_of(decision))
        standing = self._standings.to_answer(decision, met, wanted, History(wrote_at=wrote))
        why = self._refusal(decision, standing)
        return why or self._queued(decision, wanted, met, Kind.REPLY, about)

    def words(self, decision: Decision, template: str) -> tuple[str, str]:
        """Subject and body of a letter to somebody else about this message."""
        wanted = self._rulebook.templates[template]
        return self._letters.words(decision, wanted, self._standings.met(decision))

    def decline(self, entry: Contact, decision: Decision) -> Outgoing | None:
        """The one answer of a closing to this message of theirs, if it may be answered."""
        if entry.decline is None or self._desk.policy.mode is Mode.OBSERVE:
            return None
        met = self._standings.met(decision)
        standing = self._standings.to_decline(decision, met, entry)
        if self._refusal(decision, standing) is not None:
            return None
        kind, _, about = _decline_key(entry, met, decision).partition(":")
        template = self._rulebook.templates[entry.decline]
        letter = self._queued(decision, template, met, Kind(kind), about)
        self._declined.add(letter.letter.key)
        return letter.model_copy(update={"contact": met.contact})

    def _guarded(self, decision: Decision, history: History) -> Answered:
        try:
            if (entry := self._to_be_declined(decision)) is not None:
                return Answered(decision, self.decline(entry, decision))
            return self.answer(decision, history=history)
        except ScreenerError:
            raise
        except Exception as error:
            log.exception("answer_not_written", decision=decision.id)
            return Answered(_without_answer(decision, f"it could not be written: {error}"), None)

    def _to_be_declined(self, decision: Decision) -> Contact | None:
        """The line of a closed contact who is owed the one answer of their closing."""
        if not decision.knock:
            return None
        met = self._standings.met(decision)
        entry = met.entry
        if entry is None or entry.decline is None or entry.declined is not None:
            return None
        key = _decline_key(entry, met, decision)
        if key in self._declined or had_its_answer(entry, key, self._desk.store):
            return None
        return entry

    def _refusal(self, decision: Decision, standing: Standing) -> Refusal | None:
        event = decision.event
        if not isinstance(event, MailReceived):
            return Refusal.CALL
        return refusal(event, limits=self._limits, standing=standing, now=self._now)

    def _was_asked(self, decision: Decision) -> bool:
        letter = decision.stay.letter if decision.stay and _asks(decision) else None
        return letter is not None and self._desk.store.letterbox.letter(letter) is not None

    def _not_asked(self, decision: Decision, why: str) -> Decision:
        """The stay of a question that was refused."""
        stay = decision.stay
        if stay is None or not _asks(decision):
            return decision
        self._unasked.add(stay.ask_about)
        return decision.model_copy(update={"stay": not_asked(stay, str(why))})

    def _as_asked(self, decision: Decision) -> Decision:
        """The stay of a message that came right behind one whose question was refused."""
        stay = decision.stay
        if stay is None or stay.stage is not Stage.ASKING or stay.ask_about not in self._unasked:
            return decision
        return decision.model_copy(update={"stay": not_asked(stay, None)})

    def _queued(
        self, decision: Decision, template: Template, met: Met, kind: Kind, about: str
    ) -> Outgoing:
        self._standings.count(decision, template)
        return self._letters.automatic(decision, template, met, kind=kind, about=about)

    def _draft(self, decision: Decision, template: Template, met: Met) -> Outgoing | None:
        """For the user to send by hand, once in the time in which they would get one answer."""
        if not self._desk.answers.drafts or self._desk.policy.mode is Mode.OBSERVE:
            return None
        if self._standings.drafted_lately(decision, template):
            return None
        self._standings.count_draft(decision, template)
        stay = decision.stay
        of_step = stay is not None and stay.asked == decision.decided  # one draft a question
        about = stay.ask_about if stay and of_step else decision.id
        return self._letters.draft(decision, template, met, about=about)


def _decline_key(entry: Contact, met: Met, decision: Decision) -> str:
    senders = mail_of(decision.event).from_
    return decline_key_of(entry, met, sender=senders[0].address if senders else "")


def _asks(decision: Decision) -> bool:
    """Whether the answer of this decision is the question of a gate."""
    stay = decision.stay
    return stay is not None and stay.stage is Stage.ASKING and stay.asked == decision.decided


def _is_open_reply(effect: Effect) -> bool:
    # A `would` with a reason is that of a rule on trial, which draws nothing.
    would = effect.status is Status.WOULD and effect.reason is None
    return effect.do is Do.REPLY and (effect.status is Status.PENDING or would)


def _without_answer(decision: Decision, reason: str) -> Decision:
    for effect in decision.effects:
        if _is_open_reply(effect):
            return decision.refusing(effect, reason)
    return decision
