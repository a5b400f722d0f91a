"""From rule files to rules: what is read, in which order, and with what in it."""

from datetime import date

import pytest

from screener.domain.conditions.condition import EVERYTHING
from screener.domain.record.effect import Do
from screener.errors import InvalidConfiguration
from tests.rulebooks import a_rulebook, compiled


def findings(*files: str, **lists: str) -> list[str]:
    """The first line of everything that is wrong with these files."""
    with pytest.raises(InvalidConfiguration) as refusal:
        compiled(*files, **lists)
    return [line for line in str(refusal.value).splitlines() if line.startswith("rules/")]


def test_no_files_and_empty_files_are_valid() -> None:
    """Somebody who has no rules yet is screened by none."""
    for files in ([], [""], ["# nothing yet\n"], ["closed:\nrules:\nwelcome:\ncontacts:\n"]):
        rulebook = a_rulebook(*files)
        assert (rulebook.rules, rulebook.directory.contacts) == ((), ())


def test_a_rule_has_everything_that_is_written() -> None:
    """And the defaults of the language for the rest."""
    first, second = a_rulebook("""
        rules:
          - name: first
            then: {keep: true}
          - name: second
            when: {subject: lunch}
            then: {file: Lunch}
            continue: true
            enabled: no
            trial: Yes
            account: [me, work]
            until: 2026-12-31
    """).rules
    assert (first.name, first.when, first.continues, first.trial) == (
        "first",
        EVERYTHING,
        False,
        False,
    )
    assert (first.enabled, first.accounts, first.until) == (True, None, None)
    assert (second.continues, second.enabled, second.trial) == (True, False, True)
    assert (second.accounts, second.until) == (frozenset({"me", "work"}), date(2026, 12, 31))


def test_the_parts_of_several_files_are_joined_in_order() -> None:
    """A key may stand in each of them."""
    rulebook = a_rulebook(
        "rules: [{name: a, then: {keep: true}}, {name: b, then: {keep: true}}]",
        "closed: [him@example.com]",
        "rules: [{name: c, then: {keep: true}}]\nclosed: [her@example.com]",
    )
    assert [rule.name for rule in rulebook.rules] == ["a", "b", "c"]
    assert [contact.line for contact in rulebook.directory.contacts] == [
        "him@example.com",
        "her@example.com",
    ]


def test_actions_have_the_values_of_the_file() -> None:
    """Several as a tuple, flags as `true`, and what is switched off is not there."""
    [rule] = a_rulebook("""
        rules:
          - name: a
            then:
              keep: false
              file: Screened/Lunch & Dinner
              copy: Records
              digest: now
              mark: [seen, flagged]
              untag: $old.one
              tag: [a_1, b-2]
              preserve: yes
              trash: no
    """).rules
    assert [(action.do, action.value) for action in rule.then] == [
        (Do.PRESERVE, "true"),
        (Do.TAG, ("a_1", "b-2")),
        (Do.UNTAG, ("$old.one",)),
        (Do.MARK, ("seen", "flagged")),
        (Do.DIGEST, "now"),
        (Do.COPY, ("Records",)),
        (Do.FILE, "Screened/Lunch & Dinner"),
    ]


def test_what_yaml_would_change_is_taken_as_it_is_written() -> None:
    """`no` and `12:30` are text, and a number keeps its plus."""
    rulebook = a_rulebook("""
        closed: [+12025550143, him@example.com]
        rules:
          - {name: no, when: {subject: 12:30}, then: {file: 0x1F, tag: off}}
    """)
    [rule] = rulebook.rules
    assert (rule.name, [action.value for action in rule.then]) == ("no", [("off",), "0x1F"])
    assert {handle.key for c in rulebook.directory.contacts for handle in c.handles} == {
        "+12025550143",
        "him@example.com",
    }


def test_the_place_of_a_rule_is_the_first_line_of_its_item() -> None:
    """As `why` shows it."""
    rules = a_rulebook("""\
        rules:
          - name: a
            then: {keep: true}

          # so
          - then: {keep: true}
            name: b
    """).rules
    assert [rule.place.line for rule in rules] == [2, 6]


