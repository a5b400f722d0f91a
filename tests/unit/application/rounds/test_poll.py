"""Which folders a round reads, and when it reads them again."""

from pathlib import Path

import pytest

from screener.adapters.memory.mailbox import MemoryMailbox
from screener.errors import ServerRefused
from screener.ports.mailbox import FolderState
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


class Shy(MemoryMailbox):
    """It shows nothing new while it `hides`, and counts how often a folder is opened."""

    hides = False
    opened = 0

    def open(self, folder: str, *, writable: bool) -> FolderState:
        """One more."""
        self.opened += 1
        return super().open(folder, writable=writable)

    def uids_after(self, uid: int) -> tuple[int, ...]:
        """None, or all."""
        found = super().uids_after(uid)
        return () if self.hides else found


def test_a_folder_that_is_as_it_was_is_not_opened(tmp_path: Path) -> None:
    """Nor for a mark on a message; but for whatever comes or goes, in the first of them too."""
    with a_house(tmp_path, RULES, account={"watch": ["INBOX", "Junk"]}) as house:
        house.go_on_over(mailbox := Shy(house.world))
        house.writes("friend@example.com")
        _rounds_until_quiet(house, mailbox)
        house.world.mark(1, r"\Seen")
        assert _rounds_until_quiet(house, mailbox) == 1
        house.world.expunge(1)
        assert _rounds_until_quiet(house, mailbox) == 2


def test_what_is_told_of_before_it_is_shown_is_not_missed(tmp_path: Path) -> None:
    """The status does not change when it turns up; and it is not waited for forever."""
    with a_house(tmp_path, RULES) as house:
        house.go_on_over(mailbox := Shy(house.world))
        _rounds_until_quiet(house, mailbox)
        mailbox.hides = True
        house.writes()
        assert house.round().polled.decided == 0
        mailbox.hides = False
        assert house.round().polled.decided == 1
        mailbox.hides = True
        house.writes()
        assert _rounds_until_quiet(house, mailbox) == 3


def _rounds_until_quiet(house: House, mailbox: Shy) -> int:
    """Until one of them opens nothing any more; how many those are."""
    for rounds in range(1, 10):
        before = mailbox.opened
        house.round()
        if mailbox.opened == before:
            return rounds
    raise AssertionError("it never comes to rest")


def _refuse_second_folder(house: House) -> None:
    """The inbox is searched first."""

    def refuse() -> None:
        raise ServerRefused("Not now.")

    house.world.meanwhile("uids_after", lambda: house.world.meanwhile("uids_after", refuse))


@pytest.mark.parametrize("written", ["inbox", "Inbox", "INBOX"])
def test_what_is_filed_where_it_lies_is_filed_once(tmp_path: Path, written: str) -> None:
    """However the inbox is spelled, and each move gives it another UID."""
    rules = f"rules:\n  - {{name: Stay, then: {{file: {written}}}}}\n"
    with a_house(tmp_path, rules, account={"watch": ["INBOX", "inbox"]}) as house:
        house.writes()
        assert [house.round().polled.decided for _ in range(3)] == [1, 0, 0]
        assert house.desk.watch == ("INBOX",)


def test_a_folder_with_two_names_is_one_place(tmp_path: Path) -> None:
    """Where the server says what UID a message got, that tells it again."""
    rules = "rules:\n  - {name: Work, then: {file: INBOX/Work}}\n"
    with a_house(tmp_path, rules, account={"watch": ["Work"]}) as house:
        house.world.folders["INBOX/Work"] = house.world.make("Work")
        house.round()
        letter = house.writes()
        house.world.deliver(letter, folder="Work", received=house.clock.now())
        assert [house.round().polled.decided for _ in range(3)] == [1, 0, 0]
