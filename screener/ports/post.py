"""Sending letters."""

from enum import StrEnum
from typing import NamedTuple, Protocol

from screener.domain.letters.letter import Letter


class Fate(StrEnum):
    """What became of a letter that was handed to a server."""

    ACCEPTED = "accepted"
    """The server has taken it over (RFC 5321 section 2.1)."""
    REJECTED = "rejected"
    """It was refused for good, and nobody has it."""
    DEFERRED = "deferred"
    """Nobody has it, and trying again later may help."""
    UNCERTAIN = "uncertain"
    """All of it was sent and no answer came: nobody knows."""


class RefusedRecipient(NamedTuple):
    """One recipient whom the server did not take, while it took others."""

    address: str
    code: int
    text: str


class Outcome(NamedTuple):
    """What became of a letter, in one line of `text` for people that holds no secret.

    `code` is the server's last word (RFC 5321 section 4.2), None where it said nothing.
    `login_refused`: no letter will go before somebody puts user or password right.
    `null_sender_refused`: the server lets nobody send without an envelope sender, so the letter was
    offered with the author's address. `refused` are those who do not get an accepted letter.
    """

    fate: Fate
    code: int | None = None
    text: str = ""
    login_refused: bool = False
    null_sender_refused: bool = False
    refused: tuple[RefusedRecipient, ...] = ()


class Post(Protocol):
    """Sends the letters of one account. Used by one thread at a time."""

    def send(self, letter: Letter) -> Outcome:
        """Hand the letter over, once; whatever goes wrong is an outcome.

        A letter with the null envelope sender that is refused with it is offered once more, with
        its author's address.
        """
        ...

    def look(self) -> Outcome | None:
        """Connect, log in and leave, with no letter: None if one could be handed over now, else
        why not.
        """
        ...
