"""What was decided, for people who ask: about everybody, or about one person."""

from collections.abc import Iterator
from heapq import merge
from itertools import groupby

from screener.application.doors.who import Who
from screener.domain.people.handle import Handle, Kind
from screener.domain.people.handle_index import HandleIndex
from screener.domain.record.summary import summary
from screener.ports.store import Query, Recorded, Store

_ONE_MAILBOX = frozenset({Kind.ADDRESS, Kind.NUMBER, Kind.ANONYMOUS})


def history(store: Store, query: Query, *, about: Who | None = None) -> Iterator[Recorded]:
    """Decisions, oldest first; `about` somebody means under their name and all of their handles."""
    if about is None:
        return store.decisions(query)
    if all(handle.kind in _ONE_MAILBOX for handle in about.handles):
        return _under_each_name(store, query, about)
    theirs = HandleIndex((handle, handle) for handle in about.handles)
    return (one for one in store.decisions(query) if _is_about(one, about, theirs))


def _under_each_name(store: Store, query: Query, about: Who) -> Iterator[Recorded]:
    """What was decided before the user gave somebody a name stands under the handle."""
    names = {about.name, *(handle.key for handle in about.handles)}
    found = (store.decisions(query._replace(contact=name)) for name in sorted(names))
    for _, same in groupby(merge(*found, key=_age), key=_age):
        yield next(same)


def _age(one: Recorded) -> tuple[object, str]:
    return one.decision.event.arrival.received, one.decision.id


def _is_about(one: Recorded, about: Who, theirs: HandleIndex[Handle]) -> bool:
    handle = summary(one.decision.event).from_handle
    return one.decision.contact == about.name or (handle is not None and _covers(theirs, handle))


def _covers(theirs: HandleIndex[Handle], handle: str) -> bool:
    if "@" in handle:
        return theirs.address(handle) is not None
    return theirs.caller(handle, withheld=False) is not None
