"""What the digest tells of commands that came by mail."""

from collections.abc import Iterator, Sequence
from datetime import timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from screener.application.commands.told import SHOWN, told
from screener.domain.digest.command import Command, Verb
from screener.domain.digest.digest import Kind, Point
from screener.domain.digest.order import Order, Outcome
from screener.domain.digest.order_words import DID, NOT_OBEYED, sentence
from screener.ports.store import Store
from tests.builders import NOON
from tests.databases import new_store
from tests.gates import DAY

HIM = "him@example.com"

ROME = timezone(timedelta(hours=1))

LATER = NOON + timedelta(hours=1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store."""
    store = new_store(tmp_path / "screener.db")
    yield store
    store.close()


def an_order(number: int = 1, outcome: Outcome | None = None, **differently: Any) -> Order:
    """A command to close his door, with an outcome of an hour later."""
    ordinary: dict[str, Any] = {
        "decision": f"d{number}",
        "account": "me",
        "at": NOON,
        "said": f"close {HIM}",
        "code": f"code {number}" if outcome in (None, Outcome.DONE) else None,
        "outcome": outcome,
        "settled": outcome and LATER,
    }
    return Order(**ordinary | differently)


def points(store: Store, *orders: Order) -> Sequence[Point]:
    """What is told of these."""
    store.orders.take(orders, at=LATER)
    return told(store, "me", since=NOON, until=LATER, zone=ROME)


def test_nothing_came_and_nothing_is_told(store: Store) -> None:
    """The digest may be empty."""
    assert points(store) == []


def test_what_was_done_is_told_with_the_way_back(store: Store) -> None:
    """With whom it was about, so that the digest can put it beside them."""
    (point,) = points(store, an_order(1, Outcome.DONE))

    assert point.kind is Kind.DONE
    assert point.text == f"You closed the door of {HIM}."
    assert (point.at, point.contact, point.id) == (LATER, HIM, "d1")
    assert [act.command for act in point.acts] == [Command(Verb.OPEN, (HIM,))]


def test_what_was_told_is_not_told_again(store: Store) -> None:
    """The next digest begins where this one ended."""
    points(store, an_order(1, Outcome.DONE), an_order(2, Outcome.FORGED, said=""))

    assert told(store, "me", since=LATER, until=LATER + DAY, zone=ROME) == []


@pytest.mark.parametrize(
    ("outcome", "reason", "text"),
    [
        (
            Outcome.LATE,
            None,
            f"A command of 20 November came too late and was not obeyed: close {HIM}.",
        ),
        (
            Outcome.USED,
            "it was used on 19 November",
            (
                "A command came again on 20 November and was not obeyed a second time:"
                f" close {HIM}; it was used on 19 November."
            ),
        ),
        (
            Outcome.FORGED_SENDER,
            None,
            (
                "A command of 20 November was not obeyed, since its sender is shown to be forged:"
                f" close {HIM}."
            ),
        ),
        (
            Outcome.CLOSED_SENDER,
            None,
            (
                "Somebody whose door is closed has a link out of your digest and sent it:"
                f" close {HIM}. It was not obeyed. To make void all links that they may have, move"
                " `commands.key` out of the state directory and start screener again."
            ),
        ),
        (
            Outcome.REFUSED,
            "it covers an address of your own",
            (
                f"You asked for this by mail, and it was not done: close {HIM}; it covers an"
                " address of your own."
            ),
        ),
        (
            Outcome.WAITS,
            None,
            (
                "You asked for this by mail, and it waits until your file of doors is mended:"
                f" close {HIM}."
            ),
        ),
    ],
)
def test_what_was_not_done_says_why(
    store: Store, outcome: Outcome, reason: str | None, text: str
) -> None:
    """In whole sentences."""
    (point,) = points(store, an_order(1, outcome, reason=reason))

    assert point.text == text
    assert point.acts == ()


def test_days_are_those_of_the_users_zone() -> None:
    """Shortly before midnight in UTC it is tomorrow in Rome."""
    order = an_order(1, Outcome.LATE, at=NOON.replace(hour=23, minute=30))

    assert "of 21 November" in sentence(order, ROME)


def test_what_waits_is_told_until_it_is_done(store: Store) -> None:
    """Whenever it came."""
    early = an_order(1, at=NOON - DAY)
    (point,) = points(store, early)

    assert (point.kind, point.name) == (Kind.ERROR, "command_waits")
    store.orders.settle(early.ended(Outcome.DONE, at=LATER))
    assert [one.name for one in points(store)] == ["command_done"]


def test_copies_of_one_mail_are_not_told(store: Store) -> None:
    """Mail programs and providers make them, and nobody has to know."""
    assert points(store, an_order(1, Outcome.AGAIN)) == []


def test_a_command_that_comes_again_and_again_is_told_once(store: Store) -> None:
    """With how often that was."""
    (point,) = points(store, *(an_order(number, Outcome.USED) for number in range(1000)))

    assert "(1000 times)" in point.text


def test_many_commands_that_were_not_obeyed_do_not_fill_the_digest(store: Store) -> None:
    """Whoever has an old digest may send all that is in it."""
    orders = [an_order(number, Outcome.LATE, said=f"undo d{number}") for number in range(500)]
    told_of = points(store, *orders)

    assert len(told_of) == SHOWN + 1
    assert told_of[-1].text.startswith("480 more commands came that were not obeyed")


def test_forged_ones_are_one_sentence(store: Store) -> None:
    """However many they were."""
    forged = [an_order(number, Outcome.FORGED, said="") for number in range(1000)]
    (point,) = points(store, *forged)

    assert point.name == "command_forged"
    assert point.text.startswith("1000 messages looked like commands of yours")


def test_one_forged_one_is_told_in_the_singular(store: Store) -> None:
    """A person reads this."""
    (point,) = points(store, an_order(1, Outcome.FORGED, said=""))

    assert point.text.startswith("A message looked like a command of yours")


def test_there_is_a_sentence_for_every_verb_and_outcome() -> None:
    """Whoever adds one adds the other."""
    words = ("Papers", "x", "y")
    assert DID.keys() == set(Verb)
    for verb in Verb:
        done = an_order(1, Outcome.DONE, said=str(Command(verb, words)))
        assert sentence(done, ROME).startswith("You ")
    told_otherwise = {Outcome.DONE, Outcome.AGAIN, Outcome.FORGED}
    assert NOT_OBEYED.keys() == set(Outcome) - told_otherwise
