"""`verify`: each kind of tampering is found, and what the program does itself is none."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from screener.adapters.keys import HEAD, KEY, KeyNotary
from screener.application.record.verify import NOTHING_KEPT, Verdict, verify
from screener.cli.terminal.progress import watched
from screener.domain.record.chain import NOTHING_YET, Act, Head, linked
from tests.builders import NOON
from tests.evidence import Record, a_record


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    """Five knocks, ten entries, signed."""
    with a_record(tmp_path) as record:
        for uid in range(1, 6):
            record.knock(uid)
        yield record


def verdict(record: Record, *kept: Head) -> Verdict:
    """What `verify` finds."""
    return verify(record.store, record.archive, notary=record.notary, kept=kept, watched=watched)


def first_bad(record: Record, *kept: Head) -> tuple[int, str]:
    """The entry that does not fit, and why."""
    found = verdict(record, *kept).first_bad
    assert found
    return found.number, found.why


def tamper(state: Path, *statements: str) -> None:
    """Change the database as somebody would who knows how to."""
    with closing(sqlite3.connect(state / "screener.sqlite3")) as connection, connection:
        for trigger in ("no_update", "no_delete", "in_order"):
            connection.execute(f"DROP TRIGGER IF EXISTS ledger_{trigger}")
        for statement in statements:
            connection.execute(statement)


def rewrite(state: Path, record: Record, number: int) -> None:
    """Make a new ledger of the same deeds, one of them changed, with all the hashes right."""
    told = [(e.deed, e.salt) for e in record.store.entries() if e.deed]
    deed, salt = told[number - 1]
    told[number - 1] = (deed._replace(contact="her@example.com"), salt)
    tamper(
        state,
        f"UPDATE ledger SET contact = 'her@example.com' WHERE number = {number}",  # noqa: S608
        *(
            f"UPDATE ledger SET hash = '{entry.hash}' WHERE number = {entry.number}"  # noqa: S608
            for entry in linked(NOTHING_YET, told)
        ),
    )


def test_what_nobody_changed_is_fine(record: Record) -> None:
    """All entries and all objects are counted."""
    found = verdict(record)

    assert (found.entries, found.objects, found.ok) == (10, 5, True)
    assert found.head == record.store.head()


def test_an_empty_record_is_fine(tmp_path: Path) -> None:
    """With a key, and without."""
    with a_record(tmp_path) as record:
        assert verdict(record) == NOTHING_KEPT
        assert verdict(record._replace(notary=None)) == NOTHING_KEPT  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "change",
    [
        "contact = 'her@example.com'",
        "act = 'filed'",
        "act = 'nothing we know'",
        "at = at + 1",
        "at = 'noon'",
        "sha256 = NULL",
        "decision = 'd9'",
        "detail = '[]'",
        "detail = 'what?'",
        "detail = X'00ff'",
        "salt = '00'",
        "hash = substr(hash, 2) || 'f'",
    ],
)
def test_an_edited_entry_is_found(record: Record, tmp_path: Path, change: str) -> None:
    """Whatever of it was edited, and whatever was written there."""
    tamper(tmp_path, f"UPDATE ledger SET {change} WHERE number = 4")  # noqa: S608 - on purpose
    number, why = first_bad(record)

    assert (number, why) == (4, "it is not what was written, or not in its place")


def test_a_removed_entry_is_found(record: Record, tmp_path: Path) -> None:
    """The first that is missing is named."""
    tamper(tmp_path, "DELETE FROM ledger WHERE number IN (4, 5)")

    assert first_bad(record) == (4, "entry 4 is missing")


def test_a_gap_that_was_closed_is_found(record: Record, tmp_path: Path) -> None:
    """The numbers fit again, the hashes do not."""
    tamper(
        tmp_path,
        "DELETE FROM ledger WHERE number = 4",
        "UPDATE ledger SET number = -(number - 1) WHERE number > 4",
        "UPDATE ledger SET number = -number WHERE number < 0",
    )

    assert first_bad(record)[0] == 4


def test_entries_that_changed_places_are_found(record: Record, tmp_path: Path) -> None:
    """The first of them is named."""
    tamper(
        tmp_path,
        "UPDATE ledger SET number = -5 WHERE number = 4",
        "UPDATE ledger SET number = 4 WHERE number = 5",
        "UPDATE ledger SET number = 5 WHERE number = -5",
    )

    assert first_bad(record)[0] == 4


def test_a_tail_that_was_cut_off_is_found(record: Record, tmp_path: Path) -> None:
    """By the last head that was signed here."""
    tamper(tmp_path, "DELETE FROM ledger WHERE number > 8", "DELETE FROM decisions")

    assert first_bad(record) == (9, "the end is missing from here on: there was a head 10")


def test_a_ledger_that_was_emptied_is_found(record: Record, tmp_path: Path) -> None:
    """Nothing is left that could not fit."""
    tamper(tmp_path, "DELETE FROM ledger", "DELETE FROM effects", "DELETE FROM decisions")

    assert first_bad(record)[0] == 1


def test_a_ledger_that_was_written_anew_is_found(record: Record, tmp_path: Path) -> None:
    """Every hash fits the one before, but not the head that was signed."""
    rewrite(tmp_path, record, 4)

    assert first_bad(record)[0] == 10


def test_a_head_that_was_kept_elsewhere_finds_more(record: Record, tmp_path: Path) -> None:
    """Even when the machine's own head was forged with its key."""
    kept = record.store.head()
    rewrite(tmp_path, record, 4)
    (tmp_path / HEAD).unlink()
    (tmp_path / KEY).unlink()
    forged = record._replace(notary=KeyNotary(tmp_path, now=NOON))
    forged.sign()

    assert verdict(forged).ok
    assert first_bad(forged, kept)[0] == 10
    assert first_bad(forged, Head(12, "ab" * 32))[0] == 11


