"""Answers to messages, frozen to the octet as the outbox keeps and sends them."""

from datetime import datetime, timedelta
from email.headerregistry import Address as HeaderAddress

from screener.application.desk import Desk
from screener.application.letters.facts import LetterFacts
from screener.domain.letters import composing
from screener.domain.letters.autoreply import own_recipient
from screener.domain.letters.composing import Original
from screener.domain.letters.letter import Kind, Letter
from screener.domain.letters.outgoing import Outgoing
from screener.domain.letters.template import Template, render
from screener.domain.people.contact import Met
from screener.domain.record.decision import Decision
from screener.domain.record.event import MailReceived
from screener.domain.rules.rulebook import Rulebook

WAIT = frozenset({Kind.REPLY, Kind.ASK})
"""Letters that wait as long as the account says, so that the user can be faster."""


class AnswerLetters:
    """Writes the answers of one round of one account; `now` is aware.

    Only a mail with one sender is answered; whoever asks for an answer has seen to that.
    """

    def __init__(self, desk: Desk, *, rulebook: Rulebook, now: datetime) -> None:
        self._desk = desk
        self._facts = LetterFacts(desk, rulebook=rulebook, now=now)
        self._now = now

    def automatic(
        self, decision: Decision, template: Template, met: Met, *, kind: Kind, about: str
    ) -> Outgoing:
        """One that goes out by itself once it is due."""
        letter = self._letter(decision, template, met, f"{kind.value}:{about}", automatic=True)
        after = self._desk.answers.after if kind in WAIT else timedelta(0)
        return self._outgoing(letter, decision, template, due=self._now + after)

    def draft(self, decision: Decision, template: Template, met: Met, *, about: str) -> Outgoing:
        """The same letter for the user to send by hand; it is not marked as automatic."""
        key = f"{Kind.REPLY.value}:{about}:draft"
        letter = self._letter(decision, template, met, key, automatic=False)
        outgoing = self._outgoing(letter, decision, template, due=self._now)
        # The answer itself is refused already, and stays so whatever becomes of the draft.
        return outgoing.model_copy(update={"as_draft": True, "decision": None})

    def words(self, decision: Decision, template: Template, met: Met) -> tuple[str, str]:
        """Subject and body of a letter to somebody else about the message."""
        facts = self._facts.about(decision, met, me=self._desk.answers.address)
        return render(template.subject, facts), render(template.body, facts)

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
        self, decision: Decision, template: Template, met: Met, key: str, *, automatic: bool
    ) -> Letter:
        mail = decision.event
        assert isinstance(mail, MailReceived)  # noqa: S101  anything else was refused
        me = own_recipient(mail, self._desk.answers.limits.written) or self._desk.answers.address
        facts = self._facts.about(decision, met, me=me)
        message_id = composing.message_id(key, secret=me.encode(), domain=me.rpartition("@")[2])
        them = mail.from_[0]
        raw = composing.compose(
            sender=HeaderAddress(self._desk.answers.my["name"] or "", addr_spec=me),
            to=[HeaderAddress(composing.one_line(them.name)[:100], addr_spec=them.address)],
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
            kind=Kind(key.partition(":")[0]),
            account=self._desk.account,
            key=key,
            message_id=message_id,
            mail_from="",
            recipients=(them.address,),
            raw=raw,
        )
