"""The pause: everything but watching, preserving and the digest stops until it ends."""

from datetime import datetime

from screener.application.desk import Desk
from screener.ports.store import Store

PAUSED = "paused"
"""The setting that holds until when the pause lasts."""

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


def paused_until(desk: Desk) -> str | None:
    """Until when, in words for people; None while nothing is paused."""
    until = desk.store.setting(PAUSED)
    if until is None or not is_paused(desk.store, now=desk.clock.now()):
        return None
    if until == FOR_GOOD:
        return "you resume it"
    local = datetime.fromisoformat(until).astimezone(desk.policy.zone)
    return local.isoformat(sep=" ", timespec="minutes")
