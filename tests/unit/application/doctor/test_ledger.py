"""What the doctor says of the ledger's key."""

from pathlib import Path

import pytest

from screener.adapters.keys import HEAD, KeyNotary
from screener.application.doctor.finding import Level
from screener.application.doctor.ledger import examine_commands, examine_ledger
from screener.domain.record.chain import Head
from screener.errors import DiskTrouble
from screener.ports.notary import Notary
from tests.builders import NOON


def in_no_database(number: int) -> str | None:
    """No entry has a hash."""
    del number
    return None


def test_the_public_key_is_printed(tmp_path: Path) -> None:
    """So that it can be kept elsewhere."""
    notary = KeyNotary(tmp_path, now=NOON)
    [finding] = examine_ledger(lambda: notary, in_no_database)

    assert finding.level is Level.OK
    assert notary.public_key.strip() in finding.means
    assert "entry 0" in finding.found


@pytest.mark.parametrize(
    ("there", "level"),
    [({7: "ab" * 32}, Level.OK), ({7: "cd" * 32}, Level.WARN), ({}, Level.WARN)],
    ids=["the database", "another", "an empty one"],
)
def test_the_database_must_hold_what_was_signed(
    tmp_path: Path, there: dict[int, str], level: Level
) -> None:
    """Or it was lost, which the rest of the doctor's findings do not show."""
    notary = KeyNotary(tmp_path, now=NOON)
    notary.sign(Head(7, "ab" * 32), at=NOON)
    [finding] = examine_ledger(lambda: notary, there.get)

    assert finding.level is level
    assert ("start with an empty one" in finding.fix) == (level is Level.WARN)


def test_a_database_that_cannot_be_read_is_told_elsewhere(tmp_path: Path) -> None:
    """As one that does not open."""
    notary = KeyNotary(tmp_path, now=NOON)
    notary.sign(Head(7, "ab" * 32), at=NOON)

    def unreadable(number: int) -> str | None:
        raise DiskTrouble(f"Entry {number} cannot be read.")

    assert list(examine_ledger(lambda: notary, unreadable)) == []


def test_before_the_first_start_there_is_none() -> None:
    """And none is made for looking."""
    [finding] = examine_ledger(lambda: None, in_no_database)

    assert finding.level is Level.OK


def test_a_key_that_is_gone_is_not_taken_for_none_that_ever_was() -> None:
    """There are entries that it signed."""
    [finding] = examine_ledger(lambda: None, {1: "ab" * 32}.get)

    assert finding.level is Level.WARN
    assert "`ledger.key`" in finding.fix


def test_a_head_that_is_gone_is_told(tmp_path: Path) -> None:
    """With what to do."""
    notary = KeyNotary(tmp_path, now=NOON)
    (tmp_path / HEAD).unlink()
    [finding] = examine_ledger(lambda: notary, in_no_database)

    assert finding.level is Level.WARN
    assert "screener verify" in finding.fix


def test_a_key_that_cannot_be_used_fails() -> None:
    """Nothing could be signed."""

    def broken() -> Notary:
        raise DiskTrouble("It is no key.", advice="Bring it back.")

    [finding] = examine_ledger(broken, in_no_database)

    assert (finding.level, finding.found, finding.fix) == (
        Level.FAIL,
        "It is no key.",
        "Bring it back.",
    )


def test_a_secret_of_commands_that_cannot_be_used_fails() -> None:
    """Each round wants it."""

    def broken() -> None:
        raise DiskTrouble("It is no key.", advice="Bring it back.")

    [finding] = examine_commands(broken)

    assert (finding.check, finding.level, finding.fix) == ("commands", Level.FAIL, "Bring it back.")
    assert list(examine_commands(lambda: None)) == []
