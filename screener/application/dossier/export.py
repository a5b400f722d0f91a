"""Making a dossier: one pass over the ledger, one over the moments, each original once.

Names of files are made of numbers, dates and hashes, and never of anything that a stranger wrote.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from datetime import datetime, tzinfo
from itertools import takewhile
from pathlib import PurePath
from typing import NamedTuple

from screener.application.doors.who import Who
from screener.application.dossier.audio import Recordings
from screener.application.dossier.gather import Gathered
from screener.application.dossier.how_to_verify import how_to_verify
from screener.application.dossier.item import Item, doubt, tell
from screener.application.dossier.page import Page
from screener.application.dossier.picture import picture
from screener.application.dossier.redact import Eyes, legible
from screener.application.dossier.sheet import Sheet
from screener.application.record.likeness import Here, possible_handles
from screener.application.record.verify import Watched
from screener.domain.doors.likeness import SAID_OF
from screener.domain.doors.swept import Whose
from screener.domain.record.chain import SignedHead
from screener.domain.record.decision import Door
from screener.ports.archive import Archive
from screener.ports.decoder import Decoder
from screener.ports.folder import Folder, Sink
from screener.ports.paper import Paper
from screener.ports.store import Store

READ_ME = (
    "A knock is whatever came after the door was closed, that is, after the recipient had decided"
    " to take nothing more from this contact. Each original is beside this page, as it came."
    " HOW-TO-VERIFY.txt says how to check it."
)

CLAIM = (
    "This shows what was kept, and lets anybody find out whether it was changed later."
    " It claims no more."
)


_FOLDERS = {Whose.THEIRS: "originals", Whose.YOURS: "yours", Whose.OTHERS: "others"}


class Order(NamedTuple):
    """What kind of dossier is wanted, and by which clock it tells the time.

    `region` (ISO 3166) completes telephone numbers.
    """

    about: Who
    eyes: Eyes
    with_notes: bool
    zone: tzinfo
    now: datetime
    region: str | None = None


class Sources(NamedTuple):
    """Where it comes from; `head` is the signed end of the ledger.

    `decoder` is None where no program is installed that understands recordings.
    """

    store: Store
    archive: Archive
    head: SignedHead
    public_key: str
    decoder: Decoder | None = None


def export(
    order: Order,
    sources: Sources,
    folder: Folder,
    *,
    paper: Callable[[Sink, str], Paper],
    watched: Watched,
) -> int:
    """Fill the folder; how many items the timeline has. Raises DiskTrouble."""
    gathered = _ledger(order, sources, folder, watched)
    title = f"Dossier: {legible(order.about.name)}"
    moments = gathered.moments(sources.store, order.about)
    recordings = Recordings(folder, sources.decoder)
    count = 0
    with ExitStack() as opened:
        page = Page(opened.enter_context(folder.file("timeline.html")))
        sheet = Sheet(paper(opened.enter_context(folder.file("timeline.pdf")), title))
        for writer in (page, sheet):
            writer.begin(title, list(_top(order, sources)), READ_ME, picture(gathered.knocks))
        for moment in watched(moments, label="messages", length=len(gathered)):
            count += 1
            octets = sources.archive.read(moment.sha256) if moment.sha256 else None
            item = tell(moment, octets, order.eyes)
            stem = f"{count:05}-{moment.at:%Y%m%dT%H%M%SZ}"
            files = list(_Files(stem, moment.sha256, folder).keep(item, octets, sources.archive))
            if item.records and octets is not None:
                files += recordings.keep(stem, octets)
            heading = f"{count}. {_local(moment.at, order.zone)} · {item.heading}"
            for writer in (page, sheet):
                writer.add(heading, item, files)
        for writer in (page, sheet):
            writer.end(CLAIM)
    return count


def safe_name(text: str) -> str:
    """Some of the text that is harmless in the name of a file, at most 60 characters."""
    return re.sub(r"[^A-Za-z0-9]+", "-", text).strip("-")[:60] or "contact"


def _ledger(order: Order, sources: Sources, folder: Folder, watched: Watched) -> Gathered:
    """The extract of the ledger with its head and key; and what it tells."""
    head, gathered = sources.head, Gathered(order.eyes.theirs, order.zone)
    up_to_head = takewhile(lambda e: e.number <= head.head.number, sources.store.entries())
    with folder.file("ledger/ledger.jsonl") as extract:
        gathered.read(watched(up_to_head, label="ledger", length=head.head.number), extract)
    folder.add("ledger/head.txt", head.text)
    folder.add("ledger/head.sig", head.signature)
    folder.add("ledger/key.pem", sources.public_key.encode())
    folder.add("HOW-TO-VERIFY.txt", how_to_verify(sources.public_key))
    return gathered


def _top(order: Order, sources: Sources) -> Iterator[tuple[str, str]]:
    """What is known of the contact; the user's own words only if that was asked for."""
    about, entry = order.about, order.about.entry
    yield "Known by", ", ".join(legible(handle.shown) for handle in about.handles)
    door = about.door_at(order.now.astimezone(order.zone).date())
    since = f" since {entry.since}" if entry and entry.since and door is Door.CLOSED else ""
    yield "Door", f"{door.value}{since}"
    if entry is not None and entry.declined:
        yield "Was told no", entry.declined.isoformat()
    if order.with_notes and entry is not None:
        private = (("Notes", entry.notes), ("For those at the desk", entry.brief))
        yield from ((label, legible(words)) for label, words in private if words)
    if order.with_notes:
        yield from _possible(order, sources)
    yield "Made", _local(order.now, order.zone)
    yield "Head of the ledger", str(sources.head.head)


