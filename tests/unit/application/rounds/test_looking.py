"""Which folders a server has is looked at now and then, and not at every round."""

from datetime import timedelta
from pathlib import Path

from screener.config.known_folders import seen_on_servers
from tests.house import a_house


def test_the_first_round_notes_what_is_there(tmp_path: Path) -> None:
    """The folders that the program itself has made are among it."""
    with a_house(tmp_path, "rules: []\n"):
        seen = seen_on_servers(tmp_path / "state", ["me"])["me"]
    assert {"INBOX", "Screener/Let in"} <= seen


def test_a_new_folder_is_known_an_hour_later(tmp_path: Path) -> None:
    """And not before: the rounds in between ask the server nothing for it."""
    with a_house(tmp_path, "rules: []\n") as house:
        house.world.make("Receipts")
        house.later(timedelta(minutes=59))
        assert "Receipts" not in seen_on_servers(tmp_path / "state", ["me"])["me"]
        house.later(timedelta(minutes=1))
        assert "Receipts" in seen_on_servers(tmp_path / "state", ["me"])["me"]


def test_a_clock_that_is_set_back_hinders_nothing(tmp_path: Path) -> None:
    """What was noted in the future is old."""
    with a_house(tmp_path, "rules: []\n") as house:
        house.world.make("Receipts")
        house.later(timedelta(days=-2))
        assert "Receipts" in seen_on_servers(tmp_path / "state", ["me"])["me"]
