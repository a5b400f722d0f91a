"""What can go wrong in a way that somebody can do something about.

Everything that is not a ScreenerError is a bug and keeps its traceback. The exit codes are the
contract of the command line (sysexits where sysexits has a word for it).

    ScreenerError            1  it ran, and something failed for good
    +- WrongUse              2
    +- Unreachable          69  a server cannot be reached, or went away
    |  +- Stumbled          69  while messages were read; the next try reads them with more caution
    +- MailboxHeld          75  another screener holds this mailbox
    +- LoginRefused         77
    +- InvalidConfiguration 78  configuration or rules
    |  +- SecretWithheld    78  a password cannot be had just now
    +- ServerRefused         1  a server said no to one request
    +- DiskTrouble           1  the state directory cannot be written
    |  +- DatabaseAway      69  its server does not answer, or went away
    +- Interrupted           1  the program is about to end; the next round goes on from there
"""

from typing import ClassVar


class ScreenerError(Exception):
    """Something a person can act upon: `message` says what happened, `advice` what to do."""

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, *, advice: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.advice = advice

    def __str__(self) -> str:
        return f"{self.message}\n  {self.advice}" if self.advice else self.message


class WrongUse(ScreenerError):
    """The words of a command do not fit together."""

    exit_code = 2


class Unreachable(ScreenerError):
    """A server does not answer, or the connection broke; trying again later may help."""

    exit_code = 69

    def __init__(self, message: str, *, advice: str = "", retry_after: float | None = None) -> None:
        """`retry_after` is the pause in seconds that the server itself asked for."""
        super().__init__(message, advice=advice)
        self.retry_after = retry_after


class Stumbled(Unreachable):
    """The connection broke while messages were read, and which ones is remembered for next time."""


class MailboxHeld(ScreenerError):
    """Another process screens this mailbox."""

    exit_code = 75


class LoginRefused(ScreenerError):
    """The server says that user and password do not fit; trying again would lock the account."""

    exit_code = 77


class InvalidConfiguration(ScreenerError):
    """Configuration or rules cannot be used; the message holds every finding."""

    exit_code = 78


class SecretWithheld(InvalidConfiguration):
    """Who keeps a password does not give it; trying again later may help."""


class ServerRefused(ScreenerError):
    """The server answered NO or BAD to one request; the connection is still good."""


class DiskTrouble(ScreenerError):
    """The state directory cannot be written: full, read-only or not ours."""


class DatabaseAway(DiskTrouble):
    """The server of the database does not answer; trying again later may help."""

    exit_code = 69


class Interrupted(ScreenerError):
    """A round was given up between two messages, since the program is about to end."""
