"""What goes wrong again and again is said once, until it is something else or over.

The daemon tries for ever, some things every two seconds; a log that says so each time hides all the
rest, and fills the disk that may be the very trouble. A database whose server is away is in the way
of everything at once, and said by the first who notices.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

import structlog

from screener.errors import DatabaseAway, ScreenerError

log = structlog.get_logger()

Subject = tuple[str, str]


class _FirstToNotice:
    """Of all threads; whoever was it says when it is over."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._who: Subject | None = None

    def is_it(self, who: Subject) -> bool:
        """True for the first only."""
        with self._lock:
            is_first, self._who = self._who is None, self._who or who
        return is_first

    def is_over(self, who: Subject) -> None:
        """Nothing happens if it was somebody else."""
        with self._lock:
            if self._who == who:
                self._who = None


_away = _FirstToNotice()


class Complaints:
    """Those of one thread."""

    def __init__(self) -> None:
        self._said: dict[Subject, str] = {}

    @contextmanager
    def about(self, event: str, **which: str) -> Iterator[None]:
        """Nothing that goes wrong in the block goes further. A fault of the program is logged in
        full, anything else with what happened.
        """
        subject = (event, str(which))
        try:
            yield
        except DatabaseAway as away:
            if _away.is_it(subject):
                log.warning("database_away", why=away.message, advice=away.advice)
        except Exception as error:  # noqa: BLE001 - it is logged just below
            self._complain(error, event, which)
        else:
            self._said.pop(subject, None)
            _away.is_over(subject)

    def _complain(self, error: Exception, event: str, which: dict[str, str]) -> None:
        subject, said = (event, str(which)), repr(error)
        if self._said.get(subject) == said:
            return
        self._said[subject] = said
        if isinstance(error, ScreenerError):
            log.warning(event, why=error.message, **which)
        else:
            log.error(event, exc_info=error, **which)
