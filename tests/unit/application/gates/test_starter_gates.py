"""The gates that come with the program, through every path, with a clock that is moved by hand.

The rules that lead into them are on trial; here the lines that say so are deleted, which is all
that is asked of people.
"""

from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from screener.application.gates.words import choose
from screener.domain.record.stay import Stage
from tests.gates import DAY
from tests.house import House, a_house
from tests.unit.application.gates.test_passing import HIM, PDF, him

STARTER = Path(__file__).parents[4] / "rules" / "40-gates.yaml"

MOMENT = timedelta(minutes=5)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """With the starter gates, off trial."""
    rules = STARTER.read_text().replace("    trial: true\n", "")
    with a_house(tmp_path / "it", rules, account={"my": {"name": "Kim"}}) as house:
        yield house


def asks(house: House) -> None:
    """Somebody would like to pick your brain."""
    house.writes(body="I would love to pick your brain.")
    house.later(MOMENT)


def says_hello(house: House) -> None:
    """Somebody writes and gives no hint."""
    house.writes(body="I just wanted to reach out.")
    house.later(MOMENT)


def through(house: House) -> None:
    """Who they are and a résumé; then they write again the next week."""
    asks(house)
    house.writes(
        subject="cv", body="I am Ann, of Firm, and look for advice.", attach={"a.pdf": PDF}
    )
    house.later(MOMENT)
    house.later(6 * DAY)
    house.writes(subject="questions", body="My three questions.")
    house.later(MOMENT)


def chooses(house: House, label: str) -> None:
    """The user's word, and the rounds that do it."""
    rulebook = house.desk.rulebook()
    choose(label, him(house), rulebook=rulebook, store=house.store, clock=house.clock)
    for _ in range(3):
        house.later(MOMENT)


def letters(house: House) -> list[str]:
    """The words of all letters, on one line each."""
    return [" ".join(_words(one.raw).split()) for one in house.post.arrived]


def _words(raw: bytes) -> str:
    body = message_from_bytes(raw, policy=policy.default).get_body(("plain",))
    return body.get_content() if body else ""


def enclosed(house: House, number: int) -> int:
    """How many letters of theirs are enclosed in that one."""
    return house.post.arrived[number].raw.count(b"Content-Type: message/rfc822")


def test_the_first_question_asks_for_everything(house: House) -> None:
    """Who they are, for whom they work, why they look, and the résumé; until a day."""
    asks(house)
    [letter] = letters(house)

    for words in (
        "who you are",
        "whom you work for",
        "why you are looking",
        "your r",
        "2026-12-04",
    ):
        assert words in letter
    assert house.lying_in("Screened/Waiting") == ["Hello"]


def test_the_second_question_says_what_can_be_had(house: House) -> None:
    """Knowledge, no openings, and a limit of minutes; and asks them to come again next week."""
    asks(house)
    house.writes(subject="cv", attach={"a.pdf": PDF})
    house.later(MOMENT)
    letter = letters(house)[1]

    assert "I'm happy to share my knowledge of the industry; that is what I can offer" in letter
    assert "as I'm not aware of openings" in letter
    assert "twenty minutes" in letter
    assert "write to me again on 2026-11-25" in letter


