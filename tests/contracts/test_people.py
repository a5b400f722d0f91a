"""What every People promises."""

from datetime import timedelta

import pytest

from screener.domain.doors.likeness import Mark, Sign
from screener.domain.record.decision import Door
from screener.domain.record.event import Vouched
from screener.domain.record.history import Past
from screener.ports.people import Acquaintance, Happened, People
from screener.ports.store import Query, Store
from tests.builders import NOON, a_bookmark, a_call, a_decision, a_mail, an_unreadable

LATER = NOON + timedelta(days=1)
HIM = "him@example.com"


@pytest.fixture
def people(store: Store) -> People:
    """Its people."""
    return store.people


def minutes(number: int) -> timedelta:
    """Messages of the builders come at NOON and as many minutes as their UID says."""
    return timedelta(minutes=number)


def test_events_are_found_by_handle_and_by_name(store: Store, people: People) -> None:
    """Also what was decided before the user gave somebody a name, or under another one."""
    passed = a_mail(2, sender="Him+work@Example.com", vouched=Vouched.PASSED)
    store.remember(
        [
            a_decision(1, contact="A name"),
            a_decision(2, event=passed, contact="Another name", knock=True),
            a_decision(3, event=a_call(3), contact="A name"),
            a_decision(4, event=a_mail(4, sender="her@example.com"), contact="her@example.com"),
            a_decision(5, event=an_unreadable(5)),
        ],
        bookmark=None,
    )
    found = people.events({HIM: NOON, "A name": NOON, "nobody@example.com": NOON}, until=LATER)
    first = Happened("hash:1", Past(NOON + minutes(1), "email", authenticated=False))
    second = Past(NOON + minutes(2), "email", authenticated=True, at_closed_door=True)
    third = Happened("hash:3", Past(NOON + minutes(3), "call", authenticated=False))

    assert set(found) == {HIM, "A name"}
    assert set(found[HIM]) == {first, Happened("hash:2", second)}
    assert set(found["A name"]) == {first, third}


def test_events_are_bounded_on_both_sides(store: Store, people: People) -> None:
    """By when they were received, each key for itself, and by when they were decided."""
    store.remember([a_decision(uid) for uid in (1, 2, 3)], bookmark=None)
    third = NOON + minutes(3)
    its_decision = third + timedelta(seconds=1)
    found = people.events({HIM: third}, until=LATER)
    earlier = people.events({HIM: NOON + minutes(2)}, until=its_decision)

    assert [one.identity for one in found[HIM]] == ["hash:3"]
    assert [one.identity for one in earlier[HIM]] == ["hash:2"]


def test_what_was_decided_twice_happened_once(store: Store, people: People) -> None:
    """A message that was moved has a second decision."""
    store.remember([a_decision(1), a_decision(1, id="d1-again")], bookmark=None)

    assert len(people.events({HIM: NOON}, until=LATER)[HIM]) == 1


def test_another_event_is_one_with_another_identity(store: Store, people: People) -> None:
    """However long ago; a message is no company for itself."""
    store.remember(
        [a_decision(1, contact="Him"), a_decision(1, id="again"), a_decision(5)], bookmark=None
    )
    fifth = NOON + minutes(5) + timedelta(seconds=1)
    pairs = {(HIM, "hash:1"), (HIM, "hash:9"), ("Him", "hash:1"), ("Him", "hash:2"), ("x", "y")}

    assert people.others(pairs, until=LATER) == {
        (HIM, "hash:1"),
        (HIM, "hash:9"),
        ("Him", "hash:2"),
    }
    assert people.others(pairs, until=fifth) == {(HIM, "hash:9"), ("Him", "hash:2")}


def test_thousands_are_asked_for_at_once(store: Store, people: People) -> None:
    """More than a database takes in one statement."""
    store.remember([a_decision(1)], bookmark=None)
    many = [f"{number}@example.com" for number in range(3000)]

    assert set(people.events(dict.fromkeys([*many, HIM], NOON), until=LATER)) == {HIM}
    assert people.others([(one, "i") for one in [*many, HIM]], until=LATER) == {(HIM, "i")}
    assert people.acquaintances(many) == {}