def test_a_ledger_that_does_not_go_on_is_never_signed_over(record: Record, tmp_path: Path) -> None:
    """So what was cut off stays known, whatever is told after."""
    before = record.notary.last()
    tamper(tmp_path, "DELETE FROM ledger WHERE number > 8", "DELETE FROM decisions WHERE uid > 4")
    for uid in range(10, 15):
        record.knock(uid)

    assert record.notary.last() == before
    assert first_bad(record)[0] == 10


def test_an_original_that_was_changed_is_found(record: Record, tmp_path: Path) -> None:
    """The entry that preserved it is named, and the object."""
    entries = [e for e in record.store.entries() if e.deed and e.deed.act is Act.PRESERVED]
    entry = entries[2]
    assert entry.deed
    assert entry.deed.sha256
    name = entry.deed.sha256
    (tmp_path / "archive" / name[:2] / name[2:]).write_bytes(b"Subject: Nothing\r\n\r\n")
    found = verdict(record).first_bad

    assert found
    assert (found.number, found.sha256) == (entry.number, name)
    assert found.why == "what it preserved was changed in the archive"


def test_an_original_that_was_removed_is_found(record: Record) -> None:
    """The first of them is named, in the order of the ledger."""
    preserved = [e for e in record.store.entries() if e.deed and e.deed.act is Act.PRESERVED]
    for entry in preserved[1:3]:
        assert entry.deed
        record.archive.remove(str(entry.deed.sha256))

    assert first_bad(record) == (
        preserved[1].number,
        "what it preserved is not in the archive any more",
    )


def test_a_decision_that_was_given_another_original_is_found(
    record: Record, tmp_path: Path
) -> None:
    """The ledger knows which one is its own."""
    tamper(
        tmp_path,
        "UPDATE decisions SET preserved = (SELECT preserved FROM decisions WHERE id = 'd2')"
        " WHERE id = 'd1'",
    )
    found = verdict(record).first_bad

    assert found
    assert "decision d1" in found.why


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda _: None, "the head that was signed last is gone"),
        (lambda told: told | {"head": "7:" + "ab" * 32}, "bears no signature of this key"),
        (lambda told: told | {"signature": "00" * 64}, "bears no signature of this key"),
        (lambda told: told | {"signature": "?"}, "the head that was signed last is gone"),
    ],
    ids=["removed", "another head", "another signature", "no signature"],
)
def test_a_signed_head_that_is_not_ours_is_found(
    record: Record, tmp_path: Path, change: object, why: str
) -> None:
    """Gone or forged."""
    assert callable(change)
    told = change(json.loads((tmp_path / HEAD).read_text()))
    (tmp_path / HEAD).write_text(json.dumps(told)) if told else (tmp_path / HEAD).unlink()

    assert why in first_bad(record)[1]


def test_a_key_that_is_gone_is_found(record: Record) -> None:
    """There are entries, so there was one."""
    found = verdict(record._replace(notary=None)).first_bad  # type: ignore[arg-type]

    assert found
    assert found.why == "the key that signed the ledger is gone"
