"""What the ledger, `verify` and a dossier cost.

The figures to hold on a laptop's SSD: 1,000 deeds with their batch of 500 knocks 40 ms, verify of
100,000 entries 10 s, a dossier of 10,000 messages 30 s and 64 MB more memory than before.
"""

import gc
from datetime import timedelta
from pathlib import Path
from statistics import median
from time import perf_counter
from zoneinfo import ZoneInfo

import pytest

from screener.adapters.folder import new_folder
from screener.adapters.pdf import PdfPaper
from screener.application.doors.who import who
from screener.application.dossier.export import Order, Sources, export
from screener.application.dossier.redact import Eyes
from screener.application.record.ledger import deeds_of
from screener.application.record.theirs import Theirs
from screener.application.record.verify import verify
from screener.cli.terminal.progress import watched
from screener.domain.people.contact import Directory
from screener.domain.record.decision import Decision
from tests.benchmarks.process import tell, timed
from tests.builders import NOON
from tests.evidence import Record, a_knock, a_record

pytestmark = pytest.mark.bench

HIM = "him@example.com"
TEXT = "I only want to talk to you for a moment, and I shall come again. " * 30


def batches(record: Record, knocks: int, *, contact: str, first: int = 1) -> list[list[Decision]]:
    """Decisions about so many knocks, 500 at a time, a minute after one another."""
    made = []
    for begin in range(first, first + knocks, 500):
        some = range(begin, min(begin + 500, first + knocks))
        made.append([a_knock(record.archive, uid, contact=contact, text=TEXT) for uid in some])
        record.archive.sync()
    return made


def measure_the_ledger(record: Record) -> None:
    """What telling adds to writing down: every other batch is told."""
    told: list[float] = []
    untold: list[float] = []
    for place, batch in enumerate(batches(record, 20_000, contact="a@example.com", first=100_001)):
        began = perf_counter()
        if place % 2 == 0:
            batch = [one.model_copy(update={"preserved": None}) for one in batch]  # noqa: PLW2901
        deeds = deeds_of(batch)
        record.store.remember(batch, bookmark=None, deeds=deeds)
        (told if place % 2 else untold).append(perf_counter() - began)
    added = (median(told) - median(untold)) * 1000
    tell(f"{added:7.1f} ms to tell 500 knocks, 1,000 deeds")
    deeds = deeds_of(batches(record, 500, contact="b@example.com", first=200_001)[0])
    with timed("append 60 times 1,000 deeds"):
        for _ in range(60):
            record.store.append(deeds)
    with timed("append 100 deeds one by one"):
        for deed in deeds[:100]:
            record.store.append([deed])


def resident(which: str) -> int:
    """Memory of this process in kB: `VmRSS` now, `VmHWM` at most."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition(f"{which}:")[2].split()[0])


def measure_a_dossier(record: Record, out: Path) -> None:
    """Of 10,000 messages of 2 kB."""
    about = who(HIM, directory=Directory(), region=None)
    head = record.notary.last()
    assert head
    eyes = Eyes(Theirs(about), frozenset(), frozenset(), redact_others=True)
    order = Order(about, eyes, with_notes=False, zone=ZoneInfo("Europe/Rome"), now=NOON)
    sources = Sources(record.store, record.archive, head, record.notary.public_key)
    Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew (proc(5))
    before = resident("VmRSS")
    with timed("a dossier of 10,000 messages"), new_folder(out) as folder:
        export(
            order,
            sources,
            folder,
            paper=lambda sink, title: PdfPaper(sink, title=title),
            watched=watched,
        )
    tell(f"{(resident('VmHWM') - before) / 1024:7.1f} MB more memory at most")


def test_the_evidence(tmp_path: Path) -> None:
    """All of it, on one record."""
    with a_record(tmp_path / "state", now=NOON + timedelta(days=30)) as record:
        measure_the_ledger(record)
        for batch in batches(record, 10_000, contact=HIM):
            record.remember(batch)
        gc.collect()
        tell(f"{record.store.head().number:7} entries")
        measure_a_dossier(record, tmp_path / "dossier")
        with timed("verify all of it"):
            verdict = verify(record.store, record.archive, notary=record.notary, watched=watched)
        assert verdict.first_bad is None
