"""What a digest tells: all that happened, each thing once, and no word of a closed contact."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from screener.application.digest.content.closed_by_now import ClosedByNow
from screener.application.digest.content.gather import gather
from screener.application.digest.span import Span, until_now
from screener.application.pausing import pause
from screener.domain.digest.command import Command, Verb, undo_rule
from screener.domain.digest.digest import Balance, Digest, Kind
from screener.domain.people.contact import Contact, Directory
from screener.domain.people.handle import parse_handle
from screener.domain.record.decision import Door
from screener.domain.record.effect import Do, Status
from screener.ports.store import Query
from tests.builders import NOON
from tests.house import House, a_house

RULES = """
closed:
  - name: The man from the street
    handles: [him@example.com, bad.example]
  - one@example.net
welcome: [ann@example.com]
replies:
  thanks: {body: Thank you., every: 30d}
rules:
  - {name: Lists, when: {is: list}, then: {file: Lists}}
  - {name: Counted, when: {subject: counted}, then: {file: Filed, digest: count}}
  - {name: Hidden, when: {subject: hidden}, then: {file: Filed, digest: hide}}
  - {name: Tried, trial: true, when: {subject: tried}, then: {file: Filed, tag: seen}}
  - {name: Marks, continue: true, when: {subject: thanks}, then: {mark: flagged}}
  - {name: Thanks, when: {subject: thanks}, then: {reply: thanks}}
  - {name: Proposes, continue: true, when: {subject: pushy}, then: {propose: close}}
"""

BOTH = "Bob <bob@example.org>, Xenia <xenia@late.example>"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A house with these rules, an hour after its first round."""
    with a_house(tmp_path, RULES) as house:
        house.clock.advance(timedelta(hours=1))
        yield house


def digest(house: House) -> Digest:
    """What the next digest would tell."""
    now = house.clock.now()
    return gather(house.desk, until_now(house.store, "me", now.date(), now=now))


def test_nothing_happened_is_nothing_to_say(house: House) -> None:
    """An empty digest says so."""
    found = digest(house)
    assert found.is_empty
    assert found.balance == Balance(0, 0, 0, 0)
    assert (found.since, found.until) == (NOON, NOON + timedelta(hours=1))


def test_every_message_is_in_the_balance_once(house: House) -> None:
    """Filed, left, or answered; the sums agree."""
    house.writes("news@list.example", "a list", List_Id="<x.list.example>")
    house.writes("ann@example.com", "tried")
    house.writes("bob@example.org", "thanks")
    house.writes("him@example.com", "let me in")
    house.later(timedelta(minutes=1))
    assert digest(house).balance == Balance(came=4, filed=2, left=2, answered=1)


def test_the_one_answer_of_a_closing_is_in_the_balance_too(house: House) -> None:
    """To what they wrote before, or to their first knock: in the log it is an answer to that."""
    house.writes("late@example.net", "hello")
    house.later(timedelta(minutes=1))
    late = "closed:\n- {handles: [late@example.net], decline: thanks}\n"
    house.doors(late)
    house.later(timedelta(minutes=1))
    first = digest(house)
    house.doors(f"{late}- {{handles: [new@example.net], decline: thanks}}\n")
    house.later(timedelta(minutes=1))
    house.writes("new@example.net", "hello")
    house.later(timedelta(minutes=1))
    second = digest(house)
    log = [one.decision for one in house.store.decisions(Query())]

    assert [to for to, _ in house.sent()] == ["late@example.net", "new@example.net"]
    assert (first.balance.answered, second.balance.answered) == (1, 2)
    assert [(one.to, one.status) for one in second.replies] == [
        ("new@example.net", "sent"),
        ("late@example.net", "sent"),
    ]
    assert [
        (effect.value, effect.status)
        for one in log
        for effect in one.effects
        if effect.do is Do.REPLY
    ] == [("thanks", Status.DONE)] * 2


def test_a_draft_that_lies_ready_is_told_and_is_no_answer(house: House) -> None:
    """The user may want to send it; why it was not sent stands with those that were refused."""
    house.writes("bob@example.org", "thanks", trusted=False)
    house.later(timedelta(minutes=1))
    found = digest(house)

    assert [(one.to, one.status) for one in found.replies] == [("bob@example.org", "drafted")]
    assert [one.to for one in found.refused] == [["bob@example.org"]]
    assert found.balance.answered == 0


