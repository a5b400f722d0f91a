"""What is allowed in rules and hardly meant."""

from datetime import date

import pytest

from screener.config.complaint import Complaint
from screener.config.lint.rules import lint, quoted
from screener.config.rulebook.compiling import Own, compile_rules
from screener.config.rulebook.sources import Gathered, RuleSources

OWN = Own(accounts=frozenset({"me", "work"}), addresses=frozenset(), region=None)


def findings(text: str) -> list[Complaint]:
    """What is doubtful about one file of rules on 20 November 2026."""
    sources = RuleSources(files={"rules/10.yaml": text})
    rulebook = compile_rules(Gathered(sources, []), OWN).rulebook
    found = lint(rulebook, closed_file="Screened/Closed", today=date(2026, 11, 20))
    return quoted(found, sources.files)


def rules(*each: str) -> str:
    """A file of rules, each on one line."""
    return "rules:\n" + "".join(f"  - {{{rule}}}\n" for rule in each)


def test_a_rule_behind_one_that_matches_everything_is_never_tried() -> None:
    """It is told at the rule, with the place of the other one and its line."""
    (found,) = findings(
        rules("name: All, then: {keep: true}", "name: News, when: {is: list}, then: {file: News}")
    )

    assert found.level == "warning"
    assert (found.place.file, found.place.line) == ("rules/10.yaml", 3)
    assert found.text == (
        "`News` is never tried: `All` at line 2 of rules/10.yaml matches everything"
    )
    assert "name: News" in found.quoted


@pytest.mark.parametrize(
    "first",
    [
        "name: All, then: {tag: seen-by-us}, continue: true",
        "name: All, then: {keep: true}, enabled: false",
        "name: All, then: {keep: true}, trial: true",
        "name: All, then: {keep: true}, until: 2027-01-01",
        "name: All, then: {keep: true}, account: work",
        "name: All, when: {kind: email}, then: {keep: true}",
    ],
)
def test_a_rule_behind_one_that_lets_something_pass_is_tried(first: str) -> None:
    """One that continues, is off, on trial, retires, or is for another account."""
    assert findings(rules(first, "name: News, when: {is: list}, then: {file: News}")) == []


def test_a_rule_for_welcome_people_passes_one_that_matches_everything() -> None:
    """Only rules that name `door: welcome` are tried for them, so it is first for them."""
    welcome = "name: Friends, when: {door: welcome}, then: {mark: flagged}"

    assert findings(rules("name: All, then: {keep: true}", welcome)) == []


def test_a_rule_for_one_account_is_never_tried_behind_all_of_that_account() -> None:
    """Accounts are looked at one by one."""
    ends = "name: All, then: {keep: true}, account: [me, work]"
    same = "name: News, when: {is: list}, then: {file: News}, account: work"

    assert len(findings(rules(ends, same))) == 1


def test_what_has_ended_is_told_from_its_last_day_on() -> None:
    """Rules and closings both."""
    (rule,) = findings(rules("name: News, when: {is: list}, then: {file: N}, until: 2026-11-20"))
    (door,) = findings("closed:\n  - {handles: [him@example.com], until: 2026-01-01}\n")

    assert rule.text == "the rule `News` has ended on 2026-11-20 and does nothing"
    assert door.text == "the line of `him@example.com` has ended on 2026-01-01 and does nothing"
    assert findings(rules("name: N, when: {is: list}, then: {file: N}, until: 2026-11-21")) == []


def test_a_rule_that_files_among_the_closed_is_told() -> None:
    """Unless it is about closed doors."""
    file = "then: {file: Screened/Closed}"
    (found,) = findings(rules(f"name: News, when: {{is: list}}, {file}"))

    assert found.text == "`News` files mail of open doors among that of closed ones"
    assert findings(rules(f"name: News, when: {{door: closed}}, {file}")) == []


@pytest.mark.parametrize("handle", ["gmail.com", '"@Outlook.com"', '"*@gmx.de"', "anonymous"])
def test_closing_everybody_is_told(handle: str) -> None:
    """Whole freemail domains, and everybody who withholds the number."""
    (found,) = findings(f"closed: [{handle}]\n")

    assert found.text.startswith("this closes the door of everybody who")
    assert (found.place.line, found.place.column) == (1, 10)


def test_letting_everybody_in_is_told() -> None:
    """A freemail domain under `welcome` is as doubtful."""
    (found,) = findings("welcome: [yahoo.com]\n")

    assert found.text == "this lets in everybody who has an address at yahoo.com"


def test_one_person_at_a_freemail_domain_is_nothing_to_tell() -> None:
    """Nor is somebody else's whole domain, nor a person without a door."""
    assert findings("closed: [him@gmail.com, hisfirm.example]\n") == []
    assert findings("contacts: [{name: Ann, handles: [ann@gmail.com]}]\n") == []


def test_among_many_rules_about_one_firm_one_that_decides_nothing_is_found() -> None:
    """By the words that few others have, and not by the sender that all of them share."""
    firm = "from: '@firm.example'"
    many = [
        f"name: R{number}, when: {{{firm}, subject: word{number}x}}, then: {{tag: a}}"
        for number in range(400)
    ]
    hidden = (
        "name: Hidden, when: {from: him@firm.example, subject: {all: [hello, a word399x]}},"
        " then: {tag: b}"
    )
    (found,) = findings(rules(*many, hidden))

    assert found.text.startswith("`Hidden` never decides: all that it matches, `R399` at line 401")
