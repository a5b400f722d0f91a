"""What goes wrong again and again is said once, until it is something else or over.

The daemon tries for ever, some things every two seconds; a log that says so each time hides all the
rest, and fills the disk that may be the very trouble.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from screener.errors import ScreenerError

log = structlog.get_logger()


class Complaints:
    """Those of one thread."""

    def __init__(self) -> None:
        self._said: dict[tuple[str, str], str] = {}

    @contextmanager
    def about(self, event: str, **which: str) -> Iterator[None]:
        """Nothing that goes wrong in the block goes further. A fault of the program is logged in
        full, anything else with what happened.
        """
        try:
            yield
        except Exception as error:  # noqa: BLE001 - it is logged just below
            self._complain(error, event, which)
        else:
            self._said.pop((event, str(which)), None)

    def _complain(self, error: Exception, event: str, which: dict[str, str]) -> None:
        subject, said = (event, str(which)), repr(error)
        if self._said.get(subject) == said:
            return
        self._said[subject] = said
        if isinstance(error, ScreenerError):
            log.warning(event, why=error.message, **which)
        else:
            log.error(event, exc_info=error, **which)