def test_a_list_may_be_used_before_it_is_written() -> None:
    """In another file too; members of a file lose comments and empty lines."""
    rulebook = a_rulebook(
        "rules: [{name: a, when: {from: list:press, text: list:words}, then: {keep: true}}]",
        """
        lists:
          press: {file: press.txt}
          words: [lunch, "room #5"]
        """,
        press="# the press\n\n@daily.example   # every day\n  her@weekly.example\n",
    )
    [rule] = rulebook.rules
    assert "daily.example" in repr(rule.when)
    assert "her@weekly.example" in repr(rule.when)
    assert "room #5" in repr(rule.when)
    assert "every day" not in repr(rule.when)


def test_a_person_behind_a_relay_may_stand_on_a_list() -> None:
    """A list holds handles of every kind."""
    [rule] = a_rulebook("""
        lists: {sellers: [{via: linkedin.com, name: John Street}, "@sales.example"]}
        rules: [{name: a, when: {from: list:sellers}, then: {keep: true}}]
    """).rules
    assert "john street" in repr(rule.when)


def test_a_rulebook_knows_which_fields_it_asks_for() -> None:
    """At whatever depth; only these are fetched and kept."""
    rulebook = a_rulebook("""
        rules:
          - {name: a, when: {header: {X-Mailer: x}}, then: {keep: true}}
          - {name: b, when: {any: [{not: {header: {List-Id: true}}}]}, then: {keep: true}}
    """)
    assert rulebook.header_names == {"x-mailer", "list-id"}


def test_everything_that_is_wrong_is_told_at_once() -> None:
    """In all files, sorted, and one wrong thing hides no other."""
    told = findings(
        "closed: [12:30, him@example.com]\nrules: [{name: a, then: {tag: to do}}]",
        "rules: [{name: a, when: {dor: open}, then: {kep: true}}, {then: {keep: true}}]",
        "welcome: [him@example.com]\nlists: {x: {file: x.txt}}\ngates: x",
    )
    expected = [
        ("rules/0.yaml:1:", "`12:30` is no handle"),
        ("rules/0.yaml:2:", "`to do` cannot be a keyword"),
        ("rules/1.yaml:1:", "there is a rule `a` already"),
        ("rules/1.yaml:1:", "`dor` is unknown"),
        ("rules/1.yaml:1:", "`kep` is unknown"),
        ("rules/1.yaml:1:", "`name` is missing"),
        ("rules/2.yaml:1:", "`him@example.com` is under `closed` already"),
        ("rules/2.yaml:2:", "there is no file `x.txt`"),
        ("rules/2.yaml:3:", "`gates` must be a list"),
    ]
    assert len(told) == len(expected)
    for finding, (place, text) in zip(told, expected, strict=True):
        assert finding.startswith(place)
        assert text in finding


def test_doubts_are_told_and_stop_nothing() -> None:
    """A handle that stands twice, a domain with your own address in it."""
    found = compiled("closed: [him@example.com, Him+x@example.com, '@example.com']")
    assert [(doubt.level, doubt.place.column) for doubt in found.warnings] == [
        ("warning", 27),
        ("warning", 46),
    ]
    assert found.rulebook.directory.contacts


def test_a_file_with_far_too_much_wrong_is_not_read_to_its_end() -> None:
    """The first thousand findings are told, and the last says that there are more."""
    text = "rules:\n" + "- {nam: A}\n" * 5_000
    told = findings(text)
    assert len(told) == 1_001
    assert told[-1].endswith("more is wrong in this file than the 1,000 findings above")


def test_a_handle_written_a_thousand_times_is_one_closed_door() -> None:
    """The warnings are told up to a limit, and the rules hold."""
    text = "closed:\n" + "- him@example.com\n" * 5_000
    rulebook, warnings = compiled(text)
    assert len(warnings) == 1_001
    assert {contact.line for contact in rulebook.directory.contacts} == {"him@example.com"}


def test_a_handle_under_two_doors_is_an_error_after_any_number_of_warnings() -> None:
    """What is told is limited, and what is refused is not."""
    text = "closed:\n" + "- him@example.com\n" * 5_000 + "welcome: [him@example.com]\n"
    with pytest.raises(InvalidConfiguration, match="is under `closed` already"):
        compiled(text)