def test_a_closed_door_is_told_in_numbers_and_the_users_own_words(house: House) -> None:
    """Neither their names nor their words are anywhere in it, nor addresses that are theirs."""
    for number in range(3):
        house.writes("Secret Admirer <him@example.com>", f"I saw you {number}")
    house.writes("xylophone@bad.example", "look behind you")
    house.later(timedelta(minutes=1))
    found = digest(house)
    [closed] = found.closed
    assert (closed.contact, closed.knocks) == ("The man from the street", 4)
    assert closed.channels == {"email": 4}
    assert closed.trend == (0,) * 13 + (4,)
    for word in ("Admirer", "saw you", "behind", "xylophone", "him@example.com"):
        assert word not in repr(found)


def test_what_somebody_wrote_before_their_door_closed_is_not_shown_either(house: House) -> None:
    """Neither as a first contact nor under a rule that treated it then, on trial or not."""
    house.writes("Secret Admirer <xenia@late.example>", "tried to forget you")
    house.writes("xenia@late.example", "thanks for lunch")
    house.later(timedelta(minutes=1))
    assert "forget you" in repr(digest(house))
    house.doors("closed:\n  - {name: Somebody of late, handles: [late.example]}\n")
    house.later(timedelta(minutes=1))
    found = digest(house)
    assert found.balance.came == 2
    assert found.waiting.count == 0
    assert [one.count for one in found.rules if one.rule == "Thanks"] == [1]
    assert {one.to for one in found.replies} == {"Somebody of late"}
    for word in ("Admirer", "forget you", "lunch", "xenia"):
        assert word not in repr(found)


def test_who_is_closed_by_now_takes_nobodys_place_in_a_list(house: House) -> None:
    """The latest five are those of others, the latest first; and each counts as before."""
    for number in range(6):
        house.writes(f"friend{number}@example.org", "thanks a lot")
        house.later(timedelta(minutes=1))
    for _ in range(6):
        house.writes("xenia@late.example", "thanks for lunch", trusted=False)
    house.later(timedelta(minutes=1))
    house.doors("closed: [xenia@late.example]\n")
    house.later(timedelta(minutes=1))
    found = digest(house)
    [thanks] = [one for one in found.rules if one.rule == "Thanks"]

    assert thanks.count == 12
    friends = [f"friend{number}@example.org" for number in range(5, -1, -1)]
    assert [one.who for one in thanks.items] == friends[:5]
    assert [one.who for one in found.waiting.items] == friends
    assert [(one.count, one.to) for one in found.refused] == [(6, ["xenia@late.example"])]


def test_a_message_of_several_people_is_out_of_sight_once_one_of_them_is_closed(
    house: House,
) -> None:
    """Whichever of them stands first: at the door it would be that one's, too."""
    house.writes("bob@example.org", "thanks, we both tried it", From=BOTH)
    house.later(timedelta(minutes=1))
    before = digest(house)
    house.doors("closed: [xenia@late.example]\n")
    house.later(timedelta(minutes=1))
    after = digest(house)

    assert before.waiting.count == 1
    assert "both" in repr(before)
    assert after.waiting.count == 0
    assert [one.count for one in after.rules if one.rule == "Marks"] == [1]
    assert "both" not in repr(after)


def test_a_caller_who_withheld_the_number_may_be_closed_later() -> None:
    """As somebody with an address may."""
    closed = parse_handle("anonymous", region=None)
    directory = Directory([Contact(name="Nobody", handles=(closed,), door=Door.CLOSED)])
    assert ClosedByNow(directory, today=NOON.date()).called("anonymous") == "Nobody"
    assert ClosedByNow(directory, today=NOON.date()).called("+12025550143") == "+12025550143"


def test_somebody_who_comes_again_and_again_is_an_alarm(house: House) -> None:
    """Although nobody is named who should be told: the user should know that."""
    for number in range(3):
        house.writes("him@example.com", f"again {number}")
    house.later(timedelta(minutes=1))
    [alarm] = digest(house).of(Kind.ALARM)
    assert alarm.contact == "The man from the street"
    assert "Nobody was told" in alarm.text


