"""Answers that wait, and what the user is faster with."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from screener.application.letters.waiting import ANSWERED, MOVED, PAUSED, call_off
from screener.application.pausing import pause, resume
from screener.ports.store import Query
from tests.house import House, a_house

HIM = "him@example.com"

RULES = """
replies:
  hello: {body: Thank you.}
  no: {body: "That's very kind, but I'm going to have to decline.", every: never-again}
rules:
  - {name: Answer, then: {reply: hello}}
"""


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """An answer to him waits for ten minutes."""
    with a_house(tmp_path / "it", RULES, account={"reply_after": "10m"}) as house:
        house.writes()
        house.round()
        yield house


def own_answer(house: House, to: str = HIM) -> None:
    """A letter of the user's lies in Sent, by whatever program it was written."""
    raw = f"From: me@example.com\r\nTo: {to}\r\nSubject: x\r\n\r\nNo.\r\n".encode()
    house.world.deliver(raw, folder="Sent", received=house.clock.now())


def moved(house: House) -> None:
    """The user drags the message away."""
    house.world.expunge(1)


def flagged(house: House) -> None:
    """The user's program says that it was answered."""
    house.world.mark(1, r"\Answered")


def closed(house: House) -> None:
    """The user closes their door."""
    house.doors(f"closed: [{HIM}]\n")


def paused(house: House) -> None:
    """The user pauses, and goes on after a while."""
    pause(house.store, until=None)
    call_off(house.store, ["me"], at=house.clock.now())
    house.later(timedelta(minutes=1))
    resume(house.store)


def why_not(house: House) -> list[tuple[str, str | None]]:
    """What became of each answer."""
    return [
        (effect.status.value, effect.reason)
        for one in house.store.decisions(Query())
        for effect in one.effects
        if effect.do.value == "reply"
    ]


def test_an_answer_that_nothing_stops_is_sent_at_its_time(house: House) -> None:
    """A letter to somebody else does not stop it, nor does a pause that ended before."""
    own_answer(house, "her@example.com")
    house.later(timedelta(minutes=9))
    assert house.sent() == []
    house.later(timedelta(minutes=1))

    assert house.sent() == [(HIM, "Thank you.")]
    assert why_not(house) == [("done", None)]


@pytest.mark.parametrize(
    ("meanwhile", "why"),
    [
        (own_answer, ANSWERED),
        (flagged, ANSWERED),
        (moved, MOVED),
        (closed, "their door was closed before it was sent"),
        (paused, PAUSED),
    ],
)
def test_whoever_is_faster_stops_it(
    house: House, meanwhile: Callable[[House], None], why: str
) -> None:
    """For good; and it is told why."""
    house.clock.advance(timedelta(minutes=1))
    meanwhile(house)
    house.later(timedelta(minutes=10))
    house.later(timedelta(hours=5))

    assert house.sent() == []
    assert why_not(house) == [("refused", why)]


def test_an_answer_that_the_post_kept_waiting_is_stopped_too(tmp_path: Path) -> None:
    """It is the same, whatever it waits for."""
    with a_house(tmp_path / "it", RULES) as house:
        house.post.is_down = True
        house.writes()
        house.round()
        house.clock.advance(timedelta(minutes=3))
        own_answer(house)
        house.post.is_down = False
        house.later(timedelta(minutes=3))

        assert house.sent() == []
        assert why_not(house) == [("refused", ANSWERED)]


def test_a_decline_that_waits_is_stopped_by_your_own_no(tmp_path: Path) -> None:
    """One no is enough; a letter from before the closing does not count."""
    with a_house(tmp_path / "it", RULES) as house:
        own_answer(house)
        house.clock.advance(timedelta(days=1))
        house.doors(f"closed:\n  - {{handles: [{HIM}], decline: no}}\n")
        house.post.is_down = True
        house.writes()
        house.round()
        house.clock.advance(timedelta(minutes=3))
        own_answer(house)
        house.post.is_down = False
        house.later(timedelta(minutes=3))
        house.writes()
        house.round()

        assert house.sent() == []


def test_the_question_of_a_gate_waits_for_the_end_of_a_pause(tmp_path: Path) -> None:
    """Who stands there is not forgotten."""
    rules = f"""{RULES.partition("rules:")[0]}
gates:
  - name: intake
    steps: [{{ask: hello, expect: {{has: attachment}}, within: 7d}}]
rules:
  - {{name: In, then: {{gate: intake}}}}
"""
    with a_house(tmp_path / "it", rules, account={"reply_after": "10m"}) as house:
        house.writes()
        house.round()
        pause(house.store, until=None)
        call_off(house.store, ["me"], at=house.clock.now())
        house.later(timedelta(minutes=15))
        assert house.sent() == []
        resume(house.store)
        house.round()

        assert house.sent() == [(HIM, "Thank you.")]
