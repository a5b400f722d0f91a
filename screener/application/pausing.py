"""Everything but watching and preserving stops for a while, at the user's word."""

from datetime import datetime

from screener.ports.store import Store

PAUSED = "paused"
"""The setting that holds until when everything but watching and preserving stops."""

FOR_GOOD = "until resumed"


def pause(store: Store, *, until: datetime | None) -> None:
    """From now on only watch and preserve; `until` is aware, None means until resumed."""
    store.set(PAUSED, FOR_GOOD if until is None else until.isoformat())


def resume(store: Store) -> bool:
    """Go on; False if nothing was paused."""
    was = store.setting(PAUSED) is not None
    store.set(PAUSED, None)
    return was


def is_paused(store: Store, *, now: datetime) -> bool:
    """Whether effects wait at present."""
    until = store.setting(PAUSED)
    if until is None:
        return False
    return until == FOR_GOOD or now < datetime.fromisoformat(until)
