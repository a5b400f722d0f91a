"""The Post in memory: letters arrive at once, and what goes wrong is for a test to say."""

from dataclasses import dataclass, field
from typing import NamedTuple

from screener.domain.letters.letter import Letter
from screener.ports.post import Fate, Outcome, Post, RefusedRecipient


class Arrived(NamedTuple):
    """A letter as a server has it, with its envelope."""

    mail_from: str
    recipients: tuple[str, ...]
    raw: bytes


@dataclass
class MemoryPost(Post):
    """`arrived` is what was handed over, oldest first. The rest says how the server behaves:
    `refuses` are codes by recipient, `verdict` is the code after the text, and one that
    `loses_answers` has the letter and breaks off.
    """

    arrived: list[Arrived] = field(default_factory=list)
    refuses: dict[str, int] = field(default_factory=dict)
    verdict: int = 250
    size_limit: int | None = None
    forbids_null_sender: bool = False
    refuses_login: bool = False
    loses_answers: bool = False
    is_down: bool = False

    def send(self, letter: Letter) -> Outcome:
        """Take the letter, or do what a test wants to see."""
        if not all(address.isascii() for address in letter.recipients):
            return Outcome(Fate.REJECTED, text="an address is not ASCII")
        if (trouble := self.look()) is not None:
            return trouble
        if self.size_limit is not None and len(letter.raw) > self.size_limit:
            return Outcome(Fate.REJECTED, text="the letter is too large")
        if letter.mail_from or not self.forbids_null_sender:
            return self._take(letter, letter.mail_from)
        return self._take(letter, letter.author)._replace(null_sender_refused=True)

    def look(self) -> Outcome | None:
        """What would come before any letter."""
        if self.is_down:
            return Outcome(Fate.DEFERRED, text="nobody answers")
        if self.refuses_login:
            return Outcome(Fate.DEFERRED, 535, "the login is refused", login_refused=True)
        return None

    def _take(self, letter: Letter, sender: str) -> Outcome:
        refused = tuple(
            RefusedRecipient(address, self.refuses[address], "refused")
            for address in letter.recipients
            if address in self.refuses
        )
        if len(refused) == len(letter.recipients):
            return _refused(min(one.code for one in refused))
        if self.verdict != 250:
            return _refused(self.verdict)
        taken = tuple(each for each in letter.recipients if each not in self.refuses)
        self.arrived.append(Arrived(sender, taken, letter.raw))
        if self.loses_answers:
            return Outcome(Fate.UNCERTAIN, text="nobody knows", refused=refused)
        return Outcome(Fate.ACCEPTED, 250, "taken", refused=refused)


def _refused(code: int) -> Outcome:
    return Outcome(Fate.REJECTED if code >= 500 else Fate.DEFERRED, code, "refused")
