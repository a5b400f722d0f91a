"""One pass over the ledger: what of it is about the contact, and the extract to check it by."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, tzinfo
from heapq import merge
from itertools import groupby
from typing import NamedTuple

from screener.application.doors.who import Who
from screener.application.record.history import history
from screener.application.record.theirs import Theirs
from screener.domain.letters.letter import Kind
from screener.domain.record.chain import Act, Deed, Entry, seal, written
from screener.ports.folder import Sink
from screener.ports.store import Query, Recorded, Store


class Moment(NamedTuple):
    """Something that happened: a message that was decided, or a deed of its own.

    A message that was decided again (a gate let it out, a closing swept it up) is one moment: its
    first decision, with the effects of all. `sha256` is the object that the archive keeps of it.
    """

    at: datetime
    recorded: Recorded | None
    deed: Deed | None
    sha256: str | None


class Gathered:
    """What the ledger knows of the contact; small enough to stay in memory for any contact.

    `knocks` counts by day in `zone`.
    """

    def __init__(self, theirs: Theirs, zone: tzinfo) -> None:
        self._theirs = theirs
        self._zone = zone
        self._kept: dict[str, str] = {}
        self._alone: list[Deed] = []
        self.knocks: Counter[date] = Counter()

    def read(self, entries: Iterable[Entry], extract: Sink) -> None:
        """Take in the ledger, and write the extract: theirs in full, of the others the seals."""
        for entry in entries:
            if entry.deed is None:
                continue
            line: dict[str, object] = {"number": entry.number}
            line["seal"] = seal(entry.deed, entry.salt)
            line["hash"] = entry.hash
            if entry.deed.contact in self._theirs:
                line["deed"] = written(entry.deed, entry.salt)
                self._take(entry.deed)
            extract.write((json.dumps(line, ensure_ascii=False) + "\n").encode())

    def moments(self, store: Store, about: Who) -> Iterator[Moment]:
        """Everything in the order in which it happened."""
        decided = (
            self._of_message(each)
            for _, came_together in groupby(history(store, Query(), about=about), key=_received)
            for each in _by_message(came_together)
        )
        alone = [Moment(_when(deed), None, deed, deed.sha256) for deed in self._alone]
        return merge(decided, sorted(alone, key=_at), key=_at)

    def _of_message(self, decided: Sequence[Recorded]) -> Moment:
        first, *_ = again = sorted(decided, key=_decided)
        knock = any(one.decision.knock for one in again)
        decision = first.decision.model_copy(update={"knock": knock})
        effects = tuple(effect for one in again for effect in one.effects)
        kept = (self._kept.get(one.decision.id) for one in again)
        sha256 = next((each for each in kept if each is not None), None)
        return Moment(_received(first), Recorded(decision, effects), None, sha256)

    def __len__(self) -> int:
        return len(self._kept) + len(self._alone)

    def _take(self, deed: Deed) -> None:
        if _is_knock(deed):
            self.knocks[deed.at.astimezone(self._zone).date()] += 1
        if deed.act is Act.PRESERVED and deed.decision is not None and deed.sha256 is not None:
            self._kept[deed.decision] = deed.sha256
        elif _is_the_no(deed) or (deed.decision is None and not _belongs_to_another(deed)):
            self._alone.append(deed)


def _by_message(recorded: Iterable[Recorded]) -> Iterable[Sequence[Recorded]]:
    found: dict[tuple[str, str], list[Recorded]] = {}
    for one in recorded:
        arrival = one.decision.event.arrival
        found.setdefault((arrival.account, arrival.identity or one.decision.id), []).append(one)
    return found.values()


def _received(one: Recorded) -> datetime:
    return one.decision.event.arrival.received


def _decided(one: Recorded) -> datetime:
    return one.decision.decided


def _is_knock(deed: Deed) -> bool:
    if deed.act is Act.NOTED:
        return deed.detail.get("knock_at") is not None
    return deed.act is Act.RECEIVED and deed.detail.get("knock") is True


def _is_the_no(deed: Deed) -> bool:
    """Whether it is the one answer of a closing; their message itself does not tell of it."""
    return deed.detail.get("kind") == Kind.DECLINE.value


def _belongs_to_another(deed: Deed) -> bool:
    """The files of a note go with it, and tombstones with the deed that tells of all of them."""
    return "note" in deed.detail or (deed.act is Act.FORGOTTEN and deed.sha256 is not None)


def _when(deed: Deed) -> datetime:
    """When it happened; of a message that was preserved later, when it had come."""
    received = deed.detail.get("received")
    return datetime.fromisoformat(received) if isinstance(received, str) else deed.at


def _at(moment: Moment) -> datetime:
    return moment.at
