"""Deciding: which rule has its way, and what comes of it."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from screener.domain.record.decision import Door, Mode, decision_id
from screener.domain.record.effect import Status
from screener.domain.record.event import SUSPECTED_FAKE, Address, Content
from screener.domain.rules.decide import Undecided, decide, leave_alone
from tests.builders import NOON, a_mail, an_arrival, an_unreadable
from tests.rulebooks import a_rulebook
from tests.unit.domain.rules.deciding import a_policy, asked, decided


def test_without_a_rule_that_matches_nothing_is_done() -> None:
    """The implicit keep is a decision like any other."""
    decision = decided(
        a_mail(), a_rulebook("rules: [{name: a, when: {is: list}, then: {trash: true}}]")
    )
    assert (decision.rule, decision.effects, decision.destination) == (None, (), None)
    assert (decision.contact, decision.door, decision.knock) == (
        "him@example.com",
        Door.OPEN,
        False,
    )


def test_the_first_rule_that_matches_decides() -> None:
    """In the order of the files, and of the rules in them."""
    rulebook = a_rulebook(
        """
        rules:
          - {name: other, when: {subject: dinner}, then: {file: Dinner}}
          - {name: first, when: {subject: lunch}, then: {file: Lunch}}
        """,
        "rules: [{name: second, then: {trash: true}}]",
    )
    decision = decided(a_mail(), rulebook)
    assert (decision.rule, decision.destination) == ("first", "Lunch")
    assert asked(decision) == [("file", "Lunch")]


CONTINUED = """
    rules:
      - name: one
        continue: true
        then: {tag: [a, b], copy: Records, mark: seen, digest: hide}
      - name: two
        continue: true
        then: {tag: [b, c], untag: old, copy: [More, Records], mark: flagged, file: Two}
      - name: three
        then: {tag: d, trash: true, digest: show, preserve: true}
      - name: four
        then: {tag: e}
