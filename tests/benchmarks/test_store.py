"""What remembering, settling, listing and archiving cost.

The figures to hold on a laptop's SSD: 20,000 decisions in 40 calls 0.6 s, begin and settle of
2,000 effects 0.15 s, 2,000 objects of 4 kB into the archive 0.4 s.
"""

import gc
import os
from datetime import timedelta
from pathlib import Path

import pytest

from screener.adapters.archive import DirectoryArchive
from screener.adapters.store import open_store
from screener.domain.record.effect import Do, Effect, Receipt, Status
from screener.domain.record.event import Content
from screener.ports.store import Query
from tests.benchmarks.process import timed
from tests.builders import NOON, a_bookmark, a_decision, a_mail, an_arrival

pytestmark = pytest.mark.bench

LATER = NOON + timedelta(days=30)


def test_the_store(tmp_path: Path) -> None:
    """Decisions of mails of which half were read whole, each with one to two effects."""
    file, tag = Effect(do=Do.FILE, value="Filed"), Effect(do=Do.TAG, value=("seen-by-us",))
    batches = [
        [
            a_decision(
                uid,
                *((tag, file) if uid % 10 == 0 else (file,)),
                event=a_mail(
                    uid,
                    sender=f"person{uid % 3000}@example.com",
                    arrival=an_arrival(uid, identity=f"hash:{os.urandom(16).hex()}"),
                    message_id=f"<{os.urandom(12).hex()}@mail.example.com>",
                    content=Content(text="Some words. " * 40) if uid % 2 else None,
                ),
                id=os.urandom(8).hex(),
                contact=f"person{uid % 3000}@example.com",
                rule=f"rule {uid % 50}",
            )
            for uid in range(first, first + 500)
        ]
        for first in range(1, 20_001, 500)
    ]
    gc.freeze()
    with timed("opening a new database"):
        store = open_store(tmp_path / "store.db")
    with timed("remember 20,000 decisions in 40 calls"):
        for batch in batches:
            store.remember(batch, bookmark=a_bookmark(batch[-1].event.arrival.uid))
    with timed("remember the same again"):
        for batch in batches:
            store.remember(batch, bookmark=None)
    with timed("known, 40 calls of 500"):
        for batch in batches:
            store.known("me", [decision.event.arrival.identity for decision in batch])
    store.begin([1], at=LATER)
    with timed("due, 2,000 of 20,000"):
        queued = store.due("me", now=LATER, limit=2_000)
    with timed("begin and settle 2,000 effects"):
        store.begin([each.id for each in queued], at=LATER)
        store.settle(
            [
                Receipt(effect=each.id, status=Status.DONE, at=LATER, landed_uid=each.uid)
                for each in queued
            ]
        )
    with timed("log of 20,000 decisions"):
        assert sum(1 for _ in store.decisions(Query())) == 20_000
    with timed("log of one person, 100 times"):
        for number in range(100):
            list(store.decisions(Query(contact=f"person{number}@example.com")))
    with timed("knocks"):
        store.knocks()
    store.close()
    with timed("opening it again"):
        open_store(tmp_path / "store.db").close()


def test_the_archive(tmp_path: Path) -> None:
    """Objects of 4 kB, none there before, then the same again."""
    archive = DirectoryArchive(tmp_path / "archive", now=LATER)
    objects = [os.urandom(4096) for _ in range(2_000)]
    for what in ("put and sync 2,000 objects", "the same again"):
        with timed(what):
            with timed("  of which put"):
                for each in objects:
                    archive.put([each])
            archive.sync()
