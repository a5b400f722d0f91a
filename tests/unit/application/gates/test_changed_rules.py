"""Gates that the user changes while people are inside, and accounts that are taken away."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from screener.application.digest.content.gather import gather
from screener.application.digest.span import Span
from screener.application.gates.passing import LAPSE
from screener.application.gates.words import say
from screener.domain.record.stay import Stage
from tests.gates import DAY
from tests.house import House, a_house
from tests.unit.application.gates.test_corners import MOMENT
from tests.unit.application.gates.test_passing import HIM, PDF, RULES, him


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """One with the usual gates."""
    with a_house(tmp_path / "it", RULES, hand_off_to=["hr@myfirm.example"]) as house:
        yield house


def without_the_second_step(rules: str = RULES) -> str:
    """The rules with one step less."""
    return rules.replace(
        "      - {ask: again, expect: {not_before: 5d}, within: 21d}\n", ""
    ).replace("again on {{ not_before }}", "again")


def test_a_step_that_is_gone_is_not_waited_for(house: House) -> None:
    """With everything met that is left they pass, and do not lapse."""
    house.writes(attach={"cv.pdf": PDF})
    house.round()
    assert house.stay().step == 1
    house.rules(without_the_second_step())
    house.later(DAY)
    house.later(30 * DAY)

    assert house.stay().stage is Stage.CHOOSING
    assert house.lying_in("INBOX") == ["Hello"]
    assert len(house.sent()) == 1


def test_a_step_that_is_gone_lets_in_no_more_than_there_is_room_for(house: House) -> None:
    """They wait in their order like everybody."""
    for sender in (HIM, "her@example.com"):
        house.writes(sender, attach={"cv.pdf": PDF})
    house.round()
    house.rules(without_the_second_step())
    house.later(DAY)

    stages = sorted(stay.stage for stay in house.store.gatebook.inside())
    assert stages == [Stage.CHOOSING, Stage.QUEUED]


def test_a_gate_of_another_name_takes_in_anew(house: House) -> None:
    """Those of the old name are in none, and their letters are in the inbox."""
    house.writes()
    house.round()
    house.rules(RULES.replace("interview", "talks"))
    house.later(DAY)
    house.later(DAY)
    assert house.lying_in("INBOX") == ["Hello"]
    assert house.store.gatebook.inside() == ()
    house.later(7 * DAY)
    house.writes(subject="once more")
    house.later(MOMENT)

    assert [stay.gate for stay in house.store.gatebook.inside()] == ["talks"]


def test_deadlines_are_kept_when_the_rules_change(house: House) -> None:
    """What was asked was asked until a day."""
    house.writes()
    house.round()
    house.rules(RULES.replace("within: 14d", "within: 1d"))
    house.later(13 * DAY)
    assert house.stay().stage is Stage.WAITING
    house.later(2 * DAY)

    assert house.stay().stage is Stage.LAPSED


def test_somebody_who_gets_a_name_stays_where_they_were(house: House) -> None:
    """By a line under `contacts`, in the middle."""
    house.writes()
    house.round()
    named = "contacts:\n  - {name: Tom, handles: [him@example.com, tom@work.example]}\n"
    house.rules(RULES.replace("contacts:\n", named))
    house.writes("tom@work.example", "cv", attach={"cv.pdf": PDF})
    house.later(MOMENT)

    assert [text.split()[0] for _, text in house.sent()] == ["send", "again"]
    assert len(house.store.gatebook.inside()) == 1


def test_who_came_in_by_an_account_that_is_gone_is_told_and_can_be_let_go(house: House) -> None:
    """By no round of it: the first account's does it."""
    house.writes()
    house.round()
    house.store.gatebook.put(house.stay().model_copy(update={"account": "gone"}))
    house.later(30 * DAY)
    now = house.clock.now()

    def told() -> list[str]:
        digest = gather(house.desk, Span(now.date(), now - DAY, now))
        return [one.text for one in digest.points if one.name == "account_gone"]

    [text] = told()
    assert f"the account `gone` is not in the configuration any more: {HIM}." in text
    say(LAPSE, him(house), store=house.store, clock=house.clock)
    house.later(MOMENT)

    assert house.store.gatebook.inside() == ()
    assert told() == []
