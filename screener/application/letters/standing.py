"""What is known of a sender at the moment an answer to them is decided.

An answer counts from that moment on, sent or not, so those of this round are counted here before
the store knows of them.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from screener.application.deciding.correspondence import wrote_at
from screener.application.desk import Desk
from screener.application.letters.facts import mail_of
from screener.application.letters.insisting import is_insisted
from screener.application.record.likeness import Here, maybe_closed
from screener.domain.letters.autoreply import Standing
from screener.domain.letters.template import Template
from screener.domain.people.contact import Contact, Met
from screener.domain.people.handle import Kind, address_key
from screener.domain.record.decision import Decision
from screener.domain.record.event import MailReceived, Unreadable
from screener.domain.record.history import History
from screener.domain.rules.rulebook import Rulebook


class Standings:
    """How senders stand with one account in one round; `now` is aware."""

    def __init__(self, desk: Desk, *, rulebook: Rulebook, now: datetime) -> None:
        self._desk = desk
        self._rulebook = rulebook
        self._now = now
        self._just: set[tuple[str, str]] = set()
        self._just_drafted: set[tuple[str, str]] = set()
        self._automatic: int | None = None

    def met(self, decision: Decision) -> Met:
        """Who the sender is, and their door today."""
        today = self._now.astimezone(self._desk.policy.zone).date()
        return self._rulebook.directory.meet(decision.event, today=today)

    def to_answer(
        self, decision: Decision, met: Met, template: Template, history: History
    ) -> Standing:
        """For an answer by this template."""
        return Standing(
            door=met.door,
            through_relay=self._through_relay(decision, met),
            maybe_closed=self._maybe_closed(decision),
            you_wrote_at=history.wrote_at,
            answered_lately=self._lately(decision, template),
            sent_this_hour=self.this_hour(),
        )

    def to_decline(self, decision: Decision, met: Met, entry: Contact) -> Standing:
        """For the one answer of a closing."""
        return Standing(
            door=met.door,
            through_relay=self._through_relay(decision, met),
            you_wrote_at=self._wrote_at(entry, decision),
            sent_this_hour=self.this_hour(),
            declining=True,
        )

    def count(self, decision: Decision, template: Template) -> None:
        """One more answer goes to the sender by this template."""
        self._just |= {(contact, template.name) for contact in contacts_of(decision)}
        self._automatic = self.this_hour() + 1

    def this_hour(self) -> int:
        """How many automatic answers the account has given within an hour."""
        if self._automatic is None:
            since = self._now - timedelta(hours=1)
            self._automatic = self._desk.store.letterbox.automatic_since(self._desk.account, since)
        return self._automatic

    def drafted_lately(self, decision: Decision, template: Template) -> bool:
        """Whether there is such a draft in the time in which they would get one answer."""
        known_as = contacts_of(decision)
        if any((contact, template.name) in self._just_drafted for contact in known_as):
            return True
        since = self._since(template)
        return self._desk.store.letterbox.drafted(known_as, template.name, since=since)

    def count_draft(self, decision: Decision, template: Template) -> None:
        """It uses up no answer: nobody knows whether the user will send it."""
        self._just_drafted |= {(contact, template.name) for contact in contacts_of(decision)}

    def _wrote_at(self, entry: Contact, decision: Decision) -> datetime | None:
        """When the user last wrote to them, unless the decline is to go out all the same."""
        if is_insisted(entry, self._desk.store):
            return None
        theirs = {handle.key for handle in entry.handles if handle.kind is Kind.ADDRESS}
        return wrote_at(self._desk.store, theirs | set(contacts_of(decision)))

    def _through_relay(self, decision: Decision, met: Met) -> bool:
        senders = mail_of(decision.event).from_
        return any(self._rulebook.directory.is_relay(one.address, met) for one in senders)

    def _maybe_closed(self, decision: Decision) -> bool:
        if isinstance(decision.event, Unreadable):
            return False
        zone = self._desk.policy.zone
        here = Here(self._desk.region, zone, self._now.astimezone(zone).date())
        directory = self._rulebook.directory
        found = maybe_closed(decision.event, store=self._desk.store, directory=directory, here=here)
        return found is not None

    def _lately(self, decision: Decision, template: Template) -> bool:
        known_as = contacts_of(decision)
        if any((contact, template.name) in self._just for contact in known_as):
            return True
        since = self._since(template)
        return self._desk.store.letterbox.answered(known_as, template.name, since=since)

    def _since(self, template: Template) -> datetime | None:
        """What was written before then counts no more; None where everything counts for good."""
        return None if template.every is None else self._now - template.every


def contacts_of(decision: Decision) -> Collection[str]:
    """Every name under which answers to the sender may have been recorded."""
    event = decision.event
    senders = event.from_ if isinstance(event, MailReceived) else ()
    return {*filter(None, [decision.contact]), *(address_key(a.address) for a in senders)}
