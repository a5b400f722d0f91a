"""Messages that cannot be decided now: tried again later, and given up in the end.

One message that breaks the program never stops the others.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

import structlog

from screener.application.deciding.cases import Case
from screener.domain.record.decision import Decision, Trouble
from screener.domain.record.event import Unreadable
from screener.domain.rules.decide import decide
from screener.domain.rules.rulebook import Rulebook
from screener.errors import ScreenerError

log = structlog.get_logger()

ATTEMPTS = 3
"""So often a message is tried before it is given up and told as unreadable."""

RETRY_AFTER = timedelta(minutes=5)

NOT_SHOWN = "the server could not show it"

MAYBE_MOVED_BACK = "it was filed before, so its copy must be looked for first"

T = TypeVar("T")


class Setbacks:
    """Those of one round; `now` is aware."""

    def __init__(self, *, rulebook: Rulebook, now: datetime) -> None:
        self._rulebook = rulebook
        self._now = now

    def guarded(self, case: Case, look: Callable[[], T]) -> T | Decision | Trouble:
        """What `look` finds, else when the message is tried again, or that it is given up."""
        try:
            return look()
        except ScreenerError:
            raise
        except Exception as error:
            log.exception("message_not_decided", uid=case.header.uid, folder=case.arrival.folder)
            return self._set_aside(case, f"{type(error).__name__}: {error}"[:300])

    def look_again(self, case: Case) -> Trouble:
        """Its copy must be looked for, which is done at once and is no failure."""
        return self._trouble(case, MAYBE_MOVED_BACK, attempts=0, wait=timedelta(0))

    def unreadable(self, case: Case, reason: str) -> Decision:
        """It is given up and left where it is."""
        decision = decide(
            Unreadable(arrival=case.arrival, reason=reason),
            rulebook=self._rulebook,
            policy=case.policy,
            now=self._now,
            content_read=True,
        )
        assert isinstance(decision, Decision)  # noqa: S101  content_read promises it
        return decision

    def _set_aside(self, case: Case, error: str) -> Decision | Trouble:
        attempts = case.attempts + 1
        if attempts < ATTEMPTS:
            return self._trouble(case, error, attempts=attempts, wait=RETRY_AFTER)
        return self.unreadable(case, f"it could not be decided {ATTEMPTS} times ({error})")

    def _trouble(self, case: Case, error: str, *, attempts: int, wait: timedelta) -> Trouble:
        arrival = case.arrival
        return Trouble(
            account=arrival.account,
            folder=arrival.folder,
            uidvalidity=arrival.uidvalidity,
            uid=arrival.uid,
            attempts=attempts,
            error=error,
            retry_at=self._now + wait,
        )
