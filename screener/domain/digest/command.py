"""A command that the user sends to themselves by mail: one touch on a link of the digest.

The whole command is the subject of that mail, in words that a person can read before sending it:

    Screener: close him@example.com (until 2026-12-12, k7f3q9x2mzab1c2d)

Its last word is a signature over all that stands before it and over the account, made with a
secret of this machine. So neither the sender's address nor the body matters, nobody can make up a
command or change one, and after its day it is void.

Mail programs change what they send: they fold, turn quotes into curly ones and spaces into others.
So it is one plain form of the subject that is signed and read, and whatever of a word would not
survive that is written as an escape: `\\u2019` or `\\U0001f600`.
"""

import base64
import hashlib
import hmac
import re
import unicodedata
from collections.abc import Iterator
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import NamedTuple
from urllib.parse import quote

VALID_DAYS = 14
"""So many days after it was offered a command is still obeyed."""

FOLDER = "Screened/Commands"
"""Where a mail goes that was a command, obeyed or not."""

BEGINS = "Screener:"
"""What stands in the subject of every command."""

BODY = "Send this mail as it is. Screener does what its subject says, and files it away."

# A gateway may put a tag such as `[EXTERNAL]` before the subject. `Re:` and the like make it
# another mail: an answer, or a bounce, that the user wants to see.
_SIGNED = re.compile(
    r"(?:\[[^\[\]]{1,40}\] ?){0,3}"
    r"Screener: (?P<said>.+)"
    r" \(until (?P<until>[0-9]{4}-[0-9]{2}-[0-9]{2}), (?P<code>[a-z2-7]{16})\)"
)

_ALIKE = str.maketrans(
    "\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f\u2010\u2011", "''''\"\"\"\"--"
)
"""Quotes and hyphens that typography puts in the place of those of ASCII."""

_BARE = re.compile(r"[\w@.+*/:-]+")
_WORD = r'(?:"(?:[^"\\]|\\.)*"|[^\s"\\]+)'
_WORDS = re.compile(rf"{_WORD}(?: {_WORD})*")
_ONE = re.compile(_WORD)
_ESCAPE = re.compile(r"\\(?:u([0-9a-f]{4})|U(00(?:0[0-9a-f]|10)[0-9a-f]{4})|(.))")


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
    """RULE, SINCE and UNTIL: take back what that rule did to messages decided in that time."""
    CHOOSE = "choose"
    """WHO and LABEL: the choice of their gate."""
    ACCEPT = "accept"
    """WHO: they have met the step that they are at."""
    RELEASE = "release"
    """RULE, or nothing for every rule: what the brake holds of it may go on."""
    SAME = "same"
    """HANDLE and CONTACT: it is one more handle of that closed contact."""
    DISMISS = "dismiss"
    """ID of a question: nothing is to be done about it."""
    RESUME = "resume"
    """The pause ends."""


class Command(NamedTuple):
    """A verb and what it is about.

    WHO is a name or a handle; somebody behind a relay is `NAME via DOMAIN`.
    """

    verb: Verb
    about: tuple[str, ...] = ()

    def __str__(self) -> str:
        return " ".join((self.verb.value, *map(_written, self.about)))


def undo_rule(rule: str, *, since: datetime, until: datetime) -> Command:
    """Take back what the rule did to messages decided after `since` and up to `until` (aware).

    Parts of a second are left out of the subject, so the time begins with the second of `since`
    and ends with that of `until`.
    """
    return Command(Verb.UNDO_RULE, (rule, _second(since), _second(until)))


def command_of(said: str) -> Command | None:
    """The command that is written so; None if it is none."""
    if _WORDS.fullmatch(said) is None:
        return None
    try:
        verb, *about = map(_read, _ONE.findall(said))
        return Command(Verb(verb), tuple(about))
    except ValueError:
        return None


class Signed(NamedTuple):
    """What the subject of a mail says, if it is made like a command; nothing of it is proved."""

    said: str
    until: date
    code: str

    @property
    def command(self) -> Command | None:
        """The command; None where there is no such verb."""
        return command_of(self.said)


class Seal:
    """Signs commands for one account, and knows its own signature."""

    def __init__(self, secret: bytes, *, account: str) -> None:
        self._secret = secret
        self._account = account

    def subject(self, command: Command, *, until: date) -> str:
        """The subject that makes a mail to oneself that command, up to the end of that day."""
        said = str(command)
        return f"{BEGINS} {said} (until {until.isoformat()}, {self._code(said, until)})"

    def link(self, command: Command, *, to: str, until: date) -> str:
        """The `mailto:` URL (RFC 6068) of that mail, in ASCII."""
        subject = quote(self.subject(command, until=until), safe="")
        address = quote(to, safe="@", errors="replace")
        return f"mailto:{address}?subject={subject}&body={quote(BODY, safe='')}"

    def has_signed(self, signed: Signed) -> bool:
        """Whether the signature is ours; compared in constant time."""
        return hmac.compare_digest(signed.code, self._code(signed.said, signed.until))

    def _code(self, said: str, until: date) -> str:
        text = f"command\0{self._account}\0{said}\0{until.isoformat()}"
        mac = hmac.new(self._secret, text.encode(), hashlib.sha256).digest()
        return base64.b32encode(mac[:10]).decode("ascii").lower()


def read_command(subject: str) -> Signed | None:
    """What the subject says, if it is made like a command; never raises.

    What mail programs change does not matter: folding, spaces, and the shape of quotes.
    """
    if BEGINS not in subject:
        return None
    found = _SIGNED.fullmatch(_plain(subject))
    if found is None:
        return None
    try:
        return Signed(found["said"], date.fromisoformat(found["until"]), found["code"])
    except ValueError:
        return None


def _plain(text: str) -> str:
    """The form that is signed: one spelling (NFC), plain quotes, single spaces, nothing unseen."""
    seen = "".join(char for char in text if char.isprintable() or char.isspace())
    return " ".join(unicodedata.normalize("NFC", seen).translate(_ALIKE).split())


def _written(word: str) -> str:
    """The word as it stands in a subject: in quotes if it has to, with escapes if it must."""
    if _BARE.fullmatch(word) and _plain(word) == word:
        return word
    written = f'"{"".join(_escaped(word))}"'
    if _plain(written) == written:
        return written
    # Characters that go together: each survives alone, and not all of them side by side.
    return "".join(char if char.isascii() else _escape(char) for char in written)


def _escaped(word: str) -> Iterator[str]:
    last = len(word) - 1
    for index, char in enumerate(word):
        if char in '"\\':
            yield f"\\{char}"
        elif char == " ":
            at_an_edge = index in (0, last) or word[index - 1] == " "
            yield _escape(char) if at_an_edge else char
        else:
            yield char if char.isprintable() and _plain(char) == char else _escape(char)


def _escape(char: str) -> str:
    code = ord(char)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _read(written: str) -> str:
    """The word that is written so. Raises ValueError."""
    return _ESCAPE.sub(_unescaped, written[1:-1] if written.startswith('"') else written)


def _unescaped(found: re.Match[str]) -> str:
    code = found[1] or found[2]
    return chr(int(code, 16)) if code else found[3]


def _second(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