def _possible(order: Order, sources: Sources) -> Iterator[tuple[str, str]]:
    """Other handles that may be theirs, and what speaks for it; it proves nothing."""
    here = Here(order.region, order.zone, order.now.astimezone(order.zone).date())
    for one in possible_handles(
        order.about, store=sources.store, archive=sources.archive, here=here
    ):
        signs = "; ".join(f"{SAID_OF[mark.sign]}: {mark.value}" for mark in one.marks)
        yield "Possible other handle", order.eyes.text(f"{one.handle} ({signs})")


class _Files:
    """Where the objects of one moment go."""

    def __init__(self, stem: str, sha256: str | None, folder: Folder) -> None:
        self._stem = stem
        self._sha256 = sha256
        self._folder = folder

    def keep(self, item: Item, octets: bytes | None, archive: Archive) -> Sequence[tuple[str, str]]:
        """Write them; what the timeline says of them."""
        if self._sha256 is None:
            return ()
        where = "notes" if item.note else _FOLDERS[item.whose]
        ending = "json" if item.note else "eml"
        kept = [self._put("Original", where, ending, octets, self._sha256)]
        for place, one in enumerate(item.note.attached if item.note else (), start=1):
            ending = f"{place}{PurePath(safe_ending(one.name)).suffix}"
            again = archive.read(one.sha256)
            kept.append(self._put(legible(one.name), where, ending, again, one.sha256))
        return [fact for facts in kept for fact in facts]

    def _put(
        self, label: str, where: str, ending: str, octets: bytes | None, sha256: str
    ) -> Sequence[tuple[str, str]]:
        wrong = doubt(octets, sha256)
        facts = [("SHA-256", f"{sha256} ({wrong})" if wrong else sha256)]
        if octets is None:
            return facts
        name = f"{where}/{self._stem}-{sha256[:12]}.{ending}"
        self._folder.add(name, octets)
        return [(label, name), *facts]


def safe_ending(name: str) -> str:
    """The name with nothing but what is harmless in an ending."""
    return re.sub(r"[^A-Za-z0-9.]", "", name)[-16:]


def _local(at: datetime, zone: tzinfo) -> str:
    return at.astimezone(zone).isoformat(sep=" ", timespec="minutes")
