"""Which folders a round reads, and when it reads them again."""

from pathlib import Path

from screener.errors import ServerRefused
from tests.house import House, a_house

RULES = "closed: [him@example.com]\n"


def test_a_folder_that_the_server_would_not_show_is_read_by_the_next_round(tmp_path: Path) -> None:
    """Though nothing came into it meanwhile."""
    with a_house(tmp_path, RULES, account={"watch": ["INBOX", "Junk"]}) as house:
        letter = house.writes()
        house.world.expunge(1)
        house.world.deliver(letter, folder="Junk", received=house.clock.now())
        _refuse_second_folder(house)
        assert list(house.round().polled.refused) == ["Junk"]
        assert house.round().polled.refused == {}
        assert len(house.lying_in("Screened/Closed")) == 1


def _refuse_second_folder(house: House) -> None:
    """The inbox is searched first."""

    def refuse() -> None:
        raise ServerRefused("Not now.")

    house.world.meanwhile("uids_after", lambda: house.world.meanwhile("uids_after", refuse))