"""


def test_rules_that_continue_add_to_the_one_that_decides() -> None:
    """Tags and copies add up; of every other key the first that names it wins."""
    decision = decided(a_mail(), a_rulebook(CONTINUED))
    assert (decision.rule, decision.continued) == ("three", ("one", "two"))
    assert asked(decision) == [
        ("preserve", "true"),
        ("tag", ("a", "b", "c", "d")),
        ("untag", ("old",)),
        ("mark", ("seen",)),
        ("digest", "hide"),
        ("copy", "Records"),
        ("copy", "More"),
        ("file", "Two"),
    ]
    assert decision.destination == "Two"


def test_rules_that_continue_act_where_none_decides() -> None:
    """The last of them is the one that is told as deciding."""
    rulebook = a_rulebook("""
        rules:
          - {name: a, continue: true, then: {tag: x}}
          - {name: b, continue: true, then: {tag: y}}
          - {name: c, when: {is: list}, then: {trash: true}}
    """)
    decision = decided(a_mail(), rulebook)
    assert (decision.rule, decision.continued) == ("b", ("a",))
    assert asked(decision) == [("tag", ("x", "y"))]


def test_where_a_message_ends_is_said_once() -> None:
    """`keep` of a rule that continues stands against the `file` of a later one."""
    rulebook = a_rulebook("""
        rules:
          - {name: a, continue: true, then: {keep: true}}
          - {name: b, then: {file: Lunch, tag: x}}
    """)
    decision = decided(a_mail(), rulebook)
    assert asked(decision) == [("tag", ("x",)), ("keep", "true")]
    assert decision.destination is None


def test_the_order_of_the_actions_is_that_of_the_language() -> None:
    """First what keeps, last what moves, whatever the order in the file."""
    rulebook = a_rulebook("""
        rules:
          - name: a
            then: {file: F, copy: C, digest: show, mark: seen, untag: u, tag: t, preserve: true}
    """)
    done = [do for do, _ in asked(decided(a_mail(), rulebook))]
    assert done == ["preserve", "tag", "untag", "mark", "digest", "copy", "file"]


def test_trash_leads_to_the_accounts_own_folder() -> None:
    """Which may be called anything."""
    rulebook = a_rulebook("rules: [{name: a, then: {trash: true}}]")
    assert decided(a_mail(), rulebook, trash="Papierkorb").destination == "Papierkorb"


def test_a_rule_on_trial_only_says_what_it_would_have_done() -> None:
    """And lets the next ones be tried."""
    rulebook = a_rulebook("""
        rules:
          - {name: a, trial: true, then: {trash: true, preserve: true, tag: x}}
          - {name: b, then: {file: Lunch}}
    """)
    decision = decided(a_mail(), rulebook)
    assert (decision.rule, decision.continued, decision.destination) == ("b", (), "Lunch")
    assert [(e.do.value, e.status, e.reason) for e in decision.effects] == [
        ("file", Status.PENDING, None),
        ("preserve", Status.WOULD, "`a` is on trial"),
        ("tag", Status.WOULD, "`a` is on trial"),
        ("trash", Status.WOULD, "`a` is on trial"),
    ]


@pytest.mark.parametrize(
    "confined",
    ["enabled: false", "account: work", "until: 2026-11-20", "until: 2020-01-01"],
)
def test_a_rule_that_is_not_in_force_is_passed_over(confined: str) -> None:
    """Switched off, for another account, or retired from that day on."""
    rulebook = a_rulebook(f"rules: [{{name: a, {confined}, then: {{trash: true}}}}]")
    assert decided(a_mail(), rulebook).rule is None


@pytest.mark.parametrize(
    "confined", ["enabled: yes", "account: [work, me]", "account: me", "until: 2026-11-21"]
)
def test_a_rule_that_is_in_force_is_tried(confined: str) -> None:
    """Also on the last day before it is retired."""
    rulebook = a_rulebook(f"rules: [{{name: a, {confined}, then: {{trash: true}}}}]")
    assert decided(a_mail(), rulebook).rule == "a"


def test_a_rule_is_retired_by_the_accounts_calendar() -> None:
    """At one in the morning in Auckland it is still the day before in UTC."""
    rulebook = a_rulebook("rules: [{name: a, until: 2026-11-21, then: {trash: true}}]")
    assert decided(a_mail(), rulebook, zone=ZoneInfo("Pacific/Auckland")).rule is None
    assert decided(a_mail(), rulebook).rule == "a"


def test_a_welcome_meets_only_the_rules_that_name_it() -> None:
    """At the top or deeper; all others are not tried."""
    rulebook = a_rulebook("""
        welcome: [him@example.com]
        rules:
          - {name: a, then: {trash: true}}
          - {name: b, when: {from: him@example.com}, then: {trash: true}}
          - {name: c, when: {door: open}, then: {trash: true}}
          - {name: d, when: {not: {door: closed}}, then: {trash: true}}
          - {name: e, continue: true, when: {door: [welcome, open]}, then: {tag: x}}
          - {name: f, when: {any: [{is: list}, {all: [{door: welcome}]}]}, then: {tag: y}}
    """)
    decision = decided(a_mail(), rulebook)
    assert (decision.rule, decision.continued, decision.door) == ("f", ("e",), Door.WELCOME)
    assert decided(a_mail(sender="her@example.com"), rulebook).rule == "a"


def test_a_condition_over_what_was_not_read_asks_for_more() -> None:
    """And names the rule that asks."""
    rulebook = a_rulebook("""
        rules:
          - {name: a, when: {from: her@example.com, body: x}, then: {trash: true}}
          - {name: b, when: {body: call me}, then: {file: Calls}}
          - {name: c, then: {keep: true}}
    """)
    first = decide(a_mail(), rulebook=rulebook, policy=a_policy(), now=NOON, content_read=False)
    assert first == Undecided("b")
    whole = a_mail(content=Content(text="Call me"))
    assert decided(whole, rulebook).rule == "b"


def test_a_rule_before_the_unknown_one_decides_without_reading() -> None:
    """Only what a decision needs is fetched."""
    rulebook = a_rulebook("""
        rules:
          - {name: a, when: {subject: lunch}, then: {file: Lunch}}
          - {name: b, when: {body: x}, then: {trash: true}}
    """)
    first = decide(a_mail(), rulebook=rulebook, policy=a_policy(), now=NOON, content_read=False)
    assert not isinstance(first, Undecided)
    assert first.rule == "a"


@pytest.mark.parametrize("when", ["body: x", "not: {body: x}", "header: {X-None: false}"])
def test_what_stays_unknown_matches_nothing(when: str) -> None:
    """A message that is too broken to be read is not filed by a guess."""
    rulebook = a_rulebook(f"rules: [{{name: a, when: {{{when}}}, then: {{trash: true}}}}]")
    assert decided(a_mail(), rulebook).rule is None


def test_observing_says_what_would_be_done_and_preserves() -> None:
    """Nothing in the mailbox changes; the evidence is kept all the same."""
    rulebook = a_rulebook("""
        rules: [{name: a, then: {preserve: true, tag: x, digest: show, file: Lunch}}]
    """)
    decision = decided(a_mail(), rulebook, mode=Mode.OBSERVE)
    assert decision.mode is Mode.OBSERVE
    assert {e.do.value: e.status for e in decision.effects} == {
        "preserve": Status.DONE,
        "tag": Status.WOULD,
        "digest": Status.WOULD,
        "file": Status.WOULD,
    }


def test_enforcing_queues_what_changes_the_mailbox() -> None:
    """What the decision itself settles is done with it."""
    rulebook = a_rulebook("""
        rules: [{name: a, continue: true, then: {preserve: true, digest: show}},
                {name: b, then: {tag: x, copy: C, keep: true}}]
    """)
    assert {e.do.value: e.status for e in decided(a_mail(), rulebook).effects} == {
        "preserve": Status.DONE,
        "tag": Status.PENDING,
        "digest": Status.DONE,
        "copy": Status.PENDING,
        "keep": Status.DONE,
    }


def test_several_senders_are_told_as_suspicious() -> None:
    """And the rules still decide."""
    two = a_mail(from_=(Address(address="a@example.com"), Address(address="b@example.com")))
    decision = decided(two, a_rulebook("rules: [{name: a, then: {file: Odd}}]"))
    assert decision.rule == "a"
    assert decision.reason is not None
    assert "suspicious" in decision.reason


def test_what_cannot_be_read_is_left_where_it_is() -> None:
    """With the reason, and whatever the rules say."""
    rulebook = a_rulebook("rules: [{name: a, then: {trash: true}}]")
    decision = decided(an_unreadable(), rulebook)
    assert (decision.rule, decision.effects, decision.contact) == (None, (), None)
    assert decision.reason == "the header is empty"


def test_what_is_left_alone_has_a_reason_and_still_its_door() -> None:
    """The user's own hand goes before every rule, the closed door included."""
    rulebook = a_rulebook("closed: [him@example.com]")
    for event in (a_mail(), an_unreadable()):
        decision = leave_alone(
            event, rulebook=rulebook, policy=a_policy(), now=NOON, reason="you moved it back"
        )
        assert (decision.rule, decision.effects, decision.knock) == (None, (), False)
        assert decision.reason == "you moved it back"
    closed = leave_alone(a_mail(), rulebook=rulebook, policy=a_policy(), now=NOON, reason="so")
    assert closed.door is Door.CLOSED


