"""What every Orders promises."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

from screener.domain.digest.order import Order, Outcome
from screener.ports.store import Store
from tests.builders import NOON

LATER = NOON + timedelta(hours=1)


def an_order(decision: str = "d1", **differently: Any) -> Order:
    """A command of noon that is to be obeyed."""
    ordinary: dict[str, Any] = {
        "decision": decision,
        "account": "me",
        "at": NOON,
        "said": "close him@example.com",
        "message_id": "<1@example.com>",
        "code": f"code of {decision}",
    }
    return Order(**ordinary | differently)


def refused(decision: str, outcome: Outcome = Outcome.LATE, **differently: Any) -> Order:
    """One that is not to be obeyed."""
    return an_order(decision, code=None, **differently).ended(outcome, "because", at=LATER)


def test_an_order_is_there_as_it_was_taken(store: Store) -> None:
    """It is to be obeyed by its account, and its code is used up."""
    order = an_order()
    store.orders.take([order], at=LATER)

    assert store.orders.to_obey("me") == (order,)
    assert store.orders.to_obey("you") == ()
    assert store.orders.by_code("code of d1") == order
    assert store.orders.by_code("another") is None


def test_taking_it_again_changes_nothing(store: Store) -> None:
    """The message was read again after a crash; not even once it was obeyed."""
    store.orders.take([an_order()], at=NOON)
    store.orders.settle(an_order().ended(Outcome.DONE, at=NOON))
    store.orders.take([an_order()], at=LATER)

    assert store.orders.to_obey("me") == ()
    assert store.orders.settled("me", since=NOON, until=LATER) == ()


def test_a_code_is_used_up_once(store: Store) -> None:
    """Whoever comes second is never obeyed, whether in one go, later, or after the first was."""
    first, second, third = an_order("d1"), an_order("d2", code="code of d1"), an_order("d3")
    store.orders.take([first, second], at=LATER)
    store.orders.settle(first.ended(Outcome.DONE, at=LATER))
    store.orders.take([third.model_copy(update={"code": "code of d1"})], at=LATER)

    assert store.orders.to_obey("me") == ()
    settled = store.orders.settled("me", since=NOON, until=LATER)
    assert [(one.decision, one.outcome) for one in settled] == [
        ("d1", Outcome.DONE),
        ("d2", Outcome.USED),
        ("d3", Outcome.USED),
    ]
    assert {one.reason for one in settled[1:]} == {"it was used before"}
    known = store.orders.by_code("code of d1")
    assert known is not None
    assert known.decision == "d1"


def test_of_many_at_once_one_has_the_code(store: Store) -> None:
    """Threads and processes alike: the writer's lock and the constraint see to it."""
    rivals = [an_order(f"d{number}", code="the code") for number in range(20)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda order: store.orders.take([order], at=LATER), rivals))

    assert len(store.orders.to_obey("me")) == 1
    assert len(store.orders.settled("me", since=NOON, until=LATER)) == 19


def test_one_that_is_not_to_be_obeyed_uses_nothing_up(store: Store) -> None:
    """A forged sender must not make the true command void."""
    store.orders.take([refused("d1", Outcome.FORGED_SENDER)], at=LATER)
    store.orders.take([an_order("d2", code="code of d1")], at=LATER)

    assert [one.decision for one in store.orders.to_obey("me")] == ["d2"]


def test_they_are_obeyed_in_the_order_in_which_they_came(store: Store) -> None:
    """Not in that in which they were read."""
    late, early = an_order("d1", at=LATER), an_order("d2")
    store.orders.take([late, early], at=LATER)

    assert store.orders.to_obey("me") == (early, late)


def test_an_outcome_is_written_once(store: Store) -> None:
    """What came first stays."""
    order = an_order()
    store.orders.take([order], at=NOON)
    done = order.ended(Outcome.REFUSED, "it covers an address of your own", at=LATER)
    store.orders.settle(done)
    store.orders.settle(order.ended(Outcome.DONE, at=LATER + timedelta(hours=1)))

    assert store.orders.settled("me", since=NOON, until=LATER + timedelta(days=1)) == (done,)


def test_outcomes_are_told_of_a_span_of_time(store: Store) -> None:
    """After its beginning and up to its end, of one account; what is open is in none."""
    store.orders.take([an_order("d1"), refused("d2"), refused("d3", account="you")], at=NOON)
    span = {"since": NOON, "until": LATER}

    assert [one.decision for one in store.orders.settled("me", **span)] == ["d2"]
    assert [one.decision for one in store.orders.settled("you", **span)] == ["d3"]
    assert store.orders.settled("me", since=LATER, until=LATER + timedelta(days=1)) == ()
    assert store.orders.settled("me", since=NOON, until=LATER - timedelta(seconds=1)) == ()


def test_what_is_not_signed_is_only_counted(store: Store) -> None:
    """However much it is."""
    forged = [
        refused(f"d{number}", Outcome.FORGED, said="", message_id=None) for number in range(1000)
    ]
    store.orders.take(forged, at=LATER)
    store.orders.take(forged, at=LATER)

    assert store.orders.settled("me", since=NOON, until=LATER) == ()
    assert store.orders.forged("me", since=NOON, until=LATER) == 1000
    assert store.orders.forged("me", since=LATER, until=LATER + timedelta(days=1)) == 0
    assert store.orders.forged("you", since=NOON, until=LATER) == 0
