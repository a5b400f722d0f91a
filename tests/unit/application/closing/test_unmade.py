"""A training folder that the server will not make."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from screener.adapters.memory.mailbox import MemoryMailbox
from screener.domain.record.question import Asks
from screener.errors import ServerRefused
from tests.house import POLL, House, a_house

FOLDER = "Screener/Let in"


class Stubborn(MemoryMailbox):
    """It counts how often it was asked to make a folder, and refuses as long as it is `firm`."""

    asked = 0
    firm = True

    def ensure_folder(self, folder: str) -> None:
        """One more."""
        self.asked += 1
        if self.firm:
            raise ServerRefused("Permission denied.")
        super().ensure_folder(folder)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """One of whose training folders is not there any more."""
    with a_house(tmp_path, "") as house:
        del house.world.folders[FOLDER]
        yield house


def test_it_is_asked_for_ever_more_seldom(house: House) -> None:
    """Over any number of connections; the other folders are there."""
    asked = 0
    for _ in range(2 * 24 * 12):
        house.go_on_over(mailbox := Stubborn(house.world))
        house.later(POLL)
        asked += mailbox.asked
    assert asked == 5
    assert "Screener/Close the door" in house.world.folders


def test_it_is_told_once(house: House) -> None:
    """In the digest, with what the server said and what can be done."""
    house.go_on_over(Stubborn(house.world))
    for _ in range(50):
        house.later(POLL)
    told = [one.text for one in house.store.doorbook.questions() if one.kind is Asks.REFUSED]
    assert len(told) == 1
    assert f"would not make the folder `{FOLDER}` (Permission denied)" in told[0]


def test_once_it_can_be_made_it_is(house: House) -> None:
    """And what comes later begins anew."""
    house.go_on_over(mailbox := Stubborn(house.world))
    house.later(POLL)
    mailbox.firm = False
    house.later(POLL)
    assert FOLDER not in house.world.folders
    house.later(POLL)
    assert FOLDER in house.world.folders
    del house.world.folders[FOLDER]
    house.later(POLL)
    assert FOLDER in house.world.folders


def test_a_clock_that_was_set_back_is_no_reason_to_wait(house: House) -> None:
    """Not for longer than the longest pause."""
    house.go_on_over(mailbox := Stubborn(house.world))
    house.later(POLL)
    house.later(timedelta(days=-400))
    assert mailbox.asked == 2
