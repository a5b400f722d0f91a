"""`test` and what follows from it: rules whose own tests fail are not taken over."""

import shutil
from pathlib import Path

import pytest

from tests.system.commands import Commands

ROOT = Path(__file__).parents[2]
STARTER = ROOT / "rules"

RULES = "rules: [{name: News, when: {is: list}, then: {file: News}}]\n"
CHANGED = RULES.replace("file: News", "file: Lists")
TESTS = """\
tests:
  - name: a list is filed
    message: {from: news@daily.example, headers: {List-Id: <daily.example>}}
    expect: {rule: News, file: News}
  - name: others stay
    message: {from: ann@example.com}
    expect: {rule: null}
"""

CLOSED = """\
tests:
  - name: he is filed
    message: {from: him@example.com}
    expect: {rule: closed door}
  - name: her too
    message: {from: her@example.com}
    expect: {rule: closed door}
"""


@pytest.fixture
def program(tmp_path: Path) -> Commands:
    """A program with one rule and two tests of it."""
    program = Commands(tmp_path)
    (tmp_path / "rules" / "tests").mkdir()
    program.write("rules/10.yaml", RULES)
    program.write("rules/tests/news.yaml", TESTS)
    return program


def test_tests_that_pass_get_one_calm_line(program: Commands) -> None:
    """And nothing is left behind: no state, no database."""
    assert program.run("test") == (0, "2 tests passed.\n", "")
    assert not (program.home / "state").exists()


def test_a_failure_is_a_diff(program: Commands) -> None:
    """What was expected and what came of it, with the place of the test; the exit code is 1."""
    program.write("rules/10.yaml", CHANGED)

    ended = program.run("test")

    assert (ended.code, ended.err) == (1, "")
    assert ended.out == (
        "✗ a list is filed  rules/tests/news.yaml:2\n"
        "    - file: News\n"
        "    + file: Lists\n"
        "      decided by `News`\n"
        "\n"
        "1 of 2 tests failed: - is what was expected, + what came of it.\n"
    )


def test_json_is_one_object_a_test(program: Commands) -> None:
    """With both sides of what was expected."""
    program.write("rules/10.yaml", CHANGED)
    first, second = program.run("test", "--json").objects

    assert first == {
        "name": "a list is filed",
        "file": "rules/tests/news.yaml",
        "line": 2,
        "passed": False,
        "expected": {"rule": "News", "file": "News"},
        "actual": {"rule": "News", "file": "Lists"},
        "because": {},
    }
    assert second["passed"] is True


def test_tests_that_cannot_be_read_end_with_78(program: Commands) -> None:
    """With every finding; rules that cannot be read do, too."""
    program.write("rules/tests/news.yaml", "tests: [{name: a, message: {form: x}, expect: {}}]\n")
    ended = program.run("test")

    assert (ended.code, ended.out) == (78, "")
    assert "rules/tests/news.yaml:1:29: `form` is unknown; did you mean `from`?" in ended.err
    assert "nothing is expected here, so the test could never fail" in ended.err

    program.write("rules/10.yaml", "rules: 1\n")
    assert program.run("test").code == 78


def test_without_tests_it_says_where_they_are_written(tmp_path: Path) -> None:
    """And that is no failure."""
    assert Commands(tmp_path).run("test") == (
        0,
        "There are no tests. They are written into rules/tests/*.yaml.\n",
        "",
    )


def test_check_tells_of_tests_that_fail(program: Commands) -> None:
    """As an error, since the rules would not be taken over."""
    program.write("rules/10.yaml", CHANGED)
    ended = program.run("check")

    assert ended.code == 78
    assert ended.out == (
        "rules/tests/news.yaml:2:5: the test `a list is filed` fails:"
        " `file` is Lists and not News\n"
        "  |   - name: a list is filed\n"
        "  |     ^\n"
        "  `screener test` tells more\n"
        "\n"
        "1 error.\n"
    )


def test_rules_whose_tests_fail_do_not_replace_good_ones(program: Commands) -> None:
    """The last good ones stay in force, and every command says so."""
    assert program.run("doors").code == 0
    program.write("rules/10.yaml", CHANGED)
    words = ("why", "--from", "news@daily.example", "--subject", "x")
    ended = program.run(*words)

    assert ended.code == 0
    assert "These rules are not in force, the last good ones are:" in ended.err
    assert "the test `a list is filed` fails" in ended.err
    assert "The last good rules stay in force" in program.run("check").out

    program.write("rules/tests/news.yaml", TESTS.replace("file: News", "file: Lists"))
    assert program.run(*words).err == ""


