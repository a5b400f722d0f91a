"""A sweep of folders that the server does not show."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from screener.adapters.memory.mailbox import MemoryMailbox
from screener.domain.doors.sweep import PAUSES
from screener.domain.record.question import Asks
from screener.errors import ServerRefused
from screener.ports.mailbox import FolderState
from tests.house import House, a_house

REFUSED = "Archive"

MINUTE = timedelta(minutes=1)


class Shut(MemoryMailbox):
    """It does not open that one folder while it is `shut`, and counts how often it was asked to."""

    shut = True
    asked = 0

    def open(self, folder: str, *, writable: bool) -> FolderState:
        """Any other."""
        self.asked += folder == REFUSED
        if self.shut and folder == REFUSED:
            raise ServerRefused("It is being repaired.")
        return super().open(folder, writable=writable)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """One with past mail of his in three folders, whose names come before and after the refused."""
    with a_house(tmp_path, "") as house:
        for folder in ("Agenda", REFUSED, "Work"):
            house.world.make(folder)
            letter = house.writes(subject=folder)
            house.world.deliver(letter, folder=folder, received=house.clock.now())
            house.world.expunge(house.delivered)
        house.round()
        yield house


def close(house: House) -> None:
    """Close his door, and sweep as far as can be swept now."""
    house.doors("closed: [him@example.com]")
    while house.later(MINUTE / 10).more:
        pass


def kept(house: House) -> int:
    """How many of the originals are preserved."""
    (sweep,) = house.store.doorbook.swept(house.store.doorbook.closings()[0].at)
    return sweep.kept


def told(house: House) -> list[str]:
    """What the digest tells of refusals."""
    return [one.text for one in house.store.doorbook.questions() if one.kind is Asks.REFUSED]


def test_a_folder_that_is_refused_is_swept_when_it_is_shown(house: House) -> None:
    """All others were not kept waiting, and nothing is told of it."""
    house.go_on_over(mailbox := Shut(house.world))
    close(house)
    assert kept(house) == 2
    assert house.store.doorbook.sweeps()
    mailbox.shut = False
    while house.later(MINUTE).more:
        pass
    assert kept(house) == 3
    assert not house.store.doorbook.sweeps()
    assert told(house) == []


def test_a_folder_that_is_never_shown_is_told_once_and_left_out(house: House) -> None:
    """It is asked for a few times, and not in every round."""
    house.go_on_over(mailbox := Shut(house.world))
    close(house)
    for _ in range(2 * 24 * 12):
        house.later(5 * MINUTE)
    assert mailbox.asked == 1 + len(PAUSES)
    assert not house.store.doorbook.sweeps()
    (text,) = told(house)
    assert f"would not show the folder `{REFUSED}` (It is being repaired)" in text
    mailbox.shut = False
    assert not house.later(MINUTE).more


def test_a_folder_that_is_gone_is_not_waited_for(house: House) -> None:
    """Nothing can lie there."""
    house.go_on_over(Shut(house.world))
    close(house)
    del house.world.folders[REFUSED]
    while house.later(MINUTE).more:
        pass
    assert not house.store.doorbook.sweeps()
