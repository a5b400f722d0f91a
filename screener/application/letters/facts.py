"""What the templates of letters may speak of, and who the sender of a message is in them."""

from datetime import UTC, datetime

from screener.application.desk import Desk
from screener.domain.gates.moves import not_before
from screener.domain.letters.composing import answered_subject, one_line
from screener.domain.letters.template import Facts
from screener.domain.people.contact import Met
from screener.domain.record.decision import Decision
from screener.domain.record.event import (
    CallReceived,
    Event,
    MailReceived,
    Unreadable,
    VoicemailReceived,
)
from screener.domain.record.stay import Stay
from screener.domain.record.summary import ANONYMOUS
from screener.domain.rules.rulebook import Rulebook

NO_NUMBER = "an unknown number"
NO_SENDER = "an unknown sender"


class LetterFacts:
    """The facts of letters in one round of one account; `now` is aware."""

    def __init__(self, desk: Desk, *, rulebook: Rulebook, now: datetime) -> None:
        self._desk = desk
        self._gates = rulebook.gates
        self._now = now

    def about(self, decision: Decision, met: Met, *, me: str) -> Facts:
        """For a letter that comes from this own address."""
        event = decision.event
        mail, zone = mail_of(event), self._desk.policy.zone
        name, address = sender_of(event)
        known_as = met.entry.name if met.entry and met.entry.name else name
        return {
            "subject": answered_subject(mail.subject),
            "received": mail.arrival.received.astimezone(zone).strftime("%Y-%m-%d %H:%M"),
            "sender": {"name": name, "address": address},
            "my": {**self._desk.answers.my, "address": me},
            "contact": {"name": known_as},
            **self._days(decision.stay),
        }

    def _days(self, stay: Stay | None) -> dict[str, object]:
        """Until when and from which day on an answer counts, as far as can be told before it is
        sent. A deadline is a moment: of its day only a part may be left.
        """
        gate = self._gates.get(stay.gate) if stay else None
        if stay is None or gate is None or stay.step >= len(gate.steps):
            return {}
        deadline = (self._now + gate.steps[stay.step].within).astimezone(UTC)
        return {
            "deadline": f"{deadline:%Y-%m-%d %H:%M} UTC",
            "not_before": not_before(stay, gate, self._desk.policy.zone),
        }


def sender_of(event: Event) -> tuple[str, str]:
    """Name and address. Of a call they are the caller's, and never those of the provider.

    The name may be ""; where there is no address, words stand in its place.
    """
    if isinstance(event, VoicemailReceived | CallReceived):
        caller = event.caller
        nobody = ANONYMOUS if caller.withheld else NO_NUMBER
        return one_line(caller.name), caller.number or caller.extension or nobody
    senders = () if isinstance(event, Unreadable) else event.from_
    return (one_line(senders[0].name), senders[0].address) if senders else ("", NO_SENDER)


def mail_of(event: Event) -> MailReceived:
    """The message itself; of a call the provider's, of what nobody can read an empty one."""
    if isinstance(event, MailReceived):
        return event
    return MailReceived(arrival=event.arrival) if isinstance(event, Unreadable) else event.mail