def test_what_is_learned_adds_up(store: Store, people: People) -> None:
    """From whom something came first and last, when the user wrote last, and how far it was read.

    Learning the same again changes nothing.
    """
    for _ in range(2):
        people.learn(a_bookmark(7, folder="Old"), heard=[(HIM, NOON), ("her", NOON)])
        people.learn(a_bookmark(8, folder="Old"), heard=[(HIM, NOON - minutes(9)), (HIM, LATER)])
        people.learn(a_bookmark(9, folder="Sent"), wrote=[(HIM, NOON), (HIM, LATER), ("x", NOON)])
    bookmark = store.bookmark("me", "Old")

    assert bookmark is not None
    assert bookmark.last_uid == 8
    assert people.acquaintances([HIM, "her", "x", "nobody"]) == {
        HIM: Acquaintance(NOON - minutes(9), LATER, LATER),
        "her": Acquaintance(NOON, NOON),
        "x": Acquaintance(wrote_at=NOON),
    }


def test_it_is_known_when_the_user_had_written_until_then(people: People) -> None:
    """So that `why` can tell afterwards what was known when it was decided."""
    people.learn(a_bookmark(), wrote=[(HIM, NOON), (HIM, LATER)])

    assert people.acquaintances([HIM], until=LATER - minutes(1))[HIM].wrote_at == NOON
    assert people.acquaintances([HIM], until=NOON - minutes(1)) == {}


def test_what_was_learned_can_be_unlearned(people: People) -> None:
    """Of one, and not of another."""
    people.learn(
        a_bookmark(), heard=[(HIM, NOON), ("her", NOON)], wrote=[(HIM, NOON), ("her", NOON)]
    )
    people.unlearn([HIM])

    assert people.acquaintances([HIM, "her"]) == {"her": Acquaintance(NOON, NOON, NOON)}


def test_it_is_known_when_somebody_first_came(store: Store, people: People) -> None:
    """Of what was decided and of what was there before, whichever is earlier."""
    store.remember([a_decision(5), a_decision(2)], bookmark=None)
    assert people.first_came(HIM) == NOON + minutes(2)
    people.learn(a_bookmark(), heard=[(HIM, NOON), ("her@example.com", LATER)])

    assert people.first_came(HIM) == NOON
    assert people.first_came("her@example.com") == LATER
    assert people.first_came("nobody@example.com") is None


def test_marks_are_found_again_by_sign_and_value(people: People) -> None:
    """Both count; the same mark may be left at several doors, and again."""
    number, name = Mark(Sign.NUMBER, "+12025550143"), Mark(Sign.NAME, "john street")
    for _ in range(2):
        people.mark([("Him", number), ("Him", name), ("Her", number)])
    other = Mark(Sign.NAME, "+12025550143")

    assert people.marked({number, name, other}) == {"Him": {number, name}, "Her": {number}}
    assert people.marked({other}) == people.marked(()) == {}
    people.unlearn(["Him"])
    assert people.marked({number, name}) == {"Her": {number}}


def test_a_message_id_is_a_mark_if_it_met_a_closed_door(store: Store, people: People) -> None:
    """What an open door let in is not."""
    closed = a_decision(1, door=Door.CLOSED, line="Him")
    store.remember([closed, a_decision(2)], bookmark=None)
    threads = {Mark(Sign.THREAD, f"<{uid}@example.com>") for uid in (1, 2, 3)}

    assert people.marked(threads) == {"Him": {Mark(Sign.THREAD, "<1@example.com>")}}


def test_decisions_are_found_by_what_stands_in_their_events(store: Store) -> None:
    """In any field, in any case, and taken literally."""
    odd = a_mail(2, name='Jörg "%" \\ Street', sender="j@example.org")
    store.remember([a_decision(1), a_decision(2, event=odd), a_decision(3)], bookmark=None)

    def found(*pieces: str) -> list[str]:
        return [one.decision.id for one in store.decisions(Query(mentions=pieces))]

    assert found("JÖRG") == found('"%" \\ street') == ["d2"]
    assert found("<1@example", "J@EXAMPLE.org") == ["d1", "d2"]
    assert found("h.m@example.com") == []
