"""Who comes again and again: told with whether others heard of it, by the name in the files."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from screener.application.digest.content.gather import gather
from screener.application.digest.span import Span, until_now
from screener.domain.digest.digest import Digest, Kind, Point
from tests.house import House, a_house

RULES = """
closed:
  - name: The man from the street
    handles: [him@example.com, bad.example]
    alert: [desk@firm.example]
  - him@example.net
"""

MAN = "The man from the street"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A house with these doors, an hour after its first round."""
    with a_house(tmp_path, RULES) as house:
        house.clock.advance(timedelta(hours=1))
        yield house


def comes_again_and_again(house: House, sender: str) -> None:
    """Three times in a few minutes."""
    for number in range(3):
        house.writes(sender, f"again {number}")
        house.later(MINUTE)


def digest(house: House) -> Digest:
    """What the next digest would tell."""
    now = house.clock.now()
    return gather(house.desk, until_now(house.store, "me", now.date(), now=now))


def alarm(house: House) -> Point:
    """The only alarm."""
    [point] = digest(house).of(Kind.ALARM)
    return point


@pytest.mark.parametrize("sender", ["him@example.com", "xylophone@bad.example"])
def test_who_heard_of_it_is_told(house: House, sender: str) -> None:
    """Under the user's own name for them, whichever address they write from."""
    comes_again_and_again(house, sender)

    assert [to for to, _ in house.sent()] == ["desk@firm.example"]
    assert (alarm(house).name, alarm(house).contact) == ("alerted", MAN)
    assert (
        alarm(house).text == f"{MAN} knocked 3 times within a day. desk@firm.example heard of it."
    )
    assert "xylophone" not in repr(digest(house))


def test_an_address_at_a_closed_domain_is_told_as_the_domain(tmp_path: Path) -> None:
    """What stands before the `@` is what they chose to be called."""
    with a_house(tmp_path, "closed: [{handles: [bad.example], alert: [d@firm.example]}]") as house:
        house.later(MINUTE)
        comes_again_and_again(house, "xylophone@bad.example")

        assert len(house.sent()) == 1
        assert alarm(house).contact == "bad.example"
        assert "xylophone" not in repr(digest(house))


def test_an_alert_that_cannot_be_sent_yet_is_an_alarm_all_the_same(house: House) -> None:
    """With the reason, since somebody may have to be told by telephone."""
    house.post.is_down = True
    comes_again_and_again(house, "him@example.com")

    assert alarm(house).name == "alert_waits"
    assert alarm(house).text == (
        f"{MAN} knocked 3 times within a day. The alert to desk@firm.example waits: nobody answers."
    )


@pytest.mark.parametrize(
    ("settings", "because"),
    [
        ({"mode": "observe"}, ", since screener observes."),
        ({"account": {"smtp": None}}, ": the account has no SMTP server, so nothing can be sent."),
    ],
)
def test_nobody_could_be_told(tmp_path: Path, settings: dict[str, Any], because: str) -> None:
    """Which the user has to know more than anything else."""
    with a_house(tmp_path, RULES, **settings) as house:
        if settings.get("account"):
            house.desk = house.desk._replace(post=None)
        house.later(MINUTE)
        comes_again_and_again(house, "him@example.com")

        assert house.sent() == []
        assert alarm(house).name == "barrage"
        assert alarm(house).text == f"{MAN} knocked 3 times within a day. Nobody was told{because}"


def test_an_alert_that_was_lost_says_whom_it_was_about(tmp_path: Path) -> None:
    """And so does any other letter to somebody closed, by the line and never by the address."""
    doors = "closed: [{handles: [bad.example], alert: [d@firm.example], decline: no}]\n"
    with a_house(tmp_path, "replies: {no: {body: No.}}") as house:
        house.later(MINUTE)
        house.doors(doors)
        house.later(MINUTE)
        house.post.verdict = 550
        comes_again_and_again(house, "xylophone@bad.example")
        found = digest(house)

        assert {one.text.partition(" could")[0] for one in found.of(Kind.ERROR)} == {
            "The polite no to bad.example",
            "The alert about bad.example",
        }
        assert "xylophone" not in repr(found)


def test_nobody_is_named_who_should_be_told(house: House) -> None:
    """The user's files say who that is."""
    comes_again_and_again(house, "him@example.net")

    assert alarm(house).text == (
        "him@example.net knocked 3 times within a day. Nobody was told, since no `alert` stands"
        " beside them in your files."
    )


def test_an_alert_is_no_news_on_the_next_day(house: House) -> None:
    """Although they knocked once more on the day on which it was sent."""
    comes_again_and_again(house, "him@example.com")
    since = house.clock.now()
    house.clock.advance(MINUTE)
    house.writes("him@example.com", "and again")
    house.later(MINUTE)
    now = house.clock.now()
    found = gather(house.desk, Span(now.date(), since, now))

    assert found.of(Kind.ALARM) == []
    assert [one.knocks for one in found.closed] == [1]
