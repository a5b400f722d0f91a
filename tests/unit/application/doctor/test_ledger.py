"""What the doctor says of the ledger's key."""

from pathlib import Path

from screener.adapters.keys import HEAD, KeyNotary
from screener.application.doctor.finding import Level
from screener.application.doctor.ledger import examine_ledger
from screener.errors import DiskTrouble
from screener.ports.notary import Notary
from tests.builders import NOON


def test_the_public_key_is_printed(tmp_path: Path) -> None:
    """So that it can be kept elsewhere."""
    notary = KeyNotary(tmp_path, now=NOON)
    [finding] = examine_ledger(lambda: notary)

    assert finding.level is Level.OK
    assert notary.public_key.strip() in finding.means
    assert "entry 0" in finding.found


def test_before_the_first_start_there_is_none() -> None:
    """And none is made for looking."""
    [finding] = examine_ledger(lambda: None)

    assert finding.level is Level.OK


def test_a_head_that_is_gone_is_told(tmp_path: Path) -> None:
    """With what to do."""
    notary = KeyNotary(tmp_path, now=NOON)
    (tmp_path / HEAD).unlink()
    [finding] = examine_ledger(lambda: notary)

    assert finding.level is Level.WARN
    assert "screener verify" in finding.fix


def test_a_key_that_cannot_be_used_fails() -> None:
    """Nothing could be signed."""

    def broken() -> Notary:
        raise DiskTrouble("It is no key.", advice="Bring it back.")

    [finding] = examine_ledger(broken)

    assert (finding.level, finding.found, finding.fix) == (
        Level.FAIL,
        "It is no key.",
        "Bring it back.",
    )
