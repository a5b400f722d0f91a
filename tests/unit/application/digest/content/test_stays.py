"""Who is in a gate, and who has left it, as the digest tells of them."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from screener.application.digest.content.gather import gather
from screener.application.digest.content.stays import NAMED
from screener.application.digest.span import Span, until_now
from screener.domain.digest.digest import Digest, Kind
from tests.house import House, a_house

RULES = """
replies:
  send: {body: "Send it, please."}
gates:
  - name: cv
    steps: [{ask: send, expect: {subject: cv}, within: 2d}]
    meanwhile: {file: Waiting}
rules:
  - {name: Jobs, when: {subject: job}, then: {gate: cv}}
"""

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A house with this gate."""
    with a_house(tmp_path, RULES) as house:
        house.later(MINUTE)
        yield house


def digest(house: House) -> Digest:
    """What the next digest would tell."""
    now = house.clock.now()
    return gather(house.desk, until_now(house.store, "me", now.date(), now=now))


def news(found: Digest) -> list[tuple[str, str]]:
    """What is good to know."""
    return [(one.name, one.text) for one in found.of(Kind.NEWS)]


def test_who_passed_is_told_once_and_is_in_no_gate_any_more(house: House) -> None:
    """Nothing else says why their letters lie in the inbox."""
    house.writes("jo@example.org", "job")
    house.later(MINUTE)
    assert [one.contact for one in digest(house).gates] == ["jo@example.org"]
    house.writes("jo@example.org", "cv")
    house.later(MINUTE)
    since = house.clock.now()

    assert news(digest(house)) == [("passed", "Passed the gate `cv`: jo@example.org.")]
    assert digest(house).gates == []
    house.later(DAY)
    assert news(gather(house.desk, Span(since.date(), since, house.clock.now()))) == []


def test_those_who_lapsed_are_one_line_a_gate(house: House) -> None:
    """Silence is nothing that anybody has to do something about."""
    for number in range(NAMED + 2):
        house.writes(f"asker{number}@example.org", "job")
    house.later(MINUTE)
    house.later(3 * DAY)
    [(name, text)] = news(digest(house))

    assert name == "lapsed"
    assert text.startswith("Lapsed in the gate `cv`: asker")
    assert text.endswith(" and 2 more.")
    assert not digest(house).needs_you


def test_who_lapsed_and_is_closed_by_now_goes_by_the_line(house: House) -> None:
    """Their address is what they chose."""
    house.writes("xylophone@bad.example", "job")
    house.later(MINUTE)
    house.later(3 * DAY)
    house.doors("closed: [bad.example]\n")
    house.later(MINUTE)

    assert news(digest(house)) == [("lapsed", "Lapsed in the gate `cv`: bad.example.")]
    assert "xylophone" not in repr(digest(house))
