"""The Post over SMTP: who may stand in the envelope, and what is tried again in one dialogue."""

import re
import smtplib
from collections.abc import Callable

from screener.adapters.smtp.answers import Answer, Unsent, ask, deferred, refused
from screener.adapters.smtp.secure import explained
from screener.adapters.smtp.server import Server
from screener.adapters.smtp.session import session
from screener.adapters.smtp.transaction import hand_over, lost, mail
from screener.domain.letters.letter import Letter
from screener.domain.people.handle import canonical_domain
from screener.ports.post import Fate, Outcome, Post

_ADDRESS = re.compile(r"[!-;=?-~]+@[!-;=?-~]+")
"""What fits between angle brackets without SMTPUTF8 (RFC 6531)."""


class SmtpPost(Post):
    """Hands letters to one server. `ehlo` is the account's domain: this machine's name and
    place are nobody's business.
    """

    def __init__(self, server: Server, password: Callable[[], str], *, ehlo: str) -> None:
        self._server = server
        self._password = password
        self._ehlo = canonical_domain(ehlo)
        self._refuses_null_sender = False

    def send(self, letter: Letter) -> Outcome:
        for address in (letter.mail_from or letter.author, *letter.recipients):
            if not _ADDRESS.fullmatch(address):
                text = f"`{address}` is no address that every server knows: it has to be ASCII"
                return Outcome(Fate.REJECTED, text=text)
        try:
            with session(self._server, self._password, ehlo=self._ehlo) as smtp:
                return self._offer(smtp, letter)
        except Unsent as unsent:
            outcome = unsent.outcome
        except OSError:
            outcome = lost(self._server)
        return outcome._replace(
            null_sender_refused=self._refuses_null_sender and not letter.mail_from
        )

    def look(self) -> Outcome | None:
        try:
            with session(self._server, self._password, ehlo=self._ehlo):
                return None
        except Unsent as unsent:
            return unsent.outcome
        except OSError as error:
            return deferred(explained(error, self._server))

    def _offer(self, smtp: smtplib.SMTP, letter: Letter) -> Outcome:
        if letter.mail_from:
            return self._handed_over(smtp, letter, mail(smtp, letter, letter.mail_from))
        if not self._refuses_null_sender:
            said = mail(smtp, letter, "")
            outcome = self._handed_over(smtp, letter, said)
            if said.is_closing or outcome.login_refused or not _is_blamed(said, outcome):
                return outcome
            self._refuses_null_sender = said.is_no
            ask(smtp, "RSET")
        outcome = self._handed_over(smtp, letter, mail(smtp, letter, letter.author))
        # A server that takes the same letter from its author had nothing else against it.
        self._refuses_null_sender |= outcome.fate is Fate.ACCEPTED
        return outcome._replace(null_sender_refused=self._refuses_null_sender)

    def _handed_over(self, smtp: smtplib.SMTP, letter: Letter, said: Answer) -> Outcome:
        if not said.is_yes:
            return refused(said, "the envelope sender")
        return hand_over(smtp, letter, self._server)


def _is_blamed(said: Answer, outcome: Outcome) -> bool:
    """Whether the null sender may be the reason: some servers say so only at RCPT or later."""
    return not said.is_yes or outcome.fate is Fate.REJECTED
