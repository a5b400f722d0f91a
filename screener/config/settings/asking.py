"""Asking for something that may never come: a keyring that waits for a passphrase, a disk that is
gone.

The surprise: who gave up may still be answered. The question goes on, and whoever puts the same one
later hears what came of it; so nobody is asked twice at once.
"""

from collections.abc import Callable, Hashable
from threading import Lock, Thread

_lock = Lock()
_open: dict[Hashable, "_Question"] = {}


def answer_within(seconds: float, ask: Callable[[], str], *, about: Hashable) -> str:
    """What `ask` returns or raises. Raises TimeoutError if there is no answer in that time."""
    with _lock:
        question = _open.get(about)
        if question is None:
            question = _open[about] = _Question(ask)
            question.start()
    question.join(seconds)
    if question.is_alive():
        raise TimeoutError
    with _lock:
        if _open.get(about) is question:
            del _open[about]
    return question.answer()


class _Question(Thread):
    """One that is put to somebody; it does not keep the program from ending."""

    def __init__(self, ask: Callable[[], str]) -> None:
        super().__init__(name="asking", daemon=True)
        self._ask = ask
        self._answer = ""
        self._error: Exception | None = None

    def run(self) -> None:
        try:
            self._answer = self._ask()
        except Exception as error:  # noqa: BLE001  it is raised where the answer is awaited
            self._error = error

    def answer(self) -> str:
        """What came of it, once it is over."""
        if self._error is not None:
            raise self._error
        return self._answer
