"""Letters that are not of the person in whose name they come: of a machine, or forged."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from screener.application.gates.passing import ADVANCE
from screener.domain.gates.whereabouts import NotTaken
from screener.domain.record.effect import Do, Status
from screener.domain.record.stay import Stage
from tests.house import House, a_house
from tests.unit.application.gates.test_corners import MOMENT, chooses, replies, says
from tests.unit.application.gates.test_passing import HIM, PDF, RULES, decided, through


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """One with the usual gates."""
    with a_house(tmp_path / "it", RULES, hand_off_to=["hr@myfirm.example"]) as house:
        yield house


@pytest.mark.parametrize(
    "header",
    [
        {"Auto_Submitted": "auto-replied"},
        {"X_Autoreply": "yes"},
        {"Precedence": "bulk"},
        {"List_Id": "<news.example.com>"},
    ],
)
def test_an_absence_is_no_answer(house: House, header: Mapping[str, Any]) -> None:
    """The one question waits for a person."""
    house.writes(body="I just wanted to say hello.")
    house.round()
    house.writes(subject="Out of office", body="I am away.", **header)
    house.later(MOMENT)
    assert house.stay().stage is Stage.WAITING
    assert sorted(house.lying_in("Waiting")) == ["Hello", "Out of office"]
    house.writes(subject="Re: Hello", body="I look for a job.")
    house.later(MOMENT)

    assert house.stay().stage is Stage.CHOOSING


def test_who_writes_in_their_name_does_not_keep_them_from_their_answer(house: House) -> None:
    """The last letter is forged; the answer is to the last one that somebody vouches for."""
    through(house)
    house.writes(subject="not his", body="Give it to me.", trusted=False)
    house.later(MOMENT)
    chooses(house, "Meet")

    assert house.sent()[2:] == [(HIM, "thirty minutes")]
    assert replies(house, "not his") == []
    assert house.lying_in("Drafts") == []


def test_an_absence_is_not_what_your_word_answers(house: House) -> None:
    """It came last, and the answer is to the person before it; both are filed alike."""
    house.writes(body="I just wanted to say hello.")
    house.round()
    house.writes(subject="Out of office", body="I am away.", Auto_Submitted="auto-replied")
    house.later(MOMENT)
    chooses(house, "It is business")

    assert sorted(house.sent()[1:]) == [(HIM, "handed on"), ("hr@myfirm.example", "as a favour")]
    assert sorted(house.lying_in("Done")) == ["Hello", "Out of office"]


def test_advancing_asks_the_person_and_not_their_absence(house: House) -> None:
    """Whatever their machine sent after them."""
    house.writes()
    house.round()
    house.writes(subject="Out of office", body="I am away.", Auto_Submitted="auto-replied")
    house.later(MOMENT)
    says(house, ADVANCE)

    assert [text.split()[0] for _, text in house.sent()] == ["send", "again"]


FORGED: Mapping[str, Any] = {
    "Authentication_Results": "mx.example.com; dmarc=fail header.from=example.com"
}


def test_a_forged_letter_takes_nobody_in(house: House) -> None:
    """It is not theirs; what they write themselves is not hidden by it."""
    house.writes(trusted=False, **FORGED)
    house.round()
    house.writes(subject="invoice", body="It is enclosed.")
    house.later(MOMENT)
    [refused] = [one for one in decided(house, "Hello")[0].effects if one.do is Do.GATE]

    assert (refused.status, refused.reason) == (Status.REFUSED, NotTaken.FORGED.value)
    assert house.lying_in("INBOX") == ["Hello", "invoice"]
    assert house.store.gatebook.inside() == ()
    assert house.sent() == []


def test_a_forged_letter_leads_nobody_on(house: House) -> None:
    """Whatever it brings along; their own answer does."""
    house.writes()
    house.round()
    house.writes(subject="not his", attach={"cv.pdf": PDF}, trusted=False, **FORGED)
    house.later(MOMENT)
    assert (house.stay().stage, house.stay().step) == (Stage.WAITING, 0)
    assert sorted(house.lying_in("Waiting")) == ["Hello", "not his"]
    house.writes(subject="cv", attach={"cv.pdf": PDF})
    house.later(MOMENT)

    assert [text.split()[0] for _, text in house.sent()] == ["send", "again"]
