"""Where senders stand, and that another account may have been faster."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from screener.application.deciding.intake import Intake
from screener.domain.record.stay import Stage
from screener.ports.store import Store
from tests.builders import NOON, a_mail
from tests.contracts.test_gatebook import a_stay, remembered
from tests.databases import new_store
from tests.properties.test_gates_year import PER_WEEK, RULES
from tests.rulebooks import a_rulebook

HER = a_mail(sender="her@example.com")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store."""
    store = new_store(tmp_path / "screener.db")
    yield store
    store.close()


@pytest.fixture
def intake(store: Store) -> Intake:
    """Of a gate called `intake`, which has learned where she stands."""
    made = Intake(store.gatebook, a_rulebook(RULES), now=NOON, today=NOON.date())
    made.look_up([HER])
    return made


def test_whom_another_account_took_in_meanwhile_is_noticed(intake: Intake, store: Store) -> None:
    """Until it is looked up anew."""
    assert not intake.is_overtaken()
    remembered(store, a_stay(contact="her@example.com"))
    assert intake.is_overtaken()
    intake.look_up([HER])

    assert not intake.is_overtaken()
    assert intake.known(HER).stay is not None


def test_room_that_somebody_else_has_taken_meanwhile_is_noticed(
    intake: Intake, store: Store
) -> None:
    """Although nothing is known of her."""
    remembered(store, a_stay(Stage.PASSED, passed=NOON, ended=NOON))
    assert intake.is_overtaken()
    intake.look_up([HER])

    assert intake.known(HER).room == {"intake": PER_WEEK - 1}


def test_what_others_do_to_others_is_no_reason_to_look_again(intake: Intake, store: Store) -> None:
    """It has nothing to do with her."""
    remembered(store, a_stay())

    assert not intake.is_overtaken()
