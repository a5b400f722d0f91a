"""What happens at a closed door, and what a user's rules may change of it."""

from typing import Any

import pytest

from screener.domain.record.decision import CLOSED_DOOR, Decision, Door, Mode
from screener.domain.record.effect import Status
from screener.domain.record.event import Address
from tests.builders import a_mail
from tests.rulebooks import a_rulebook
from tests.unit.domain.rules.deciding import asked, decided

BUILT_IN = [
    ("preserve", "true"),
    ("mark", ("seen",)),
    ("digest", "count"),
    ("file", "Screened/Closed"),
]


def at_the_door(rules: str = "", **policy: Any) -> Decision:
    """What becomes of a mail from somebody whose door is closed."""
    rulebook = a_rulebook(f"closed: [him@example.com]\nrules: [{rules}]")
    return decided(a_mail(), rulebook, **policy)


def test_a_closed_door_needs_no_rule() -> None:
    """The message is preserved, marked read, counted and filed."""
    decision = at_the_door()
    assert asked(decision) == BUILT_IN
    assert (decision.rule, decision.door, decision.knock) == (CLOSED_DOOR, Door.CLOSED, True)
    assert (decision.contact, decision.line) == ("him@example.com", "him@example.com")
    assert decision.destination == "Screened/Closed"


def test_the_configuration_adjusts_it() -> None:
    """File, marks and digest; not the evidence."""
    decision = at_the_door(closed_file="Away", closed_mark=("seen", "junk"), closed_digest="hide")
    assert asked(decision) == [
        ("preserve", "true"),
        ("mark", ("seen", "junk")),
        ("digest", "hide"),
        ("file", "Away"),
    ]


@pytest.mark.parametrize("when", ["", "when: {from: him@example.com},", "when: {subject: lunch},"])
def test_a_rule_of_the_users_adds_and_replaces_nothing(when: str) -> None:
    """Unless it names the closed door, a rule can only tag and copy here."""
    decision = at_the_door(
        f"{{name: a, {when} then: {{tag: x, untag: y, copy: C, file: F, mark: unseen,"
        " digest: show, preserve: false}}"
    )
    assert asked(decision) == [
        ("preserve", "true"),
        ("tag", ("x",)),
        ("untag", ("y",)),
        ("mark", ("seen",)),
        ("digest", "count"),
        ("copy", "C"),
        ("file", "Screened/Closed"),
    ]
    assert (decision.rule, decision.continued) == (CLOSED_DOOR, ("a",))


@pytest.mark.parametrize("end", ["trash", "keep"])
def test_a_rule_that_does_not_name_the_door_cannot_take_the_message_elsewhere(end: str) -> None:
    """It would go round the built-in filing."""
    assert asked(at_the_door(f"{{name: a, then: {{{end}: true}}}}")) == BUILT_IN


@pytest.mark.parametrize(
    ("then", "replaced"),
    [
        ("file: F", ("file", "F")),
        ("mark: flagged", ("mark", ("flagged",))),
        ("digest: show", ("digest", "show")),
    ],
)
def test_a_rule_that_names_the_door_replaces_the_key_that_it_names(
    then: str, replaced: tuple[str, object]
) -> None:
    """And only that one."""
    decision = at_the_door(f"{{name: a, when: {{door: closed}}, then: {{{then}}}}}")
    expected = [replaced if do == replaced[0] else (do, value) for do, value in BUILT_IN]
    assert asked(decision) == expected
    assert decision.rule == CLOSED_DOOR


@pytest.mark.parametrize(("end", "destination"), [("trash", "Trash"), ("keep", None)])
def test_a_rule_that_names_the_door_may_say_where_the_message_ends(
    end: str, destination: str | None
) -> None:
    """`trash` and `keep` answer the same question as `file`."""
    decision = at_the_door(f"{{name: a, when: {{door: closed}}, then: {{{end}: true}}}}")
    assert asked(decision) == [*BUILT_IN[:3], (end, "true")]
    assert decision.destination == destination


@pytest.mark.parametrize(
    "when",
    [
        "any: [{door: closed}]",
        "all: [{door: closed}]",
        "not: {door: open}",
        "not: {not: {door: closed}}",
    ],
)
def test_the_door_is_named_at_the_top_or_not_at_all(when: str) -> None:
    """A rule that happens to match at a closed door is not about closed doors."""
    assert asked(at_the_door(f"{{name: a, when: {{{when}}}, then: {{file: F}}}}")) == BUILT_IN


def test_nothing_switches_evidence_and_counting_off() -> None:
    """Whatever the rule names, however many there are."""
    decision = at_the_door(
        "{name: a, when: {door: closed}, continue: true, then: {preserve: false, keep: true}},"
        "{name: b, when: {door: closed}, then: {digest: hide, mark: unseen}}"
    )
    assert decision.knock
    assert asked(decision)[0] == ("preserve", "true")
    assert decision.effects[0].status is Status.DONE


def test_the_first_rule_about_the_door_wins_and_tags_add_up() -> None:
    """As everywhere."""
    decision = at_the_door(
        "{name: a, continue: true, then: {tag: x, file: No}},"
        "{name: b, when: {door: closed}, continue: true, then: {file: B, tag: y}},"
        "{name: c, when: {door: [closed, open]}, then: {file: C, mark: flagged, tag: x}},"
        "{name: d, when: {door: closed}, then: {digest: show}}"
    )
    assert asked(decision) == [
        ("preserve", "true"),
        ("tag", ("x", "y")),
        ("mark", ("flagged",)),
        ("digest", "count"),
        ("file", "B"),
    ]
    assert decision.continued == ("a", "b", "c")


def test_a_trial_at_the_door_says_only_what_it_could_have_done() -> None:
    """The same limits hold for what would have been."""
    decision = at_the_door("{name: a, trial: true, then: {tag: x, trash: true}}")
    assert asked(decision) == [*BUILT_IN, ("tag", ("x",))]
    assert decision.effects[-1].status is Status.WOULD


def test_observing_files_nobody_and_keeps_the_evidence() -> None:
    """The knock counts all the same."""
    decision = at_the_door(mode=Mode.OBSERVE)
    assert [effect.status for effect in decision.effects] == [
        Status.DONE,
        Status.WOULD,
        Status.WOULD,
        Status.WOULD,
    ]
    assert decision.knock


def test_the_line_for_many_is_told_with_each_of_them() -> None:
    """Each is counted by itself and shown under the user's line."""
    decision = decided(
        a_mail(sender="a@hisfirm.example"), a_rulebook("closed: ['@hisfirm.example']")
    )
    assert (decision.contact, decision.line) == ("a@hisfirm.example", "@hisfirm.example")


def test_a_second_sender_neither_opens_the_door_nor_hides_who_knocks() -> None:
    """The closed one counts, wherever it stands."""
    both = a_mail(
        from_=(Address(address="boss@myfirm.example"), Address(address="him@example.com"))
    )
    rulebook = a_rulebook("closed: [him@example.com]\nwelcome: [boss@myfirm.example]")
    decision = decided(both, rulebook)
    assert (decision.rule, decision.contact) == (CLOSED_DOOR, "him@example.com")
    assert decision.reason is not None
