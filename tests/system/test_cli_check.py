"""`check`: every finding at once, with the right exit code, and nothing left behind."""

from pathlib import Path

import pytest

from tests.system.commands import Commands

GOOD = """\
closed: [him@example.com, +1 202 555 0143]
rules:
  - name: News
    when: {is: list}
    then: {file: News}
"""

DOUBTFUL = """\
closed: [gmail.com]
"""

BROKEN = """\
rules:
  - name: One
    when: {fron: him@example.com}
    then: {file: One}
  - name: Two
    then: {fiel: Two}
"""


@pytest.fixture
def program(tmp_path: Path) -> Commands:
    """A program without rules."""
    return Commands(tmp_path)


def test_good_rules_get_one_calm_line(program: Commands) -> None:
    """How many rules, closed doors and accounts, and the mode."""
    program.write("rules/10.yaml", GOOD)
    ended = program.run("check")

    assert ended == (
        0,
        "All is well: 1 rule, 2 closed doors, 1 account, mode: observe.\n",
        "",
    )


def test_an_empty_rules_directory_is_valid(program: Commands) -> None:
    """Somebody who just begins is not told off."""
    ended = program.run("check")

    assert (ended.code, ended.out) == (
        0,
        "All is well: 0 rules, 0 closed doors, 1 account, mode: observe.\n",
    )


def test_all_errors_are_told_at_once(program: Commands) -> None:
    """Each with file, line and column, and the nearest word; the exit code is 78."""
    program.write("rules/10.yaml", BROKEN)
    ended = program.run("check")

    assert ended.code == 78
    assert "rules/10.yaml:3:12: `fron` is unknown; did you mean `from`?" in ended.out
    assert "rules/10.yaml:6:12: `fiel` is unknown; did you mean `file`?" in ended.out
    assert ended.out.endswith("2 errors.\n")


def test_errors_of_the_configuration_are_told_in_the_same_form(program: Commands) -> None:
    """Nobody needs to know which file is read first."""
    program.write("config.yaml", program.read("config.yaml") + "mood: fine\n")
    ended = program.run("check")

    assert ended.code == 78
    assert "config.yaml:8:1: `mood` is unknown; did you mean `mode`?" in ended.out


def test_warnings_stand_apart_and_do_not_fail(program: Commands) -> None:
    """They quote their line, and the calm line counts them."""
    program.write("rules/10.yaml", DOUBTFUL)
    ended = program.run("check")

    assert (ended.code, ended.err) == (0, "")
    assert ended.out == (
        "rules/10.yaml:1:10: warning: this closes the door of everybody who has an address at"
        " gmail.com\n"
        "  | closed: [gmail.com]\n"
        "  |          ^\n"
        "  write the whole address of one person\n"
        "\n"
        "1 warning: 0 rules, 1 closed door, 1 account, mode: observe.\n"
    )


def test_strict_makes_warnings_count(program: Commands) -> None:
    """Exit code 1, and still 78 for errors."""
    program.write("rules/10.yaml", DOUBTFUL)
    assert program.run("check", "--strict").code == 1

    program.write("rules/20.yaml", BROKEN)
    assert program.run("check", "--strict").code == 78


def test_strict_is_calm_where_there_is_no_warning(program: Commands) -> None:
    """`--strict` alone changes nothing."""
    program.write("rules/10.yaml", GOOD)

    assert program.run("check", "--strict").code == 0


def test_json_is_one_object_a_finding(program: Commands) -> None:
    """Errors and warnings of one run, with stable keys and nothing else."""
    program.write("rules/10.yaml", BROKEN)
    program.write("rules/20.yaml", "closed: [him@example.com, him@example.com]\n")
    found = program.run("check", "--json").objects

    assert [(each["file"], each["line"], each["level"]) for each in found] == [
        ("rules/10.yaml", 3, "error"),
        ("rules/10.yaml", 6, "error"),
        ("rules/20.yaml", 1, "warning"),
    ]
    assert found[0].keys() == {"file", "line", "column", "level", "text", "advice"}
    assert found[0]["text"] == "`fron` is unknown; did you mean `from`?"


def test_json_of_good_rules_is_empty(program: Commands) -> None:
    """No finding, no line."""
    assert program.run("check", "--json") == (0, "", "")


@pytest.mark.parametrize("more", ["rulez: rules", "region: XX", "hand_off_to: x", "accounts: 3"])
def test_rules_are_judged_beside_a_configuration_with_mistakes(
    program: Commands, more: str
) -> None:
    """All findings at once, those of the configuration first."""
    written = program.read("config.yaml")
    if more.startswith("accounts"):
        written = "state: state\n"
    program.write("config.yaml", f"{more}\n{written}")
    program.write("rules/10.yaml", BROKEN)
    ended = program.run("check", "--json")

    assert ended.code == 78
    assert [(each["file"].split("/")[-1], each["line"]) for each in ended.objects][-3:] == [
        ("config.yaml", 1),
        ("10.yaml", 3),
        ("10.yaml", 6),
    ]


@pytest.mark.parametrize("written", ["version: 2\n", "rulez: x\nrules: elsewhere\n", "- 3\n"])
def test_rules_that_nobody_knows_of_are_not_judged(program: Commands, written: str) -> None:
    """One mistake is not told twice."""
    program.write("config.yaml", written)
    program.write("rules/10.yaml", BROKEN)
    found = program.run("check", "--json").objects

    assert {each["file"].split("/")[-1] for each in found} == {"config.yaml"}


def test_a_missing_configuration_has_no_place(program: Commands) -> None:
    """Then the finding says where it was looked for."""
    (program.home / "config.yaml").unlink()
    ended = program.run("check", "--json")

    assert ended.code == 78
    assert ended.objects[0]["file"] is None
    assert "there is no configuration" in ended.objects[0]["text"]
    assert "--config" in ended.objects[0]["advice"]


def test_check_leaves_nothing_behind(program: Commands) -> None:
    """No state directory, no database, no copy of the rules."""
    program.write("rules/10.yaml", GOOD)
    program.run("check")

    assert sorted(path.name for path in program.home.iterdir()) == ["config.yaml", "rules"]


def test_broken_rules_beside_good_ones_are_told_as_such(program: Commands) -> None:
    """Whoever breaks a file learns that the daemon goes on with what was good."""
    program.write("rules/10.yaml", GOOD)
    program.run("doors")  # reads the rules as a round does, and keeps them as good
    program.write("rules/10.yaml", BROKEN)

    assert program.run("check").out.endswith(
        "2 errors.\nThe last good rules stay in force until this is put right.\n"
    )
