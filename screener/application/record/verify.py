"""Whether the ledger, the archive and the decisions are what they were: everything recomputed.

A chain cannot tell that its end is missing. So the end is compared with the last head that was
signed here, and with a head that the user kept elsewhere.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from itertools import groupby
from typing import NamedTuple, Protocol, TypeVar

from screener.domain.record.chain import NOTHING_YET, Act, Entry, Head, misfit
from screener.ports.archive import Archive
from screener.ports.notary import Notary
from screener.ports.store import Store

_T = TypeVar("_T")


class Bad(NamedTuple):
    """What does not fit, for people; the number of the entry, and the object if it is one."""

    number: int
    why: str
    sha256: str | None = None


class Verdict(NamedTuple):
    """How many entries and objects were checked, the head, and the first thing that is wrong."""

    entries: int
    objects: int
    head: Head
    first_bad: Bad | None

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return self.first_bad is None


NOTHING_KEPT = Verdict(0, 0, NOTHING_YET, None)


class Watched(Protocol):
    """Shows how far one is with things of which there are about `length`."""

    def __call__(self, things: Iterable[_T], /, *, label: str, length: int) -> Iterator[_T]:
        """The same things."""
        ...


def verify(
    store: Store,
    archive: Archive,
    *,
    notary: Notary | None,
    kept: Sequence[Head] = (),
    watched: Watched,
) -> Verdict:
    """Check it all, bounded in memory. `kept` are heads that the user knows from elsewhere.

    `notary` is None where no key was ever made.
    """
    # Before the ledger is read, which may grow meanwhile.
    signed, known = _signed_heads(notary)
    length = store.head().number
    chain = _Chain([*kept, *known])
    for entry in watched(store.entries(), label="ledger", length=length):
        chain.take(entry)
    objects, wrong = _check_objects(store, archive, watched, length=chain.mentions)
    found = [*signed, *chain.findings(), *wrong, *_of_decisions(store)]
    if notary is None and chain.entries:
        found.append(Bad(1, "the key that signed the ledger is gone"))
    return Verdict(chain.entries, objects, chain.head, min(found, default=None, key=_number))


def without_database(notary: Notary | None, *, kept: Sequence[Head] = ()) -> Verdict:
    """What is to be said where there is no database: all is well if there never was one."""
    wrong, known = _signed_heads(notary)
    lost = max((head for head in (*kept, *known) if head != NOTHING_YET), default=None)
    if lost is not None:
        wrong = [Bad(1, f"there is no database, and there was a head {lost}")]
    return NOTHING_KEPT._replace(first_bad=wrong[0] if wrong else None)


class _Chain:
    """The ledger as it goes by; after the first entry that does not fit, the rest is counted."""

    def __init__(self, known: Sequence[Head]) -> None:
        self.head = NOTHING_YET
        self.entries = 0
        self.mentions = 0
        self._bad: list[Bad] = []
        self._known: defaultdict[int, set[str]] = defaultdict(set)
        for number, digest in known:
            self._known[number].add(digest)
        self._compare(NOTHING_YET)

    def take(self, entry: Entry) -> None:
        self.entries += 1
        self.mentions += entry.deed is not None and entry.deed.sha256 is not None
        if self._bad:
            return
        why = misfit(self.head, entry)
        if why is not None:
            self._bad.append(Bad(min(entry.number, self.head.number + 1), why))
            return
        self.head = Head(entry.number, entry.hash)
        self._compare(self.head)

    def findings(self) -> Iterator[Bad]:
        """What is wrong, once all entries went by."""
        yield from self._bad
        if self._known and not self._bad:
            last = max(self._known)
            why = f"the end is missing from here on: there was a head {last}"
            yield Bad(self.head.number + 1, why)

    def _compare(self, head: Head) -> None:
        known = self._known.pop(head.number, set())
        if known - {head.hash}:
            why = "it is another than the one whose head was signed or kept; so all up to it may be"
            self._bad.append(Bad(head.number, why))


def _signed_heads(notary: Notary | None) -> tuple[list[Bad], list[Head]]:
    if notary is None:
        return [], []
    last = notary.last()
    if last is None:
        return [Bad(1, "the head that was signed last is gone")], []
    if not notary.has_signed(last):
        return [Bad(last.head.number, "the last head bears no signature of this key")], []
    return [], [last.head]


def _check_objects(
    store: Store, archive: Archive, watched: Watched, *, length: int
) -> tuple[int, list[Bad]]:
    """Read every object that must be there, once."""
    checked = 0
    first: Bad | None = None
    mentions = watched(store.mentions(), label="archive", length=length)
    for name, entries in groupby(mentions, key=lambda entry: entry.deed and entry.deed.sha256):
        number = first_need(entries)
        if name is None or number is None:
            continue
        checked += 1
        why = _wrong_with(name, archive)
        if why is not None and (first is None or number < first.number):
            first = Bad(number, why, name)
    return checked, [first] if first else []


def first_need(entries: Iterable[Entry]) -> int | None:
    """The first entry that needs the object which all of them name; None if it was forgotten.

    It is needed as long as one contact has it who was not forgotten afterwards.
    """
    needs: dict[str | None, int] = {}
    for entry in entries:
        if entry.deed is None:
            continue
        if entry.deed.act is Act.FORGOTTEN:
            needs.pop(entry.deed.contact, None)
        else:
            needs.setdefault(entry.deed.contact, entry.number)
    return min(needs.values(), default=None)


def _wrong_with(name: str, archive: Archive) -> str | None:
    octets = archive.read(name)
    if octets is None:
        return "what it preserved is not in the archive any more"
    if sha256(octets).hexdigest() != name:
        return "what it preserved was changed in the archive"
    return None


def _of_decisions(store: Store) -> Iterator[Bad]:
    decision = store.unrecorded()
    if decision is not None:
        why = f"decision {decision} names an object that the ledger does not know as its own"
        yield Bad(store.head().number + 1, why)


def _number(bad: Bad) -> int:
    return bad.number