@pytest.mark.parametrize(("days", "early"), [(4, True), (5, False), (20, False)])
def test_they_must_wait_and_not_for_too_long(house: House, days: int, early: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """The fifth day is right, and the day before is not."""
    asks(house)
    house.writes(subject="cv", attach={"a.pdf": PDF})
    house.later(MOMENT)
    house.clock.advance(days * DAY)
    house.writes(subject="questions")
    house.later(MOMENT)

    assert (house.stay().stage, house.stay().early) == (
        (Stage.WAITING, True) if early else (Stage.CHOOSING, False)
    )
    assert len(house.sent()) == 2


def test_meet(house: House) -> None:
    """All of theirs lies in the inbox, and twenty minutes are offered."""
    through(house)
    assert sorted(house.lying_in("INBOX")) == ["Hello", "cv", "questions"]
    assert all({"ready-to-meet", "\\Flagged"} <= one.flags for one in house.messages("INBOX"))
    assert len(house.sent()) == 2
    chooses(house, "Meet")

    assert "Let us talk for twenty minutes" in letters(house)[2]
    assert len(house.sent()) == 3
    assert house.stay().stage is Stage.CHOSEN


def test_kind_no(house: House) -> None:
    """Said once, and put away."""
    through(house)
    chooses(house, "Kind no")

    assert "I will not be able to help you" in letters(house)[2]
    assert sorted(house.lying_in("Screened/Done")) == ["Hello", "cv", "questions"]
    assert len(house.sent()) == 3


def test_refer(house: House) -> None:
    """All that they wrote goes to the recruiter as a favour, and they are told."""
    through(house)
    chooses(house, "Refer")

    assert [to for to, _ in house.sent()[2:]] == ["recruiter@myfirm.example", HIM]
    assert enclosed(house, 2) == 3
    assert "handed your letters on" in letters(house)[3]
    assert sorted(house.lying_in("Screened/Done")) == ["Hello", "cv", "questions"]


@pytest.mark.parametrize("step", [1, 2])
def test_silence(house: House, step: int) -> None:
    """Whichever question is not answered: nobody is told, and in the end it is thrown away."""
    asks(house)
    if step == 2:
        house.writes(subject="cv", attach={"a.pdf": PDF})
        house.later(MOMENT)
    sent = len(house.sent())
    house.later((14 if step == 1 else 21) * DAY + MOMENT)
    assert house.stay().stage is Stage.LAPSED
    assert "Hello" in house.lying_in("Screened/Lapsed")
    house.later(91 * DAY)

    assert "Hello" in house.lying_in("Trash")
    assert len(house.sent()) == sent


def test_two_a_week_and_the_third_waits(house: House) -> None:
    """For a week, with all that it sent."""
    senders = [f"{name}@example.com" for name in ("ann", "bob", "cy")]
    for body, file in (("pick your brain", {}), ("my cv", {"a.pdf": PDF})):
        for sender in senders:
            house.writes(sender, body, body=body, attach=file)
        house.later(MOMENT)
    house.later(6 * DAY)
    for sender in senders:
        house.writes(sender, "questions")
        house.later(MOMENT)
    assert [house.stay(one).stage for one in senders] == [
        Stage.CHOOSING,
        Stage.CHOOSING,
        Stage.QUEUED,
    ]
    house.later(7 * DAY)

    assert house.stay(senders[2]).stage is Stage.CHOOSING
    assert house.lying_in("Screened/Waiting") == []


def test_it_is_business(house: House) -> None:
    """Handed to human resources with all they wrote, and wished luck."""
    says_hello(house)
    assert "What can I help you with?" in letters(house)[0]
    house.writes(subject="Re: Hello", body="I look for a job.")
    house.later(MOMENT)
    assert house.stay().stage is Stage.CHOOSING
    assert len(house.sent()) == 1
    chooses(house, "It is business")

    assert [to for to, _ in house.sent()[1:]] == ["hr@myfirm.example", HIM]
    assert enclosed(house, 1) == 2
    assert "good luck" in letters(house)[2]
    assert sorted(house.lying_in("Screened/Done")) == ["Hello", "Re: Hello"]


def test_it_is_personal(house: House) -> None:
    """Declined once, and the door is closed for good."""
    says_hello(house)
    house.writes(subject="Re: Hello", body="Dinner?")
    house.later(MOMENT)
    chooses(house, "It is personal")
    for _ in range(3):
        house.writes(subject="why", body="I just wanted to reach out.")
        house.later(DAY)

    assert "decline: personal-no" in (house.folder / "rules" / "doors.yaml").read_text()
    assert ["no, thank you" in letter for letter in letters(house)] == [False, True]
    assert house.lying_in("Screened/Closed").count("why") == 3


def test_no_answer_to_the_one_question(house: House) -> None:
    """It lapses after a month."""
    says_hello(house)
    house.later(30 * DAY + MOMENT)

    assert house.stay().stage is Stage.LAPSED
    assert house.lying_in("Screened/Lapsed") == ["Hello"]
    assert len(house.sent()) == 1