def test_whom_the_user_named_goes_by_that_name(house: House) -> None:
    """Whatever they call themselves today; of others the name that they chose is told beside."""
    house.rules(f"{RULES}contacts: [{{name: Bob Baker, handles: [bob@example.org]}}]\n")
    house.writes("bob@example.org", "hello", From="Your Bank <bob@example.org>")
    house.writes("eve@example.org", "hello", From="Eve <eve@example.org>")
    house.later(timedelta(minutes=1))

    assert {(one.who, one.name) for one in digest(house).waiting.items} == {
        ("Bob Baker", None),
        ("eve@example.org", "Eve"),
    }


def test_rules_tell_as_they_were_asked_to(house: House) -> None:
    """Listed, only counted, hidden, on trial; rules that go on are told beside."""
    for subject in ("counted", "counted too", "hidden", "tried", "thanks"):
        house.writes("ann@example.org", subject)
    house.writes("news@list.example", "a list", List_Id="<x.list.example>")
    house.later(timedelta(minutes=1))
    rules = {one.rule: one for one in digest(house).rules}
    assert {name: one.count for name, one in rules.items()} == {
        "Counted": 2,
        "Lists": 1,
        "Tried": 1,
        "Thanks": 1,
        "Marks": 1,
    }
    assert rules["Counted"].items == ()
    assert [act.command.verb for one in rules["Lists"].items for act in one.acts] == [Verb.UNDO]
    assert [act.command for act in rules["Counted"].acts] == [
        undo_rule("Counted", since=NOON, until=house.clock.now())
    ]
    assert rules["Tried"].on_trial
    assert [one.outcome for one in rules["Tried"].items] == ["would: tag seen, → Filed"]
    assert [one.outcome for one in rules["Thanks"].items] == ["left where it was"]
    assert [one.acts for name in ("Thanks", "Tried") for one in rules[name].items] == [(), ()]


def test_first_contacts_wait_with_two_ways_to_answer(house: House) -> None:
    """Not people who wrote before, and no machines."""
    house.writes("old@example.org", "before")
    house.later(timedelta(minutes=1))
    until = house.clock.now()
    house.clock.advance(timedelta(minutes=1))
    for sender in ("old@example.org", "new@example.org", "new@example.org"):
        house.writes(sender, "hello there")
    house.writes("shop@example.org", "an offer", Precedence="bulk")
    house.later(timedelta(minutes=1))
    now = house.clock.now()
    span = until_now(house.store, "me", now.date(), now=now)._replace(since=until)
    waiting = gather(house.desk, span).waiting
    assert waiting.count == 1
    [item] = waiting.items
    assert item.who == "new@example.org"
    assert [act.command.verb for act in item.acts] == [Verb.CLOSE, Verb.WELCOME]


def test_proposals_are_asked_with_their_answers(house: House) -> None:
    """For a week, and then no more."""
    house.writes("bob@example.org", "pushy")
    house.later(timedelta(minutes=1))
    [asked] = digest(house).of(Kind.PROPOSAL)
    assert [str(act.command) for act in asked.acts] == [
        "close bob@example.org",
        f"dismiss {asked.id}",
    ]
    house.later(timedelta(days=8))
    assert digest(house).of(Kind.PROPOSAL) == []


@pytest.mark.parametrize("said", ["bob@example.org", "John Street via relay.example"])
def test_a_command_that_waits_for_the_file_of_doors_is_told_once(house: House, said: str) -> None:
    """And on later days the question alone is, until the file is mended."""
    house.doors("closed: [")
    house.says(Command(Verb.CLOSE, (said,)))
    house.later(timedelta(minutes=1))
    first = digest(house)
    now = house.clock.now() + timedelta(days=1)
    second = gather(house.desk, Span(now.date(), house.clock.now(), now))

    assert {one.name for one in first.of(Kind.ERROR)} == {"broken_rules", "command_waits"}
    assert {one.name for one in second.of(Kind.ERROR)} == {"broken_rules", "queued"}


def test_a_pause_is_told(house: House) -> None:
    """Until when it lasts."""
    pause(house.store, until=None)
    assert digest(house).paused == "you resume it"
    assert not digest(house).is_empty


def test_broken_rules_and_outages_are_told(house: House) -> None:
    """With what to do about it, and how long it lasted."""
    house.store.outages.begin("me", at=house.clock.now(), why="nobody answers.")
    house.rules("rules: [{nam: x}]")
    house.later(timedelta(minutes=90))
    broken, outage = sorted(digest(house).of(Kind.ERROR), key=lambda one: one.name)
    assert "rules/rules.yaml:1:" in broken.text
    assert "for 90 minutes" in outage.text
    assert "nobody answers" in outage.text
