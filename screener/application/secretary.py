"""Automatic answers at the moment they are decided: allowed or refused, written, and queued.

An answer counts from now on, sent or not; so two letters that come together draw one answer. The
letter is frozen here, to the octet, and goes into the outbox with the decision.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from email.headerregistry import Address as HeaderAddress
from typing import NamedTuple

import structlog

from screener.application.answered_no import had_its_answer
from screener.application.correspondence import wrote_at
from screener.application.desk import Desk
from screener.application.insisting import is_insisted
from screener.application.judge import Judged
from screener.application.likeness import Here, maybe_closed
from screener.domain import letter as letters
from screener.domain.autoreply import (
    LAID_IN_DRAFTS,
    Refusal,
    Standing,
    own_recipient,
    refusal,
)
from screener.domain.contact import Contact, Met
from screener.domain.decision import Decision, Mode
from screener.domain.declining import decline_key_of
from screener.domain.effect import Do, Effect, Status
from screener.domain.event import Event, MailReceived, Unreadable
from screener.domain.gate import not_asked, not_before
from screener.domain.handle import Kind, address_key
from screener.domain.history import NOTHING, History
from screener.domain.letter import Letter, Original
from screener.domain.outgoing import Outgoing
from screener.domain.rulebook import Rulebook
from screener.domain.stay import Stage, Stay
from screener.domain.template import Template, render
from screener.errors import ScreenerError

log = structlog.get_logger()


EVER = timedelta.max

ASKED = "they were asked this already"

WAIT = frozenset({letters.Kind.REPLY, letters.Kind.ASK})
"""Letters that wait as long as the account says, so that the user can be faster."""


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
        self._limits = limits.model_copy(update={"oldest": EVER}) if patient else limits
        self._unasked: set[str] = set()
        self._rulebook = rulebook
        self._now = now
        self._just: set[tuple[str, str]] = set()
        self._just_drafted: set[tuple[str, str]] = set()
        self._automatic: int | None = None
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
        met = self._met(decision)
        entry = met.entry
        if entry is None or entry.decline is None or entry.declined is not None:
            return None
        key = _decline_key(entry, met, decision)
        if key in self._declined or had_its_answer(entry, key, self._desk.store):
            return None
        return entry

    def answer(self, decision: Decision, *, history: History = NOTHING) -> Answered:
        """See to the `reply` of a decision, if it has one that is to be carried out."""
        effect = next((one for one in decision.effects if _is_open_reply(one)), None)
        if effect is None:
            return Answered(self._as_asked(decision), None)
        template = self._rulebook.templates[str(effect.value)]
        met = self._met(decision)
        why = self._refusal(decision, self._standing(decision, met, template, history))
        said = ASKED if why is None and self._was_asked(decision) else why
        if said is not None:
            return Answered(
                self._not_asked(_with_effect(decision, effect, Status.REFUSED, str(said)), said),
                self._draft(decision, template, met) if why in LAID_IN_DRAFTS else None,
            )
        if self._desk.policy.mode is Mode.OBSERVE:
            return Answered(decision, None)
        if _asks(decision) and decision.stay is not None:
            about = decision.stay.ask_about
            return Answered(
                decision, self._queued(decision, template, met, letters.Kind.ASK, about)
            )
        kind = letters.Kind.REPLY
        return Answered(decision, self._queued(decision, template, met, kind, decision.id))

    def also(self, decision: Decision, template: str, *, about: str) -> Outgoing | Refusal:
        """One more answer to the sender, under the same rules."""
        wanted, met = self._rulebook.templates[template], self._met(decision)
        # Whoever is told by the user's own choice is told whatever the user wrote before.
        wrote = None if self._patient else wrote_at(self._desk.store, contacts_of(decision))
        history = History(wrote_at=wrote)
        why = self._refusal(decision, self._standing(decision, met, wanted, history))
        return why or self._queued(decision, wanted, met, letters.Kind.REPLY, about)

    def words(self, decision: Decision, template: str) -> tuple[str, str]:
        """Subject and body of a letter to somebody else about this message."""
        mail, wanted = mail_of(decision.event), self._rulebook.templates[template]
        facts = self._facts(decision, mail, self._met(decision), self._desk.answers.address)
        return render(wanted.subject, facts), render(wanted.body, facts)

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

    def decline(self, entry: Contact, decision: Decision) -> Outgoing | None:
        """The one answer of a closing to this message of theirs, if it may be answered."""
        if entry.decline is None or self._desk.policy.mode is Mode.OBSERVE:
            return None
        template = self._rulebook.templates[entry.decline]
        met = self._met(decision)
        standing = Standing(
            door=met.door,
            through_relay=self._through_relay(decision, met),
            you_wrote_at=self._wrote_at(entry, decision),
            sent_this_hour=self._this_hour(),
            declining=True,
        )
        if self._refusal(decision, standing) is not None:
            return None
        kind, _, about = _decline_key(entry, met, decision).partition(":")
        letter = self._queued(decision, template, met, letters.Kind(kind), about)
        return letter.model_copy(update={"contact": met.contact})

    def _wrote_at(self, entry: Contact, decision: Decision) -> datetime | None:
        """When the user last wrote to them, unless the decline is to go out all the same."""
        if is_insisted(entry, self._desk.store):
            return None
        theirs = {handle.key for handle in entry.handles if handle.kind is Kind.ADDRESS}
        return wrote_at(self._desk.store, theirs | set(contacts_of(decision)))

    def _refusal(self, decision: Decision, standing: Standing) -> Refusal | None:
        event = decision.event
        if not isinstance(event, MailReceived):
            return Refusal.CALL
        return refusal(event, limits=self._limits, standing=standing, now=self._now)

    def _met(self, decision: Decision) -> Met:
        today = self._now.astimezone(self._desk.policy.zone).date()
        return self._rulebook.directory.meet(decision.event, today=today)

    def _standing(
        self, decision: Decision, met: Met, template: Template, history: History
    ) -> Standing:
        return Standing(
            door=met.door,
            through_relay=self._through_relay(decision, met),
            maybe_closed=self._maybe_closed(decision),
            you_wrote_at=history.wrote_at,
            answered_lately=self._lately(decision, template),
            sent_this_hour=self._this_hour(),
        )

    def _through_relay(self, decision: Decision, met: Met) -> bool:
        senders = mail_of(decision.event).from_
        return any(self._rulebook.directory.is_relay(one.address, met) for one in senders)

    def _maybe_closed(self, decision: Decision) -> bool:
        if isinstance(decision.event, Unreadable):
            return False
        zone = self._desk.policy.zone
        return (
            maybe_closed(
                decision.event,
                store=self._desk.store,
                directory=self._rulebook.directory,
                here=Here(self._desk.region, zone, self._now.astimezone(zone).date()),
            )
            is not None
        )

    def _lately(self, decision: Decision, template: Template) -> bool:
        known_as = contacts_of(decision)
        if any((contact, template.name) in self._just for contact in known_as):
            return True
        since = self._since(template)
        return self._desk.store.letterbox.answered(known_as, template.name, since=since)

    def _drafted_lately(self, decision: Decision, template: Template) -> bool:
        known_as = contacts_of(decision)
        if any((contact, template.name) in self._just_drafted for contact in known_as):
            return True
        since = self._since(template)
        return self._desk.store.letterbox.drafted(known_as, template.name, since=since)

    def _since(self, template: Template) -> datetime | None:
        """What was written before then counts no more; None where everything counts for good."""
        return None if template.every is None else self._now - template.every

    def _this_hour(self) -> int:
        if self._automatic is None:
            since = self._now - timedelta(hours=1)
            self._automatic = self._desk.store.letterbox.automatic_since(self._desk.account, since)
        return self._automatic

    def _queued(
        self, decision: Decision, template: Template, met: Met, kind: letters.Kind, about: str
    ) -> Outgoing:
        self._just |= {(contact, template.name) for contact in contacts_of(decision)}
        self._automatic = self._this_hour() + 1
        letter = self._letter(decision, template, met, kind=kind, about=about, automatic=True)
        if kind is letters.Kind.DECLINE:
            self._declined.add(letter.key)
        after = self._desk.answers.after if kind in WAIT else timedelta(0)
        return self._outgoing(letter, decision, template, due=self._now + after)

    def _draft(self, decision: Decision, template: Template, met: Met) -> Outgoing | None:
        """The same letter for the user to send by hand; it is not marked as automatic.

        There is one in the time in which they would get one. It uses up no answer: nobody knows
        whether the user will send it.
        """
        answers = self._desk.answers
        if not answers.drafts or self._desk.policy.mode is Mode.OBSERVE:
            return None
        if self._drafted_lately(decision, template):
            return None
        self._just_drafted |= {(contact, template.name) for contact in contacts_of(decision)}
        stay = decision.stay
        of_step = stay is not None and stay.asked == decision.decided  # one draft a question
        about = f"{stay.ask_about if stay and of_step else decision.id}:draft"
        kind = letters.Kind.REPLY
        letter = self._letter(decision, template, met, kind=kind, about=about, automatic=False)
        outgoing = self._outgoing(letter, decision, template, due=self._now)
        # The answer itself is refused already, and stays so whatever becomes of the draft.
        return outgoing.model_copy(update={"as_draft": True, "decision": None})

    def _outgoing(
        self, letter: Letter, decision: Decision, template: Template, *, due: datetime
    ) -> Outgoing:
        return Outgoing(
            letter=letter,
            created=self._now,
            due=due,
            contact=decision.contact,
            decision=decision.id,
            template=template.name,
        )

    def _letter(
        self,
        decision: Decision,
        template: Template,
        met: Met,
        *,
        kind: letters.Kind,
        about: str,
        automatic: bool,
    ) -> Letter:
        mail = decision.event
        assert isinstance(mail, MailReceived)  # noqa: S101  anything else was refused
        me = own_recipient(mail, self._desk.answers.limits.written) or self._desk.answers.address
        facts = self._facts(decision, mail, met, me)
        key = f"{kind.value}:{about}"
        message_id = letters.message_id(key, secret=me.encode(), domain=me.rpartition("@")[2])
        them = mail.from_[0]
        raw = letters.compose(
            sender=HeaderAddress(self._desk.answers.my["name"] or "", addr_spec=me),
            to=[HeaderAddress(letters.one_line(them.name)[:100], addr_spec=them.address)],
            subject=render(template.subject, facts),
            body=render(template.body, facts),
            message_id=message_id,
            at=self._now,
            answers=Original(
                message_id=mail.message_id, references=mail.references, subject=mail.subject
            ),
            attach=template.attach,
            auto_submitted="auto-replied" if automatic else None,
        )
        return Letter(
            kind=kind,
            account=self._desk.account,
            key=key,
            message_id=message_id,
            mail_from="",
            recipients=(them.address,),
            raw=raw,
        )

    def _facts(
        self, decision: Decision, mail: MailReceived, met: Met, me: str
    ) -> dict[str, object]:
        received = mail.arrival.received.astimezone(self._desk.policy.zone)
        them = mail.from_[0]
        name = letters.one_line(them.name)
        return {
            "subject": letters.answered_subject(mail.subject),
            "received": received.strftime("%Y-%m-%d %H:%M"),
            "sender": {"name": name, "address": them.address},
            "my": {**self._desk.answers.my, "address": me},
            "contact": {"name": met.entry.name if met.entry and met.entry.name else name},
            **self._days(decision.stay),
        }

    def _days(self, stay: Stay | None) -> dict[str, object]:
        """Until when and from when on an answer counts, as far as can be told before it is sent."""
        gate = self._rulebook.gates.get(stay.gate) if stay else None
        if stay is None or gate is None or stay.step >= len(gate.steps):
            return {}
        zone = self._desk.policy.zone
        return {
            "deadline": (self._now + gate.steps[stay.step].within).astimezone(zone).date(),
            "not_before": not_before(stay, gate, zone),
        }


def contacts_of(decision: Decision) -> Collection[str]:
    """Every name under which answers to the sender may have been recorded."""
    event = decision.event
    senders = event.from_ if isinstance(event, MailReceived) else ()
    return {*filter(None, [decision.contact]), *(address_key(a.address) for a in senders)}


def mail_of(event: Event) -> MailReceived:
    """The message itself; of a call the provider's, of what nobody can read an empty one."""
    if isinstance(event, MailReceived):
        return event
    return MailReceived(arrival=event.arrival) if isinstance(event, Unreadable) else event.mail


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
            return _with_effect(decision, effect, Status.REFUSED, reason)
    return decision


def _with_effect(decision: Decision, effect: Effect, status: Status, reason: str) -> Decision:
    changed = effect.model_copy(update={"status": status, "reason": reason})
    effects = tuple(changed if one is effect else one for one in decision.effects)
    return decision.model_copy(update={"effects": effects})
