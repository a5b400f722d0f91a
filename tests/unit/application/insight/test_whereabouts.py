"""Where a message lies, as far as the receipts tell."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from screener.adapters.store import open_store
from screener.application.insight.whereabouts import Lying, lying
from screener.domain.record.decision import TAKEN_BACK, Decision
from screener.domain.record.effect import Receipt, Status
from screener.domain.record.undoing import How, Undone
from screener.ports.store import Store
from tests.builders import NOON, a_decision, a_mail, an_arrival, an_effect


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store."""
    store = open_store(tmp_path / "screener.db")
    yield store
    store.close()


def filed(store: Store, uid: int | None) -> Decision:
    """A decision about a message that was filed, under that UID if the server told it."""
    decision = a_decision(1, an_effect())
    store.remember([decision], bookmark=None)
    (effect,) = store.due("me", now=NOON.replace(day=21), limit=1)
    store.begin([effect.id], at=NOON)
    known = {} if uid is None else {"landed_uidvalidity": 5, "landed_uid": uid}
    receipt = {"effect": effect.id, "status": Status.DONE, "at": NOON, "landed_folder": "Filed"}
    store.settle([Receipt.model_validate(receipt | known)])
    return decision


def test_a_message_to_which_nothing_was_done_lies_where_it_came(store: Store) -> None:
    """Also if the decision is not written down."""
    decision = a_decision(1)

    assert lying(decision, store) == Lying("INBOX", 1, "d1")
    store.remember([decision], bookmark=None)
    assert lying(decision, store) == Lying("INBOX", 1, "d1")


@pytest.mark.parametrize("uid", [4, None])
def test_a_filed_message_lies_where_the_receipt_says(store: Store, uid: int | None) -> None:
    """Some servers tell no UID."""
    assert lying(filed(store, uid), store) == Lying("Filed", uid, "d1")


def test_a_later_decision_knows_better(store: Store) -> None:
    """The message was found again elsewhere, and whoever asks is told by which decision."""
    decision = filed(store, 4)
    again = an_arrival(9, identity="hash:1", folder="Elsewhere")
    later = a_decision(9, event=a_mail(arrival=again), reason=TAKEN_BACK)
    store.remember([later], bookmark=None)

    assert lying(decision, store) == Lying("Elsewhere", 9, "d9")


def test_what_was_taken_back_by_a_server_that_tells_no_uid_is_where_it_came(store: Store) -> None:
    """The folder is known, and no more."""
    decision = filed(store, None)
    store.undoings.ask(["d1"], at=NOON)
    store.undoings.settle([Undone(decision="d1", how=How.DONE)])

    assert lying(decision, store) == Lying("INBOX", None, "d1")