def test_rules_whose_tests_fail_are_no_first_rules(program: Commands) -> None:
    """Where there are no good ones at all, nothing starts."""
    program.write("rules/10.yaml", CHANGED)

    assert program.run("doors").code == 78


def test_the_starter_rules_pass_their_tests_for_anybody(tmp_path: Path) -> None:
    """Whatever the address and wherever they live."""
    program = Commands(tmp_path)
    shutil.copytree(STARTER, program.rules, dirs_exist_ok=True)
    config = program.read("config.yaml")
    for zone in ("Asia/Tokyo", "America/Los_Angeles"):
        there = config.replace("Europe/Rome", zone).replace("me@example.com", "i@mine.example")
        program.write("config.yaml", there)
        ended = program.run("test")

        assert (ended.code, ended.err) == (0, "")
        assert ended.out.endswith(" tests passed.\n")
    assert program.run("check", "--strict").code == 0


def test_each_starter_rule_has_a_test(tmp_path: Path) -> None:
    """But for those that are switched off and cannot be tried."""
    texts = [path.read_text() for path in STARTER.glob("*.yaml")]
    named = {
        line.partition("name:")[2].strip()
        for text in texts
        for line in text.splitlines()
        if line.startswith("  - name:")
    }
    examples = [*(STARTER / "tests").glob("*.yaml"), ROOT / "tests" / "starter-trials.yaml"]
    tested = "\n".join(path.read_text() for path in examples)

    assert {name for name in named if name not in tested} == {"Danger words at a closed door"}


DANGER = """\
tests:
  - name: a word
    given: {door: {him@example.com: closed}}
    message: {from: him@example.com, body: I have a knife.}
    expect: {rule: closed door, continued: Danger words at a closed door, digest: now}
  - name: a phrase
    given: {door: {him@example.com: closed}}
    message: {from: him@example.com, body: I know where you  live!}
    expect: {digest: now, file: Screened/Closed, preserve: true, reply: null}
  - name: nothing
    given: {door: {him@example.com: closed}}
    message: {from: him@example.com, body: My skill is painting.}
    expect: {digest: count, continued: null}
  - name: an open door
    message: {from: ann@example.com, body: The knife that you lent me.}
    expect: {digest: null}
"""


def test_danger_words_work_once_they_are_switched_on(tmp_path: Path) -> None:
    """Deleting the line with `enabled` is all that is asked of people."""
    program = Commands(tmp_path)
    text = (STARTER / "15-pressing.yaml").read_text()
    program.write("rules/15.yaml", text.replace("    enabled: false\n", ""))
    (program.rules / "tests").mkdir()
    program.write("rules/tests/danger.yaml", DANGER)

    assert program.run("test") == (0, "4 tests passed.\n", "")


def test_schema_prints_what_editors_ask_for(tmp_path: Path) -> None:
    """Rules where nothing is said; each kind is an object with definitions."""
    program = Commands(tmp_path)
    printed = program.run("schema")

    assert printed.out == program.run("schema", "rules").out
    assert printed.out == (STARTER / "rules.schema.json").read_text()
    for kind in ("config", "tests"):
        assert '"$defs"' in program.run("schema", kind).out
    assert program.run("schema", "nothing").code == 2


@pytest.mark.parametrize("door", ["close", "welcome"])
def test_who_stands_in_an_example_can_be_closed(program: Commands, door: str) -> None:
    """A test is about rules: neither it nor the rules fail for a line of `doors.yaml`."""
    assert program.run(door, "news@daily.example").code == 0
    assert program.run("check").code == 0
    assert program.run("test") == (0, "2 tests passed.\n", "")


def test_a_line_of_doors_may_be_what_an_example_is_about(program: Commands) -> None:
    """So a test holds with them or without them; one that fails either way fails."""
    program.run("close", "him@example.com")
    program.write("rules/tests/doors.yaml", CLOSED)
    ended = program.run("test")
    assert ended.code == 1
    assert "✗ her too" in ended.out
    assert "1 of 4 tests failed" in ended.out
