"""Doors that were moved by a program that was ended in the middle of it."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from screener.application.doors.moving import Move
from screener.domain.doors.closing import By, Request
from screener.domain.record.chain import Act
from screener.domain.record.decision import Door
from tests.house import House, a_house

ANN = "ann@example.com"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A house in which nobody is known."""
    with a_house(tmp_path, "") as house:
        yield house


def wide(house: House) -> Request:
    """The wish to let Ann always in."""
    return Request(at=house.clock.now(), door=Door.WELCOME, said=ANN, by=By.COMMAND)


def welcomed(house: House) -> Sequence[tuple[str | None, object]]:
    """Who was let in, and how it came to that, as the ledger has it."""
    deeds = [entry.deed for entry in house.store.entries() if entry.deed]
    return [(one.contact, one.detail["by"]) for one in deeds if one.act is Act.WELCOMED]


def test_who_is_let_in_is_in_the_ledger_once(house: House) -> None:
    """However many rounds come after it, and asked for a second time."""
    house.desk.doors.move(wide(house))
    house.later(timedelta(hours=2))
    house.desk.doors.move(wide(house))
    house.later(timedelta(minutes=5))

    assert welcomed(house) == [(ANN, "command")]
    assert house.store.doorbook.intended() == ()


def test_who_was_let_in_right_before_the_end_is_in_the_ledger_after_it(house: House) -> None:
    """The file had them already; the next round says so, once, and as it was asked for."""
    asked = wide(house)
    plan = house.desk.doors.plan(asked)
    assert isinstance(plan, Move)
    house.store.doorbook.intend([asked])
    house.desk.doors._mover().make(plan)
    for _ in range(2):
        house.later(timedelta(minutes=5))

    assert welcomed(house) == [(ANN, "command")]


def test_whom_nobody_let_in_after_all_is_not_in_the_ledger(house: House) -> None:
    """The end came before the file; another process may still be at it for a while."""
    house.store.doorbook.intend([wide(house)])
    house.later(timedelta(minutes=5))
    waits = house.store.doorbook.intended()
    house.later(timedelta(hours=2))

    assert len(waits) == 1
    assert house.store.doorbook.intended() == ()
    assert welcomed(house) == []
