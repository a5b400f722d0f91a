"""What was last seen of an account's folders: the file and its twin in memory."""

from datetime import timedelta
from pathlib import Path

import pytest

from screener.adapters.memory.known_folders import MemoryFolderNotes
from screener.config.known_folders import FolderNotes, seen_on_servers
from screener.ports.known_folders import KnownFolders
from tests.builders import NOON


@pytest.fixture(params=["file", "memory"])
def notes(request: pytest.FixtureRequest, tmp_path: Path) -> KnownFolders:
    """Nothing is known yet."""
    return MemoryFolderNotes() if request.param == "memory" else FolderNotes(tmp_path, "me")


def test_it_is_known_when_somebody_looked(notes: KnownFolders) -> None:
    """Never at first; then the last time."""
    assert notes.looked() is None
    notes.note(["INBOX"], at=NOON)
    notes.note(["INBOX", "Receipts"], at=NOON + timedelta(hours=1))
    assert notes.looked() == NOON + timedelta(hours=1)


@pytest.mark.parametrize("account", ["me", "../me", "über/uns", "a.b c"])
def test_each_account_has_a_file_of_its_own(account: str, tmp_path: Path) -> None:
    """Whatever it is called; another program finds in it what was noted."""
    FolderNotes(tmp_path, account).note(["Größe", "INBOX"], at=NOON)
    assert seen_on_servers(tmp_path, [account, "other"]) == {account: frozenset({"Größe", "INBOX"})}
    assert len(list((tmp_path / "folders").iterdir())) == 1


@pytest.mark.parametrize("text", ["", "{}", '{"at": "x"}', "[1]", "\xff"])
def test_a_file_that_cannot_be_read_is_as_good_as_none(text: str, tmp_path: Path) -> None:
    """Nothing depends on it."""
    notes = FolderNotes(tmp_path, "me")
    notes.note(["INBOX"], at=NOON)
    (tmp_path / "folders" / "me.json").write_text(text, "latin-1")
    assert notes.looked() is None
    assert seen_on_servers(tmp_path, ["me"]) == {}


def test_no_state_directory_is_made_for_it(tmp_path: Path) -> None:
    """Whoever only looks around leaves nothing behind."""
    FolderNotes(tmp_path / "state", "me").note(["INBOX"], at=NOON)
    assert list(tmp_path.iterdir()) == []
