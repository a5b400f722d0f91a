"""Open questions in the digest, each with its answers, and none that is answered already."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from screener.application.digest.content.gather import gather
from screener.application.digest.span import until_now
from screener.domain.digest.digest import Kind, Point
from screener.domain.record.question import Asks, question
from tests.house import House, a_house

RULES = """
replies:
  thanks: {body: Thank you.}
rules:
  - {name: Thanks, when: {subject: thanks}, then: {reply: thanks}}
"""

DOORS = "closed:\n  - {name: The man from the street, handles: [him@example.com]}\n"

MAN = "The man from the street"
HER = "her@example.org"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A house with one closed door."""
    with a_house(tmp_path, RULES) as house:
        house.later(MINUTE)
        house.doors(DOORS)
        house.later(MINUTE)
        yield house


def asked(house: House) -> list[Point]:
    """What the next digest would ask."""
    now = house.clock.now()
    span = until_now(house.store, "me", now.date(), now=now)
    return list(gather(house.desk, span).of(Kind.PROPOSAL))


def test_who_may_be_a_closed_contact_is_told_with_what_speaks_for_it(house: House) -> None:
    """So that one touch says that it is the same person."""
    for sender, subject in (("him@example.com", "hello"), (HER, "thanks")):
        house.writes(sender, subject, Reply_To="box@elsewhere.example")
        house.later(MINUTE)
    [point] = asked(house)

    assert point.name == "same"
    assert point.text == (
        f"May {HER} be somebody whose door is closed? No answer was sent to them. They may be"
        f" {MAN}: the same address to answer to."
    )
    assert [(act.label, str(act.command)) for act in point.acts] == [
        ("It is the same person", f'same {HER} "{MAN}"'),
        ("Close this door, too", f"close {HER}"),
        ("Leave it as it is", f"dismiss {point.id}"),
    ]


@pytest.mark.parametrize("kind", [Asks.CLOSE, Asks.WELCOME, Asks.SAME])
def test_what_a_closing_has_answered_is_not_asked(house: House, kind: Asks) -> None:
    """However the door was closed, such as by a line for many."""
    now = house.clock.now()
    wish = question(kind, at=now, contact=HER, text=f"Is it {HER}?", about="it")
    house.store.doorbook.ask([wish])
    assert [point.text for point in asked(house)] == [f"Is it {HER}?"]
    house.doors(f"{DOORS}  - example.org\n")
    house.later(MINUTE)

    assert asked(house) == []


def test_who_wrote_and_is_open_by_now_is_not_asked_about(house: House) -> None:
    """But what was brought back from a rule is, since another rule may be wanted."""
    now = house.clock.now()
    for kind in (Asks.WROTE, Asks.MOVED_BACK):
        house.store.doorbook.ask([question(kind, at=now, contact=HER, text=kind, about="it")])

    assert [point.text for point in asked(house)] == ["moved_back"]
