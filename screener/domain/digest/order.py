"""A mail that reads as a command, from the round that found it to what became of it.

An order that is to be obeyed uses its code up the moment it is written down: no other mail with
that code is ever obeyed. It has no outcome until it was obeyed, so that a crash in between is made
up in the next round.
"""

from datetime import datetime
from enum import StrEnum

from screener.domain.digest.command import Command, command_of
from screener.domain.value import Value


class Outcome(StrEnum):
    """What became of an order."""

    DONE = "done"
    WAITS = "waits"
    """It is done as soon as the file of doors is mended."""
    REFUSED = "refused"
    """It could not be done, and the reason says why."""
    LATE = "late"
    """Its last day was over."""
    USED = "used"
    """Another mail had said it before."""
    AGAIN = "again"
    """It is another copy of the mail that said it, which is nothing to tell."""
    FORGED_SENDER = "forged sender"
    """Authentication-Results that are trusted say so."""
    CLOSED_SENDER = "closed sender"
    """It came from somebody whose door is closed."""
    FORGED = "forged"
    """The signature is not ours: it was an ordinary mail, and only counts."""


WHY_NOT = {
    Outcome.LATE: "it came too late",
    Outcome.USED: "it was used before",
    Outcome.AGAIN: "it is another copy of a mail that was obeyed",
    Outcome.FORGED_SENDER: "its sender is shown to be forged",
}
"""Why a command of ours is not obeyed at all, for people."""


class Order(Value):
    """One mail that reads as a command.

    `at` is when it was received (aware). `said` is the command as it is written, "" where the
    signature is not ours. `code` is what it uses up, None for one that is not to be obeyed.
    `reason` is for people. `settled` (aware) is when it had its outcome.
    """

    decision: str
    account: str
    at: datetime
    said: str
    message_id: str | None = None
    code: str | None = None
    outcome: Outcome | None = None
    reason: str | None = None
    settled: datetime | None = None

    @property
    def command(self) -> Command | None:
        """What is to be done; None where that is no command of this program."""
        return command_of(self.said)

    def of_a_stranger(self) -> "Order":
        """The same without the words."""
        return self.model_copy(update={"said": "", "message_id": None})

    def ended(self, outcome: Outcome, reason: str | None = None, *, at: datetime) -> "Order":
        """The same with its outcome."""
        return self.model_copy(update={"outcome": outcome, "reason": reason, "settled": at})
