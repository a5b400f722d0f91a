"""The file of doors cannot be edited just now; everything else goes on."""

from datetime import timedelta
from pathlib import Path

from screener.domain.record.question import Asks
from screener.errors import ServerRefused
from tests.house import House, a_house

HIM = "him@example.com"
OTHER = "pushy@example.com"

RULES = f"""
closed: [{OTHER}]
replies:
  no: {{body: "That's very kind, but I'm going to have to decline."}}
  hello: {{body: Thank you.}}
"""

CLOSE = "Screener/Close the door"


def asked(house: House) -> list[tuple[Asks, str | None]]:
    """What the user has to know of."""
    return [(one.kind, one.contact) for one in house.store.doorbook.questions()]


def test_a_door_waits_for_a_file_that_cannot_be_written(tmp_path: Path) -> None:
    """A message in a training folder does not keep all others from being screened."""
    (tmp_path / "it").mkdir()
    place = tmp_path / "it" / "elsewhere.yaml"
    place.symlink_to("/proc/nowhere/doors.yaml")
    with a_house(tmp_path / "it", RULES, doors="elsewhere.yaml") as house:
        lesson = house.writes(HIM, "Lesson")
        house.world.expunge(1)
        house.world.deliver(lesson, folder=CLOSE, received=house.clock.now())
        for number in range(2):
            house.writes(OTHER, f"Hello {number}")
            house.round()
        assert house.lying_in("Screened/Closed") == ["Hello 0", "Hello 1"]
        assert house.lying_in(CLOSE) == ["Lesson"]
        assert asked(house) == [(Asks.QUEUED, HIM)]
        place.unlink()
        house.round()
        house.round()
        assert HIM in place.read_text()
        assert house.lying_in(CLOSE) == []
        assert asked(house) == []


def test_the_one_no_waits_for_a_file_that_is_broken(tmp_path: Path) -> None:
    """It goes out once the file can say so; until then the round does all the rest."""
    with a_house(tmp_path / "it", RULES) as house:
        closing = f"closed:\n  - {{handles: [{HIM}], decline: no}}\n"
        house.doors(closing)
        house.post.is_down = True
        house.writes(HIM, "Lunch?")
        house.round()
        house.post.is_down = False
        house.doors("closed: [\n")
        house.writes(OTHER, "Hello")
        house.later(timedelta(minutes=3))
        assert set(house.lying_in("Screened/Closed")) == {"Lunch?", "Hello"}
        assert house.sent() == []
        house.doors(closing)
        house.later(timedelta(minutes=3))
        assert [who for who, _ in house.sent()] == [HIM]


def test_a_draft_that_the_server_does_not_take_stops_nothing(tmp_path: Path) -> None:
    """It is tried for some hours, and then told as cancelled."""
    rules = RULES + "rules:\n  - {name: Answer, then: {reply: hello}}\n"
    with a_house(tmp_path / "it", rules) as house:

        def refuse() -> None:
            raise ServerRefused("The account is full.")

        house.world.meanwhile("append", refuse)
        house.writes(HIM, "Hello", trusted=False)
        house.writes(OTHER, "Lunch?")
        house.round()
        assert house.lying_in("Screened/Closed") == ["Lunch?"]
        house.world.meanwhile("append", refuse)
        house.later(timedelta(hours=5))
        house.later(timedelta(hours=1))
        assert house.lying_in("Drafts") == []
