"""Everything about one person: who they are, what happened, what was sent, who else they may be."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from heapq import merge
from typing import NamedTuple

from screener.application.doors.who import Who
from screener.application.record.history import history
from screener.application.record.likeness import Here, PossibleHandle, possible_handles
from screener.application.record.note import read_note
from screener.application.record.theirs import Theirs
from screener.domain.letters.outgoing import Outgoing
from screener.domain.people.contact import ALONE
from screener.domain.record.chain import Act, Deed
from screener.domain.record.decision import Door
from screener.domain.record.effect import MOVES, Effect, Status
from screener.domain.record.stay import Stay
from screener.domain.record.summary import summary
from screener.ports.archive import Archive
from screener.ports.store import Query, Recorded, Store

LONG_AGO = datetime(1971, 1, 1, tzinfo=UTC)

_TOLD = frozenset({Act.CLOSED, Act.OPENED, Act.WELCOMED, Act.NOTED, Act.EXPORTED, Act.FORGOTTEN})
"""Deeds that are moments of their own; messages and letters are told by what is kept of them."""


_HOW_FAR = {
    Status.PENDING: "to be filed in",
    Status.STARTED: "to be filed in",
    Status.WOULD: "would be filed in",
    Status.REFUSED: "not filed in",
    Status.FAILED: "could not be filed in",
}
"""What is said of a move that is not done."""


class Moment(NamedTuple):
    """Something that happened; `id` is that of the decision, `status` how far it got.

    `what` is the kind of a message or letter, or the word of a deed. `theirs` tells whether the
    text is their own, and `closed` whether their door was closed then.
    """

    at: datetime
    what: str
    text: str
    status: str | None = None
    reason: str | None = None
    id: str | None = None
    theirs: bool = False
    closed: bool = False


class Card(NamedTuple):
    """What there is to tell; `knocks` are those at a closed door.

    `heard_first` is of all mail that is known, and `wrote_at` when the user last wrote to them.
    """

    about: Who
    door: Door
    knocks: int
    heard_first: datetime | None
    wrote_at: datetime | None
    timeline: Sequence[Moment]
    letters: Sequence[Outgoing]
    stays: Sequence[Stay]
    asked: Sequence[str]
    possible: Sequence[PossibleHandle]


def blank(about: Who, here: Here) -> Card:
    """What there is to tell where nothing was ever decided."""
    return Card(about, about.door_at(here.today), 0, None, None, (), (), (), (), ())


def card(about: Who, *, store: Store, archive: Archive, here: Here) -> Card:
    """Look it all up. Raises DiskTrouble."""
    known_as = {about.name, *(one.key for one in about.handles if one.kind in ALONE)}
    acquaintances = store.people.acquaintances(known_as).values()
    came = [one for key in known_as if (one := store.people.first_came(key)) is not None]
    letters = store.letterbox.of_contact(known_as)
    recorded = sorted(history(store, Query(), about=about), key=_came)
    deeds = [deed for deed in _deeds(about, store) if deed.act in _TOLD]
    knocks = sum(one.decision.knock for one in recorded)
    return Card(
        about=about,
        door=about.door_at(here.today),
        knocks=knocks + sum(deed.detail.get("knock_at") is not None for deed in deeds),
        heard_first=min(came, default=None),
        wrote_at=max((one.wrote_at for one in acquaintances if one.wrote_at), default=None),
        timeline=list(
            merge(
                (_of_message(one) for one in recorded),
                sorted((_of_deed(deed, archive) for deed in deeds), key=_at),
                sorted((_of_letter(one) for one in letters), key=_at),
                key=_at,
            )
        ),
        letters=letters,
        stays=store.gatebook.stays(known_as, since=LONG_AGO),
        asked=[one.text for one in store.doorbook.questions() if one.contact in known_as],
        possible=possible_handles(about, store=store, archive=archive, here=here),
    )


def _deeds(about: Who, store: Store) -> Iterator[Deed]:
    theirs = Theirs(about)
    for entry in store.entries():
        if entry.deed is not None and entry.deed.contact in theirs and entry.deed.decision is None:
            yield entry.deed


def _came(one: Recorded) -> tuple[datetime, datetime]:
    """What was decided about one message later, such as by a gate's end, comes after the first."""
    return one.decision.event.arrival.received, one.decision.decided


def _of_message(one: Recorded) -> Moment:
    decision = one.decision
    event = decision.event
    refused = (effect for effect in one.effects if effect.status is Status.REFUSED)
    reason = next((f"{effect.do.value}: {effect.reason}" for effect in refused), decision.reason)
    return Moment(
        at=event.arrival.received,
        what=event.kind,
        text=summary(event).subject or "",
        status=_whereabouts(one),
        reason=reason,
        id=decision.id,
        theirs=True,
        closed=decision.door is Door.CLOSED,
    )


def _whereabouts(one: Recorded) -> str:
    decision = one.decision
    if decision.destination:
        moves = (effect.status for effect in one.effects if _moves(effect))
        return f"{_HOW_FAR.get(next(moves, Status.DONE), 'filed in')} {decision.destination}"
    return "stays" if decision.preserved is None else "preserved, and stays"


def _moves(effect: Effect) -> bool:
    """Whether it is what moves the message: a rule on trial asks for moves too, with a reason."""
    on_trial = effect.status is Status.WOULD and effect.reason
    return effect.do in MOVES and not on_trial


def _of_deed(deed: Deed, archive: Archive) -> Moment:
    text = ""
    if deed.act is Act.NOTED and deed.sha256 and (octets := archive.read(deed.sha256)):
        text = read_note(octets).text
    return Moment(deed.at, deed.act.value, text)


def _of_letter(one: Outgoing) -> Moment:
    what = f"{one.letter.kind.value} to {', '.join(one.letter.recipients)}"
    return Moment(
        one.created, what, one.template or "", one.stage.value, one.reason, id=one.decision
    )


def _at(moment: Moment) -> datetime:
    return moment.at
