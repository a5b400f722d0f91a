"""What every Gatebook promises."""

from datetime import timedelta
from typing import Any

from screener.domain.letters.letter import Kind
from screener.domain.letters.outgoing import Outgoing, Postmark
from screener.domain.letters.outgoing import Stage as Posted
from screener.domain.record.stay import Stage, Stay
from screener.ports.store import Store
from tests.builders import NOON, a_decision
from tests.gates import DAY
from tests.letters import a_letter

HIM = "him@example.com"


def a_stay(stage: Stage = Stage.WAITING, **differently: Any) -> Stay:
    """Of him, since noon; his last letter is that of the decision d1."""
    ordinary: dict[str, Any] = {
        "contact": HIM,
        "gate": "intake",
        "account": "me",
        "since": NOON,
        "stage": stage,
        "latest": "d1",
    }
    return Stay(**ordinary | differently)


def remembered(store: Store, *stays: Stay) -> None:
    """Each with a decision about its last letter."""
    for uid, stay in enumerate(stays, 1):
        latest = stay.model_copy(update={"latest": f"d{uid}"})
        store.remember([a_decision(uid, stay=latest)], bookmark=None)


def test_a_stay_is_written_down_with_its_decision(store: Store) -> None:
    """Once: a decision that is there already changes nothing."""
    stay = a_stay(deadline=NOON + DAY, asked=NOON, letter="ask:1", early=True, reason="because")
    remembered(store, stay)
    store.remember([a_decision(1, stay=a_stay(Stage.QUEUED))], bookmark=None)

    assert store.gatebook.inside() == (stay,)
    assert store.gatebook.inside("me") == (stay,)
    assert store.gatebook.inside("you") == ()
    assert store.gatebook.messages(stay) == ("d1",)


def test_stays_are_found_while_they_go_on_and_for_a_while_after(store: Store) -> None:
    """By contact."""
    ended = a_stay(Stage.LAPSED, since=NOON - 9 * DAY, ended=NOON, outcome="lapsed")
    remembered(store, ended, a_stay())
    book = store.gatebook

    assert [one.stage for one in book.stays({HIM}, since=NOON)] == [Stage.LAPSED, Stage.WAITING]
    assert [one.stage for one in book.stays({HIM}, since=NOON + DAY)] == [Stage.WAITING]
    assert book.stays({"her@example.com"}, since=NOON) == ()
    assert [one.stage for one in book.ended("me", outcomes={"lapsed"})] == [Stage.LAPSED]
    assert book.ended("me", outcomes={"passed"}) == ()


def test_who_left_is_told_of_one_span(store: Store) -> None:
    """After its beginning and up to its end, the first to leave first; not of other accounts."""
    ends = {"a": NOON + DAY, "b": NOON + 3 * DAY, "c": NOON + 2 * DAY, "d": NOON + 4 * DAY}
    gone = [a_stay(Stage.LAPSED, contact=name, ended=at) for name, at in ends.items()]
    theirs = a_stay(Stage.LAPSED, contact="e", account="work", ended=NOON + 2 * DAY)
    remembered(store, *gone, theirs, a_stay(contact="f"))
    left = store.gatebook.left("me", since=NOON + DAY, until=NOON + 3 * DAY)

    assert [one.contact for one in left] == ["c", "b"]


def test_the_next_deadline_is_that_of_somebody_inside(store: Store) -> None:
    """None where nothing lapses."""
    book = store.gatebook
    assert book.next_deadline() is None
    remembered(
        store,
        a_stay(contact="a", deadline=NOON + 2 * DAY),
        a_stay(contact="b", deadline=NOON + DAY),
        a_stay(Stage.LAPSED, contact="c", deadline=NOON, ended=NOON),
    )

    assert book.next_deadline() == NOON + DAY


def test_a_word_of_the_user_stays_until_a_round_has_done_it(store: Store) -> None:
    """What comes meanwhile does not take it away; there is none on somebody who has left."""
    remembered(store, a_stay())
    book = store.gatebook
    assert book.wish(a_stay(), "advance")
    store.remember([a_decision(2, stay=a_stay(latest="d2"))], bookmark=None)
    [(stay, word)] = book.wishes("me")
    assert (stay.latest, word) == ("d2", "advance")
    book.put(stay.to(Stage.LAPSED, ended=NOON))

    assert book.wishes("me") == ()
    assert not book.wish(stay, "advance")


def test_a_question_is_told_with_its_letter(store: Store) -> None:
    """Whether it is there, and when it was settled."""
    remembered(store, a_stay(Stage.ASKING, letter="reply:1"))
    book = store.gatebook
    [asked] = book.asked("me")
    assert (asked.letter, asked.settled) == (None, None)
    assert book.asks("reply:1")
    letter = a_letter(kind=Kind.ASK)
    store.letterbox.queue(Outgoing(letter=letter, created=NOON, due=NOON))
    store.letterbox.begin("reply:1")
    store.letterbox.settle(Postmark(key="reply:1", stage=Posted.SENT, at=NOON + DAY))
    [asked] = book.asked("me")

    assert asked.letter is not None
    assert asked.letter.stage is Posted.SENT
    assert asked.settled == NOON + DAY
    assert not book.asks("reply:2")


def test_passes_are_counted_in_a_span(store: Store) -> None:
    """Whatever became of them later."""
    remembered(
        store,
        a_stay(Stage.PASSED, contact="a", passed=NOON, ended=NOON),
        a_stay(Stage.CHOSEN, contact="b", passed=NOON + DAY, ended=NOON + DAY),
        a_stay(contact="c"),
    )

    assert store.gatebook.passes("intake", since=NOON - DAY) == 2
    assert store.gatebook.passes("intake", since=NOON) == 1
    assert store.gatebook.passes("other", since=NOON - DAY) == 0


def test_an_outcome_is_carried_out_on_each_message_once(store: Store) -> None:
    """The message that led to it had it at once."""
    remembered(store, a_stay())
    store.remember([a_decision(2, stay=a_stay(latest="d2"))], bookmark=None)
    passed = a_stay(Stage.PASSED, latest="d3", outcome="passed", ended=NOON + timedelta(hours=1))
    store.remember([a_decision(3, stay=passed)], bookmark=None)
    book = store.gatebook
    [(stay, messages)] = book.to_carry_out("me")

    assert stay == passed
    assert sorted(messages) == ["d1", "d2"]
    assert book.to_carry_out("you") == ()
    book.carried(messages, outcome="passed")
    assert book.to_carry_out("me") == ()
    assert sorted(book.messages(stay)) == ["d1", "d2", "d3"]


def test_what_is_over_is_forgotten_and_what_goes_on_is_not(store: Store) -> None:
    """Of these contacts; others are as they were."""
    over = a_stay(Stage.LAPSED, ended=NOON + DAY, outcome="lapsed")
    remembered(
        store,
        over,
        a_stay(since=NOON + 2 * DAY),
        a_stay(Stage.LAPSED, contact="her@example.com", ended=NOON + DAY, outcome="lapsed"),
    )
    store.gatebook.forget({HIM, "nobody@example.com"})

    found = store.gatebook.stays({HIM, "her@example.com"}, since=NOON)
    assert [(one.contact, one.stage) for one in found] == [
        ("her@example.com", Stage.LAPSED),
        (HIM, Stage.WAITING),
    ]
    assert store.gatebook.messages(over) == ()
    assert store.gatebook.messages(found[1]) == ("d2",)