def test_deciding_twice_gives_one_id() -> None:
    """It depends on the message and its place, and on nothing else."""
    one = decided(a_mail(7), a_rulebook())
    later = decide(
        a_mail(7),
        rulebook=a_rulebook("closed: [him@example.com]"),
        policy=a_policy(mode=Mode.OBSERVE),
        now=datetime(2027, 1, 1, tzinfo=UTC),
        content_read=True,
    )
    assert not isinstance(later, Undecided)
    assert one.id == later.id


def test_every_message_in_every_place_has_an_id_of_its_own() -> None:
    """Which can be typed: short, lower case, no leading dash."""
    places: list[dict[str, Any]] = [
        {"uid": 1},
        {"uid": 2},
        {"uid": 1, "uidvalidity": 8},
        {"uid": 1, "folder": "Other"},
        {"uid": 1, "account": "work"},
        {"uid": 1, "identity": "hash:2"},
    ]
    ids = [decision_id(an_arrival(**place)) for place in places]
    assert len(set(ids)) == len(places)
    assert all(one.isalnum() and one == one.lower() and len(one) <= 16 for one in ids)


def test_a_suspected_fake_is_marked_whatever_the_rules_say() -> None:
    """So that people see it in any mail client; and a rule can ask for the mark."""
    fake = a_mail(defects=(SUSPECTED_FAKE,))
    asks = a_rulebook(
        f"rules: [{{name: fakes, when: {{tagged: {SUSPECTED_FAKE}}}, then: {{file: Fakes}}}}]"
    )
    marked = ("tag", (SUSPECTED_FAKE,))

    assert asked(decided(fake, asks)) == [marked, ("file", "Fakes")]
    assert asked(decided(fake, a_rulebook())) == [marked]
    assert decided(fake, a_rulebook()).rule is None
    assert asked(decided(fake, a_rulebook("closed: [him@example.com]")))[:2] == [
        ("preserve", "true"),
        marked,
    ]
    assert asked(decided(a_mail(), asks)) == []


def test_what_carries_the_mark_already_is_not_marked_again() -> None:
    """It would be a change of nothing."""
    carried = an_arrival(keywords=frozenset({SUSPECTED_FAKE}))

    assert asked(decided(a_mail(defects=(SUSPECTED_FAKE,), arrival=carried), a_rulebook())) == []
