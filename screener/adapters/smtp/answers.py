"""What a server answers, and what it means for a letter that nobody has yet."""

import re
import smtplib
from datetime import timedelta
from typing import NamedTuple

from screener.ports.post import Fate, Outcome

_UNPRINTABLE = re.compile(r"[^\x20-\x7e\xa0-\U0010ffff]+")
_TEXT_LIMIT = 300

_CLOSING = 421
_LOGIN_WANTED = frozenset({530, 534, 535, 538})
"""RFC 4954 section 6 and RFC 3207 section 4: nothing goes until user, password or `tls` change."""


class Answer(NamedTuple):
    """One reply (RFC 5321 section 4.2) on one line; a code of -1 where there was none to read."""

    code: int
    text: str

    @property
    def is_yes(self) -> bool:
        """Whether the server did what it was asked for."""
        return 200 <= self.code < 300

    @property
    def is_no(self) -> bool:
        """Whether it refused for good."""
        return 500 <= self.code < 600

    @property
    def is_closing(self) -> bool:
        """Whether the server ends the conversation."""
        return self.code == _CLOSING


class Unsent(Exception):
    """The letter does not go, and that is certain."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.text)
        self.outcome = outcome


def ask(smtp: smtplib.SMTP, command: str) -> Answer:
    """One command and its answer. Raises OSError when the connection is lost."""
    return answer(smtp.docmd(command))


def be_patient(smtp: smtplib.SMTP, limit: timedelta) -> None:
    """From now on an answer may take that long."""
    if smtp.sock is not None:
        smtp.sock.settimeout(limit.total_seconds())


def answer(said: tuple[int, bytes]) -> Answer:
    """What smtplib read."""
    code, text = said
    words = _UNPRINTABLE.sub(" ", text.decode("utf-8", "replace"))
    return Answer(code, words[:_TEXT_LIMIT].strip())


def refused(said: Answer, what: str) -> Outcome:
    """What a refusal means: for good (5xx), or for now."""
    login = said.code in _LOGIN_WANTED
    fate = Fate.REJECTED if said.is_no and not login else Fate.DEFERRED
    text = f"the server refused {what}: {said.code} {said.text}".rstrip()
    return Outcome(fate, said.code, text, login_refused=login)


def deferred(text: str) -> Outcome:
    """Nobody has the letter, and the server did not say why."""
    return Outcome(Fate.DEFERRED, text=text)
