"""Taking back what the user's own word on a door had moved."""

from datetime import timedelta
from pathlib import Path

import pytest

from screener.application.undo import ask_to_undo
from tests.house import POLL, a_house


@pytest.mark.parametrize(
    ("folder", "lies_in"),
    [("Screener/Close the door", "Screened/Closed"), ("Screener/Let in", "INBOX")],
)
def test_what_was_in_a_training_folder_comes_back_to_the_inbox(
    tmp_path: Path, folder: str, lies_in: str
) -> None:
    """Not into that folder, where nobody would see it again; and there it stays."""
    with a_house(tmp_path, "") as house:
        raw = house.writes(subject="Lunch?")
        house.world.folders["INBOX"].messages.clear()
        house.world.deliver(raw, folder=folder, received=house.clock.now())
        house.later(POLL)
        assert house.lying_in(lies_in) == ["Lunch?"]

        since = house.clock.now() - timedelta(hours=1)
        wanted = house.store.undoings.find(decision=None, since=since, rule=None)
        ask_to_undo(house.store, wanted, at=house.clock.now())
        for _ in range(3):
            house.later(POLL)
            assert house.lying_in("INBOX") == ["Lunch?"]
            assert house.lying_in(folder) == house.lying_in("Screened/Closed") == []
