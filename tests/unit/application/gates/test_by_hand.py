"""People in gates to whom the user writes in another program."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from screener.domain.letters.autoreply import Refusal
from screener.domain.record.stay import Stage
from screener.domain.rules.passage import IN_YOUR_HANDS
from tests.gates import DAY
from tests.house import House, a_house
from tests.unit.application.gates.test_corners import MOMENT, chooses
from tests.unit.application.gates.test_passing import HIM, PDF, RULES, through


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """One with the usual gates."""
    with a_house(tmp_path / "it", RULES, hand_off_to=["hr@myfirm.example"]) as house:
        yield house


def writes_by_hand(house: House, to: str = HIM) -> None:
    """The user does, in another program."""
    date = f"{house.clock.now():%a, %d %b %Y %H:%M:%S +0000}"
    raw = f"From: me@example.com\r\nTo: {to}\r\nDate: {date}\r\n\r\nLunch?\r\n"
    house.world.deliver(raw.encode(), folder="Sent", received=house.clock.now())


def test_whom_you_write_to_yourself_is_heard_of_again(house: House) -> None:
    """Their answer to you waits nowhere, nor what they wrote before; and the gate is over."""
    house.writes()
    house.round()
    house.clock.advance(MOMENT)
    writes_by_hand(house)
    house.later(MOMENT)
    assert house.stay().stage is Stage.WAITING
    house.writes(subject="lunch", body="Gladly. May I pick your brain then?", attach={"a.pdf": PDF})
    house.later(MOMENT)
    house.later(MOMENT)
    house.writes(subject="where?", body="So that I can pick your brain.")
    house.later(30 * DAY)

    assert (house.stay().stage, house.stay().reason) == (Stage.LEFT, IN_YOUR_HANDS)
    assert sorted(house.lying_in("INBOX")) == ["Hello", "lunch", "where?"]
    assert len(house.sent()) == 1


def test_whom_you_were_faster_to_answer_is_not_asked(house: House) -> None:
    """Your answer is found in the same round as their letter; somebody else is led on."""
    house.writes()
    house.writes("her@example.com")
    house.round()
    for sender in (HIM, "her@example.com"):
        house.writes(sender, "cv", attach={"cv.pdf": PDF})
        house.clock.advance(MOMENT)
        writes_by_hand(house, HIM)
        house.later(MOMENT)
    house.later(MOMENT)

    assert house.stay().reason == IN_YOUR_HANDS
    assert house.lying_in("INBOX") == ["cv", "Hello"]
    assert sorted(to for to, _ in house.sent()) == ["her@example.com", "her@example.com", HIM]


def test_a_question_that_came_too_late_is_not_asked_when_they_answer_you(house: House) -> None:
    """It was not sent since you had written; what they write then is for you."""
    writes_by_hand(house)
    house.writes(at=house.clock.now() - MOMENT)
    house.round()
    assert house.stay().reason == Refusal.YOU_WROTE.value
    house.clock.advance(MOMENT)
    house.writes(subject="lunch", body="Gladly.")
    house.later(MOMENT)
    house.later(MOMENT)

    assert sorted(house.lying_in("INBOX")) == ["Hello", "lunch"]
    assert house.sent() == []


def test_a_question_that_you_send_out_of_drafts_is_still_the_gates(house: House) -> None:
    """It was asked by hand, and the answer counts."""
    house.writes(trusted=False)
    house.later(MOMENT)
    assert house.lying_in("Drafts") == ["Re: Hello"]
    writes_by_hand(house)
    house.later(MOMENT)
    house.writes(subject="cv", attach={"cv.pdf": PDF})
    house.later(MOMENT)

    assert house.stay().step == 1
    assert sorted(house.lying_in("Waiting")) == ["Hello", "cv"]


def test_whom_you_answer_before_you_choose_is_heard_of_again(house: House) -> None:
    """Of a gate with one question nothing is in the inbox until you choose."""
    house.writes(body="I just wanted to say hello.")
    house.round()
    house.writes(subject="a job", body="I look for one.")
    house.later(MOMENT)
    assert house.stay().stage is Stage.CHOOSING
    writes_by_hand(house)
    house.later(MOMENT)
    house.writes(subject="Tuesday", body="At three?")
    house.later(MOMENT)
    house.later(MOMENT)

    assert house.stay().reason == IN_YOUR_HANDS
    assert sorted(house.lying_in("INBOX")) == ["Hello", "Tuesday", "a job"]


def test_whoever_has_passed_may_still_be_chosen_for(house: House) -> None:
    """Their letters are in the inbox already, and nothing of theirs is hidden."""
    through(house)
    writes_by_hand(house)
    house.later(MOMENT)
    house.writes(subject="Tuesday", body="At three?")
    house.later(MOMENT)
    assert house.stay().stage is Stage.CHOOSING
    chooses(house, "Kind no")

    assert sorted(house.lying_in("Done")) == ["Hello", "Tuesday", "cv", "questions"]
