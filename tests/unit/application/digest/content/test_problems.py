"""What does not work, as the digest tells of it."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from screener.application.digest.content.gather import gather
from screener.application.digest.span import until_now
from screener.domain.digest.digest import Kind
from tests.house import House, a_house

HOUR = timedelta(hours=1)

WORK = {
    "name": "work",
    "address": "me@work.example",
    "imap": {"host": "imap.work.example", "user": "me", "password": {"env": "NOBODY_ASKS"}},
}


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A house with two accounts, the first of which is looked at."""
    with a_house(tmp_path, "", others=[WORK]) as house:
        yield house


def errors(house: House) -> list[str]:
    """What is to be looked at."""
    now = house.clock.now()
    span = until_now(house.store, "me", now.date(), now=now)
    return [one.text for one in gather(house.desk, span).of(Kind.ERROR)]


def test_another_account_that_cannot_be_served_is_told_while_that_lasts(house: House) -> None:
    """Its own digest cannot arrive; afterwards that one tells of it."""
    for gone in ("work", "an account that was taken out of the configuration"):
        house.store.outages.begin(gone, at=house.clock.now(), why="nobody answers.")
    house.clock.advance(3 * HOUR)

    [text] = errors(house)
    assert text == (
        "The mailbox of `work` cannot be served for 3 hours, since 2026-11-20 12:00+00:00:"
        " nobody answers."
    )
    house.store.outages.end("work", at=house.clock.now())
    assert errors(house) == []


def test_broken_rules_are_told_with_the_first_mistake(house: House) -> None:
    """In the words of `check`."""
    house.rules("rules: [{nam: x}]")
    house.later(HOUR)
    [text] = errors(house)

    assert "rules/rules.yaml:1:" in text
    assert "`then` is missing" in text
    assert "`screener check`" in text
