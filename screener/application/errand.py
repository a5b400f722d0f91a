"""A word from a command to the running program: look at once what is to be done.

What is to be done is in the store; the word only saves the time until the next round. It goes
through the store too, so that it is heard on whichever machine the program runs.
"""

from datetime import datetime

from screener.ports.store import Store

_ERRAND = "errand"


def call(store: Store, *, at: datetime) -> None:
    """Something is to be done; `at` is aware."""
    store.set(_ERRAND, at.isoformat())


def last_call(store: Store) -> str | None:
    """The last call; a new one differs from all before."""
    return store.setting(_ERRAND)
