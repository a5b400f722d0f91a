"""How long to wait before the next try: longer each time, never in step with others."""

from datetime import timedelta
from random import uniform

from screener.errors import (
    DatabaseAway,
    DiskTrouble,
    InvalidConfiguration,
    LoginRefused,
    ScreenerError,
    ServerRefused,
    Unreachable,
)

FIRST = timedelta(seconds=1)
LONGEST = timedelta(seconds=15)
"""With the time a connection may take, a server is found again within half a minute."""

STEADY = timedelta(seconds=30)
"""A connection that lasted so long was a good one."""

AFTER_REFUSED_LOGIN = timedelta(minutes=15)
"""A wrong password tried too often locks the account."""

AFTER_REFUSAL = timedelta(minutes=1)
"""A folder that is not there, a password that cannot be had, and a fault of the program that stays,
want a hand and not haste.
"""

SELDOM = timedelta(minutes=15)
"""What nobody mends is tried again no oftener in the end: each try is a login."""


class Backoff:
    """Two pauses that double each time: a line that is lost has one of up to LONGEST, each time
    between half of that and all of it; what wants a hand has one of up to SELDOM.
    """

    def __init__(self, *, after_refusal: timedelta = AFTER_REFUSAL) -> None:
        self._next = self._next_by_hand = FIRST
        self._after_refusal = after_refusal

    def lasted(self, seconds: float) -> None:
        """A connection has been good for so long. One that breaks at once, however often it can be
        made, is no success: a login every second would be taken for an attack.
        """
        if seconds >= STEADY.total_seconds():
            self._next = self._next_by_hand = FIRST

    def after(self, trouble: ScreenerError) -> timedelta:
        """How long to wait after that."""
        match trouble:
            case LoginRefused():
                return AFTER_REFUSED_LOGIN
            case ServerRefused() | InvalidConfiguration():
                return self.until_mended(self._after_refusal)
            case DatabaseAway():
                return self.pause()
            case DiskTrouble():  # perhaps somebody else just writes
                return self.until_mended(FIRST)
            case Unreachable(retry_after=asked):
                return self.pause(asked)
            case _:
                return self.pause()

    def pause(self, asked: float | None = None) -> timedelta:
        """How long to wait now; `asked` is what the server itself asked for, in seconds."""
        wait = self._next * uniform(0.5, 1.0)  # noqa: S311  jitter is no secret
        self._next = min(self._next * 2, LONGEST)
        return max(wait, timedelta(seconds=asked or 0))

    def until_mended(self, at_least: timedelta = AFTER_REFUSAL) -> timedelta:
        """How long to wait now for somebody's hand."""
        wait = max(self._next_by_hand, at_least)
        self._next_by_hand = min(wait * 2, SELDOM)
        return wait
