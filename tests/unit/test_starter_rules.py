"""The starter rules with and without their trials: people are told to delete those lines."""

import re
import shutil
from pathlib import Path

import pytest

from screener.bootstrap import failing_tests
from screener.config.rulebook.compiling import Own, compile_rules
from screener.config.rulebook.sources import gather
from screener.config.settings.load import load_settings

ROOT = Path(__file__).parents[2]

OWN = Own(accounts=frozenset({"me"}), addresses=frozenset({"me@example.com"}), region="US")

SWITCHES = re.compile(r"^ +(?:trial: true|enabled: false)\n", re.MULTILINE)
"""A line that keeps a rule from acting."""

SWITCHED = [
    (path.name, number)
    for path in sorted((ROOT / "rules").glob("*.yaml"))
    for number, _ in enumerate(SWITCHES.finditer(path.read_text("utf-8")))
]

SHOWN = {
    handle
    for path in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
    for handle in re.findall(
        r"(?<![\w@.+-])(?:[\w.+-]*@(?:[\w-]+\.)+example|[\w.+-]+@example\.(?:com|net|org)"
        r"|\+1 202 555 0\d{3})(?![\w.])",
        path.read_text("utf-8"),
    )
} - {"me@example.com"}
"""People and domains that the pages name, and that somebody may well type as they stand there."""

TRIALS = ROOT / "tests" / "starter-trials.yaml"


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """A copy of the starter rules and their tests, to be changed."""
    return Path(shutil.copytree(ROOT / "rules", tmp_path / "rules"))


def failing(rules: Path) -> list[str]:
    """The tests that fail with these rules."""
    config = rules.parent / "config.yaml"
    config.write_text(
        "accounts: [{name: me, address: me@example.com,"
        " imap: {host: imap.example.com, user: me, password: {env: NOBODY}}}]"
    )
    settings, _ = load_settings(config, environ={}, cwd=config.parent, home=config.parent)
    rulebook = compile_rules(gather(rules, rules / "doors.yaml"), OWN).rulebook
    return [str(one) for one in failing_tests(settings, rulebook)]


def without(path: Path, number: int) -> None:
    """Delete one of the switches of that file."""
    text = path.read_text("utf-8")
    place = list(SWITCHES.finditer(text))[number]
    path.write_text(text[: place.start()] + text[place.end() :], "utf-8")


def test_as_they_are_delivered_they_note_what_they_would_do(rules: Path) -> None:
    """And do nothing of it."""
    shutil.copy(TRIALS, rules / "tests" / "trials.yaml")

    assert failing(rules) == []


@pytest.mark.parametrize(("name", "number"), SWITCHED)
def test_any_trial_can_be_ended_by_deleting_its_line(rules: Path, name: str, number: int) -> None:
    """Rules whose own tests fail are not taken over, and people are told to delete this line."""
    without(rules / name, number)

    assert failing(rules) == []


def test_all_trials_can_be_ended(rules: Path) -> None:
    """One after the other, until none is left."""
    for name, _ in SWITCHED:
        without(rules / name, 0)

    assert len(SWITCHED) >= 8
    assert failing(rules) == []


@pytest.mark.parametrize("door", ["closed", "welcome"])
def test_no_door_that_the_pages_move_fails_a_starter_example(rules: Path, door: str) -> None:
    """Or that door would not be in force, since rules whose own tests fail are not taken over."""
    colleagues = {one for one in SHOWN if one.endswith("myfirm.example")}
    moved = SHOWN - colleagues if door == "closed" else SHOWN
    lines = "".join(f'  - "{handle}"\n' for handle in sorted(moved))
    (rules / "doors.yaml").write_text(f"{door}:\n{lines}", "utf-8")

    assert {"pushy@example.com", "ann@example.com", "+1 202 555 0143", "@myfirm.example"} <= SHOWN
    assert failing(rules) == []
