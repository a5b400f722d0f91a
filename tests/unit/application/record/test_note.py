"""Notes: what happened elsewhere, in the same record."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from screener.application.doors.who import Who, who
from screener.application.record.note import Attached, Channel, Note, read_note, take_note
from screener.domain.people.contact import Contact, Directory
from screener.domain.people.handle import parse_handle
from screener.domain.record.chain import Act, Deed
from screener.domain.record.decision import Door
from screener.ports.store import Knocks
from tests.builders import NOON
from tests.evidence import Record, a_record

ROME = ZoneInfo("Europe/Rome")


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    """An empty one."""
    with a_record(tmp_path) as record:
        yield record


def him(door: Door, since: date | None = None) -> Who:
    """Somebody with that door."""
    handle = parse_handle("him@example.com", region=None)
    contact = Contact(name="Him", handles=(handle,), door=door, since=since)
    return who("Him", directory=Directory([contact]), region=None)


def noted(
    record: Record, about: Who, *files: tuple[str, bytes], told_no: bool = False
) -> tuple[bool, Sequence[Deed]]:
    """Take a note at noon; whether it was a knock, and what the ledger tells."""
    knocked = take_note(
        Note(NOON, "Er stand an der Tür.", Channel.CALL, told_no),
        about=about,
        zone=ROME,
        files=((name, iter([octets])) for name, octets in files),
        store=record.store,
        archive=record.archive,
    )
    return knocked, [entry.deed for entry in record.store.entries() if entry.deed]


def test_the_words_are_in_the_archive_and_only_their_hash_in_the_ledger(record: Record) -> None:
    """So that they can be forgotten."""
    _, [deed] = noted(record, him(Door.OPEN), told_no=True)

    assert deed == Deed(
        Act.NOTED,
        NOON,
        contact="Him",
        sha256=deed.sha256,
        detail={"channel": "call", "told_no": True, "knock_at": None},
    )
    octets = record.archive.read(str(deed.sha256))
    assert octets
    assert read_note(octets) == Note(NOON, "Er stand an der Tür.", Channel.CALL, True, [])


def test_files_are_kept_with_it(record: Record) -> None:
    """Each as an object of its own, under no folder that its name might tell of."""
    _, [kept, deed] = noted(record, him(Door.OPEN), ("../../photo.jpg", b"\xff\xd8"))
    octets = record.archive.read(str(deed.sha256))
    assert octets
    [attached] = read_note(octets).attached

    assert attached == Attached("photo.jpg", str(kept.sha256), 2)
    assert record.archive.read(attached.sha256) == b"\xff\xd8"
    assert (kept.act, kept.detail) == (Act.PRESERVED, {"note": deed.sha256})


def test_at_a_closed_door_it_is_a_knock(record: Record) -> None:
    """And counted with the others."""
    knocked, _ = noted(record, him(Door.CLOSED, since=date(2026, 11, 20)))

    assert knocked
    assert record.store.knocks() == (Knocks("Him", 1, NOON),)


@pytest.mark.parametrize(
    "about",
    [him(Door.OPEN), him(Door.WELCOME), him(Door.CLOSED, since=date(2026, 11, 21))],
    ids=["open", "welcome", "closed only later"],
)
def test_at_another_door_it_is_none(record: Record, about: Who) -> None:
    """What happened before a door was closed did not happen at a closed door."""
    knocked, _ = noted(record, about)

    assert not knocked
    assert record.store.knocks() == ()


def test_the_same_note_twice_is_two_entries(record: Record) -> None:
    """They may well have called twice."""
    noted(record, him(Door.OPEN))
    _, deeds = noted(record, him(Door.OPEN))

    assert len(deeds) == 2
    assert deeds[0].at - deeds[1].at == timedelta(0)
