"""What is said about a wrong file, word by word.

A case is a folder `<kind>/<name>` with what is wrong (a file, or a folder `rules`) and `says.txt`,
the exact text. After a change of wording, run with UPDATE_MISTAKES=1 and read what changed: each
text is for people.
"""

import json
import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from screener.bootstrap import failing_tests, own
from screener.config.complaint import in_order
from screener.config.lint.doubts import doubts_about
from screener.config.lint.folders import lint_watched
from screener.config.rulebook.compiling import Own, compile_rules
from screener.config.rulebook.sources import gather
from screener.config.settings.load import load_settings, read_settings
from screener.config.yaml.source import read_file
from screener.errors import InvalidConfiguration

HERE = Path(__file__).parent


def said_of_yaml(case: Path) -> str:
    """Of a file read as YAML alone."""
    _, complaints = read_file(case / "wrong.yaml", shown_as="wrong.yaml")
    return "\n".join(complaint.render() for complaint in in_order(complaints))


def said_of_configuration(case: Path) -> str:
    """Of a configuration."""
    config = Path("config.yaml")
    try:
        settings, warnings = load_settings(config, environ={}, cwd=case, home=Path("/home/me"))
    except InvalidConfiguration as error:
        return str(error)
    tree, _ = read_settings(case / config, shown_as=str(config))
    unseen = lint_watched(tree, settings, seen_in(case))
    return "\n".join(warning.render() for warning in in_order([*warnings, *unseen]))


def said_of_rules(case: Path) -> str:
    """Of the rules of somebody who has two accounts, and lives where `region` is US."""
    rules = case / "rules"
    own = Own(
        accounts=frozenset({"me", "work"}), addresses=frozenset({"me@example.com"}), region="US"
    )
    try:
        _, warnings = compile_rules(gather(rules, rules / "doors.yaml"), own)
    except InvalidConfiguration as error:
        return str(error)
    return "\n".join(warning.render() for warning in warnings)


def said_of_doubts(case: Path) -> str:
    """Of rules that can be used, on 20 November 2026, by whoever has the case's configuration."""
    rules = case / "rules"
    config = case / "config.yaml" if (case / "config.yaml").exists() else HERE / "usual.yaml"
    settings, _ = load_settings(config, environ={}, cwd=case, home=Path("/home/me"))
    gathered = gather(rules, rules / "doors.yaml")
    rulebook, warnings = compile_rules(gathered, own(settings))
    today = date(2026, 11, 20)
    files = gathered.sources.files
    found = doubts_about(rulebook, settings, files, today=today, seen=seen_in(case))
    return "\n".join(one.render() for one in in_order([*warnings, *found]))


def seen_in(case: Path) -> dict[str, frozenset[str]]:
    """The folders that the servers have, by account; nobody has looked where there is no file."""
    file = case / "folders.json"
    there = json.loads(file.read_text()) if file.exists() else {}
    return {account: frozenset(names) for account, names in there.items()}


def said_of_tests(case: Path) -> str:
    """Of rule tests, of which some cannot be read and some fail."""
    settings, _ = load_settings(HERE / "usual.yaml", environ={}, cwd=case, home=Path("/home/me"))
    settings = settings.model_copy(update={"rules": case / "rules"})
    gathered = gather(settings.rules, settings.rules / "doors.yaml")
    rulebook, _ = compile_rules(gathered, own(settings))
    return "\n".join(one.render() for one in in_order(failing_tests(settings, rulebook)))


SAID: dict[str, Callable[[Path], str]] = {
    "yaml": said_of_yaml,
    "configuration": said_of_configuration,
    "rules-people": said_of_rules,
    "rules-conditions": said_of_rules,
    "rules-actions": said_of_rules,
    "doubts": said_of_doubts,
    "rule-tests": said_of_tests,
    "rules-replies": said_of_rules,
    "rules-gates": said_of_rules,
}

CASES = sorted(case for kind in SAID for case in (HERE / kind).iterdir())


@pytest.mark.parametrize("kind", SAID)
def test_there_are_cases_of_every_kind(kind: str) -> None:
    """A folder that was moved or emptied does not pass for a success."""
    assert sum(case.parent.name == kind for case in CASES) >= 15


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_a_wrong_file_draws_exactly_these_words(case: Path) -> None:
    """The text has the place, the line, the caret and what would be right."""
    says = case / "says.txt"
    said = SAID[case.parent.name](case) + "\n"
    if os.environ.get("UPDATE_MISTAKES"):
        says.write_text(said, encoding="utf-8")
    assert said.strip(), "nothing is said about this file"
    assert said == says.read_text(encoding="utf-8")
