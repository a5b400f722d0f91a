"""The one answer of a closing, where only the world around it changes."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from screener.application.pausing import pause, resume
from tests.house import POLL, House, a_house

RULES = """
replies:
  polite-no: {body: "That's very kind, but I'm going to have to decline.", every: never-again}
"""

OWED = """
closed:
  - {name: Him, handles: [him@example.com], decline: polite-no}
"""

SILENT = """
closed:
  - {name: Him, handles: [him@example.com]}
"""

NO = ("him@example.com", "That's very kind, but I'm going to have to decline.")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """His door is closed, and he is owed an answer."""
    with a_house(tmp_path, RULES) as house:
        house.clock.advance(POLL)
        house.doors(OWED)
        house.later(POLL)
        yield house


def test_a_broken_file_of_doors_holds_up_the_answer_and_nothing_else(house: House) -> None:
    """That it goes out is to be written there first; his mail is filed all the same."""
    house.doors(OWED + "  - {\n")
    house.writes(subject="Lunch?")
    house.round()
    assert house.lying_in("Screened/Closed") == ["Lunch?"]
    assert house.sent() == []

    house.doors(OWED)
    house.later(POLL)
    assert house.sent() == [NO]


@pytest.mark.parametrize("doors", ["closed: []\n", SILENT, "welcome: [him@example.com]\n"])
def test_an_answer_that_waits_is_called_off_with_its_closing(house: House, doors: str) -> None:
    """Whoever was let in again, or is to get no answer any more, is not told no."""
    house.post.is_down = True
    house.writes()
    house.round()
    house.doors(doors)
    house.post.is_down = False
    house.later(timedelta(hours=1))

    assert house.sent() == []


SINCE = """
closed:
  - {name: Him, handles: [him@example.com], since: 2026-11-20, decline: polite-no}
"""


@pytest.mark.parametrize("doors", [OWED, SINCE])
def test_a_door_that_is_closed_again_on_the_same_day_has_an_answer_of_its_own(
    house: House, doors: str
) -> None:
    """What was called off in between does not count, and then there is one answer and no more."""
    house.doors(doors)
    house.post.is_down = True
    house.writes()
    house.round()
    for _ in range(2):
        house.doors("closed: []\n")
        house.later(timedelta(hours=1))
        house.doors(doors)
        house.later(POLL)
    assert house.sent() == []

    house.post.is_down = False
    for _ in range(3):
        house.writes()
        house.later(timedelta(hours=1))
    assert house.sent() == [NO]


@pytest.mark.parametrize("doors", [OWED, SINCE])
def test_an_answer_that_went_is_not_sent_again_on_the_same_day(house: House, doors: str) -> None:
    """A letter that lies in the sent folder under that day cannot be told from this one."""
    house.doors(doors)
    house.writes()
    house.round()
    house.doors("closed: []\n")
    house.later(POLL)
    house.doors(doors)
    house.writes()
    house.later(POLL)
    assert house.sent() == [NO]


@pytest.mark.parametrize("folder", ["Junk", "Trash"])
def test_what_was_put_away_is_not_answered(house: House, folder: str) -> None:
    """It is preserved there, and the answer waits for what comes into the inbox."""
    house.writes(subject="Put away")
    inbox = house.world.folders["INBOX"]
    ((uid, lies_there),) = inbox.messages.items()
    inbox.remove(uid)
    house.world.deliver(lies_there.raw, folder=folder, received=house.clock.now())
    house.doors("closed: []\n")
    house.later(POLL)
    house.doors(OWED)
    house.later(POLL)
    house.later(POLL)
    assert house.sent() == []

    house.writes(subject="Lunch?")
    house.later(POLL)
    assert house.sent() == [NO]


@pytest.mark.parametrize(
    "line",
    [
        "{name: Him, handles: [his@example.net, him@example.com], decline: polite-no}",
        "{name: The man, handles: [him@example.com], since: 2026-11-20, decline: polite-no}",
    ],
)
def test_a_line_that_is_written_anew_draws_no_second_answer(house: House, line: str) -> None:
    """Whatever was in it that the program had written there."""
    house.writes()
    house.later(POLL)
    house.doors(f"closed:\n  - {line}\n")
    house.writes()
    house.later(POLL)

    assert house.sent() == [NO]


def test_a_name_given_afterwards_draws_no_second_answer(house: House) -> None:
    """Each address behind a line for many has one answer, whatever the user calls its owner."""
    house.doors("closed:\n  - {handles: [hisfirm.example], decline: polite-no}\n")
    house.writes("him@hisfirm.example")
    house.later(POLL)
    house.rules(f"{RULES}contacts:\n  - {{name: Him, handles: [him@hisfirm.example]}}\n")
    house.writes("him@hisfirm.example")
    house.writes("her@hisfirm.example")
    house.later(POLL)

    assert [to for to, _ in house.sent()] == ["him@hisfirm.example", "her@hisfirm.example"]


def test_a_rule_adds_no_answer_to_what_the_user_closed_in_silence(tmp_path: Path) -> None:
    """Its own closing had to wait for the end of a pause, and the user was faster."""
    rules = RULES + "rules: [{name: Enough, then: {close: {decline: polite-no}}}]\n"
    with a_house(tmp_path, rules) as house:
        house.clock.advance(POLL)
        pause(house.store, until=None)
        house.writes()
        house.later(POLL)
        house.doors(SILENT)
        resume(house.store)
        house.later(POLL)
        house.writes()
        house.later(POLL)

        assert house.sent() == []
        assert "decline" not in (house.folder / "rules" / "doors.yaml").read_text()
