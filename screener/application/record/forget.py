"""Removing what is kept of somebody: events, originals, notes, letters to them, what was learned of
them, the gates that they were in, and what is asked about them.

What stays are the entries of the ledger, which say that there was something, when, and its hash;
and a tombstone for each object, by which `verify` knows that it need not be there.
"""

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from typing import NamedTuple

from screener.application.doors.who import Who
from screener.application.record.history import history
from screener.application.record.theirs import Theirs
from screener.application.record.verify import first_need
from screener.domain.record.chain import Act, Deed, Entry
from screener.domain.record.decision import FORGOTTEN
from screener.ports.archive import Archive
from screener.ports.store import Query, Store


class Forgotten(NamedTuple):
    """How many events and archived objects are gone; `shared` objects another contact needs."""

    events: int
    objects: int
    shared: int


class _Object(NamedTuple):
    sha256: str
    contacts: tuple[str | None, ...]
    """Under which of their names it is kept still; none if it was forgotten before."""
    shared: bool


def forget(about: Who, *, store: Store, archive: Archive, now: datetime) -> Forgotten:
    """Remove it all. Raises DiskTrouble; then doing it again finishes it."""
    events = [one.decision.id for one in history(store, Query(), about=about)]
    theirs = Theirs(about)
    objects = list(_objects(store, theirs))
    tombstones = [
        Deed(Act.FORGOTTEN, now, contact=contact, sha256=one.sha256)
        for one in objects
        for contact in one.contacts
    ]
    if events or tombstones:
        detail = {"events": len(events), "objects": len(tombstones)}
        whole = Deed(Act.FORGOTTEN, now, contact=about.name, detail=detail)
        # The tombstones first: an object may be there after all, but never missing without one.
        store.forget(events, deeds=[*tombstones, whole])
    store.people.unlearn(theirs)
    store.letterbox.forget(theirs, reason=FORGOTTEN, at=now)
    store.gatebook.forget(theirs)
    store.doorbook.unask(theirs)
    gone = [one.sha256 for one in objects if not one.shared and one.sha256 in archive]
    for sha256 in gone:
        archive.remove(sha256)
    return Forgotten(len(events), len(gone), sum(one.shared for one in objects))


def _objects(store: Store, theirs: Theirs) -> Iterator[_Object]:
    """Everything that was ever kept of them."""
    for sha256, group in groupby(store.mentions(), key=lambda one: one.deed and one.deed.sha256):
        entries = [entry for entry in group if entry.deed is not None]
        their_own = [entry for entry in entries if entry.deed and entry.deed.contact in theirs]
        others = [entry for entry in entries if entry not in their_own]
        if sha256 is None or not their_own:
            continue
        yield _Object(sha256, _still(their_own), first_need(others) is not None)


def _still(entries: list[Entry]) -> tuple[str | None, ...]:
    contacts = dict.fromkeys(entry.deed.contact for entry in entries if entry.deed)
    return tuple(
        contact
        for contact in contacts
        if first_need(e for e in entries if e.deed and e.deed.contact == contact) is not None
    )
