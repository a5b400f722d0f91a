"""Who stands where in gates, for people to look at, and the user's word on somebody.

The word is only written down here; the next round does what it says.
"""

from typing import NamedTuple

from screener.application.doors.who import Who
from screener.application.errand import call
from screener.application.gates.passing import CHOOSE
from screener.application.record.note import notes_of
from screener.domain.gates.gate import Gate
from screener.domain.record.stay import Stage, Stay
from screener.domain.rules.rulebook import Rulebook
from screener.errors import ScreenerError, WrongUse
from screener.ports.archive import Archive
from screener.ports.clock import Clock
from screener.ports.store import Store


class Shown(NamedTuple):
    """Somebody in a gate. `gate` is None if it is not in the rules any more.

    `notes` are what the user noted of them, the oldest first.
    """

    stay: Stay
    gate: Gate | None
    notes: tuple[str, ...]

    @property
    def choices(self) -> tuple[str, ...]:
        """What the user may choose for them now."""
        if self.gate is None:
            return ()
        is_due = self.stay.stage is Stage.CHOOSING or self.gate.only_asks_you
        return tuple(self.gate.choices) if is_due else ()


def who_stands_where(store: Store, archive: Archive, rulebook: Rulebook) -> list[Shown]:
    """Everybody inside a gate, the longest first."""
    stays = store.gatebook.inside()
    notes = notes_of({stay.contact for stay in stays}, store=store, archive=archive)
    return [
        Shown(stay, rulebook.gates.get(stay.gate), notes.get(stay.contact, ())) for stay in stays
    ]


def say(word: str, about: Who, *, store: Store, clock: Clock) -> Stay:
    """Advance them, or let them lapse. Raises ScreenerError if they are in no gate."""
    stay = _stay_of(about, store)
    _write(stay, word, store, clock)
    return stay


def choose(label: str, about: Who, *, rulebook: Rulebook, store: Store, clock: Clock) -> str:
    """One of the gate's choices for them; its label as it is written. Raises WrongUse."""
    stay = _stay_of(about, store)
    gate = rulebook.gates.get(stay.gate)
    labels = tuple(gate.choices) if gate else ()
    found = gate.label(label) if gate else None
    if found is None:
        offered = ", ".join(f"`{one}`" for one in labels) or "none"
        raise WrongUse(
            f"`{stay.gate}` has no choice `{label}`", advice=f"its choices are: {offered}"
        )
    _write(stay, f"{CHOOSE}{found}", store, clock)
    return found


def _stay_of(about: Who, store: Store) -> Stay:
    names = {about.name, *(handle.key for handle in about.handles)}
    inside = [stay for stay in store.gatebook.inside() if stay.contact in names]
    if not inside:
        raise ScreenerError(f"{about.name} is in no gate", advice="see `screener gates`")
    return inside[-1]


def _write(stay: Stay, word: str, store: Store, clock: Clock) -> None:
    if not store.gatebook.wish(stay, word):
        raise ScreenerError(f"{stay.contact} has left the gate just now")
    call(store, at=clock.now())
