"""A command that the user sends to themselves by mail: one touch on a link of the digest.

The whole command is the subject of that mail, in words that a person can read before sending it:

    Screener: close him@example.com (until 2026-12-12, k7f3q9x2mzab1c2d)

Its last word is a signature over all that stands before it and over the account, made with a
secret of this machine. So neither the sender's address nor the body matters, nobody can make up a
command or change one, and after its day it is void.
"""

import base64
import hashlib
import hmac
import re
import shlex
from datetime import date
from enum import StrEnum
from typing import NamedTuple
from urllib.parse import quote

from screener.domain.letter import one_line

VALID_DAYS = 14
"""So many days after it was offered a command is still obeyed."""

_SIGNED = re.compile(
    r"Screener: (?P<said>.{1,600}) \(until (?P<until>\d{4}-\d\d-\d\d), (?P<code>[a-z2-7]{16})\)"
)

BODY = "Send this mail as it is. Screener does what its subject says, and files it away."


class Verb(StrEnum):
    """What can be done by mail, as it is written; what it is done to follows."""

    CLOSE = "close"
    """WHO: close their door."""
    WELCOME = "welcome"
    """WHO: never screen them."""
    OPEN = "open"
    """WHO: open their door again."""
    UNDO = "undo"
    """ID of a decision: take back what was done."""
    UNDO_RULE = "undo-rule"
    """RULE and DAY: take back what that rule did in the digest of that day."""
    CHOOSE = "choose"
    """WHO and LABEL: the choice of their gate."""
    ACCEPT = "accept"
    """WHO: they have met the step that they are at."""
    RELEASE = "release"
    """RULE: what the brake holds of it may go on."""
    SAME = "same"
    """HANDLE and CONTACT: it is one more handle of that closed contact."""
    DISMISS = "dismiss"
    """ID of a question: nothing is to be done about it."""
    RESUME = "resume"
    """The pause ends."""


class Command(NamedTuple):
    """A verb and what it is about."""

    verb: Verb
    about: tuple[str, ...] = ()

    def __str__(self) -> str:
        return shlex.join((self.verb.value, *(one_line(word) for word in self.about)))


class Signed(NamedTuple):
    """What the subject of a mail says, if it is made like a command; nothing of it is proved."""

    said: str
    until: date
    code: str

    @property
    def command(self) -> Command | None:
        """The command; None where there is no such verb."""
        try:
            verb, *about = shlex.split(self.said)
            return Command(Verb(verb), tuple(about))
        except ValueError:
            return None


class Seal:
    """Signs commands for one account, and knows its own signature."""

    def __init__(self, secret: bytes, *, account: str) -> None:
        self._secret = secret
        self._account = account

    def subject(self, command: Command, *, until: date) -> str:
        """The subject that makes a mail to oneself that command, up to the end of that day."""
        said = str(command)
        return f"Screener: {said} (until {until.isoformat()}, {self._code(said, until)})"

    def link(self, command: Command, *, to: str, until: date) -> str:
        """The `mailto:` URL (RFC 6068) of that mail, in ASCII."""
        subject = quote(self.subject(command, until=until), safe="")
        return f"mailto:{quote(to, safe='@')}?subject={subject}&body={quote(BODY, safe='')}"

    def has_signed(self, signed: Signed) -> bool:
        """Whether the signature is ours; compared in constant time."""
        return hmac.compare_digest(signed.code, self._code(signed.said, signed.until))

    def _code(self, said: str, until: date) -> str:
        text = f"command\0{self._account}\0{said}\0{until.isoformat()}"
        mac = hmac.new(self._secret, text.encode(), hashlib.sha256).digest()
        return base64.b32encode(mac[:10]).decode("ascii").lower()


def read_command(subject: str) -> Signed | None:
    """What the subject says, if it is made like a command. Folding and spaces do not matter."""
    found = _SIGNED.fullmatch(" ".join(subject.split()))
    if found is None:
        return None
    try:
        return Signed(found["said"], date.fromisoformat(found["until"]), found["code"])
    except ValueError:
        return None
