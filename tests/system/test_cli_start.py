"""The command line as a whole: what it imports, what it says, how it ends."""

from pathlib import Path

import click
import pytest

from screener import __version__
from screener.cli.main import COMMANDS, Screener, screener
from tests.system.commands import Commands

HEAVY = ("sqlalchemy", "alembic", "imapclient")
SLOW = (*HEAVY, "structlog", "rich", "pydantic", "yaml", "ruamel", "re2", "jinja2")

MODULES = """
import sys
from screener.cli.main import main
try:
    main()
finally:
    print("modules:", *{name.partition(".")[0] for name in sys.modules})
"""


@pytest.fixture
def program(tmp_path: Path) -> Commands:
    """A program with two rules and one closed door."""
    program = Commands(tmp_path)
    program.write(
        "rules/10.yaml",
        "closed: [him@example.com]\n"
        "rules:\n"
        "  - name: News\n"
        "    when: {is: list}\n"
        "    then: {file: News}\n",
    )
    return program


def imported(program: Commands, *words: str) -> set[str]:
    """Every package that a command imports."""
    ended = program.python("-c", MODULES, *words)
    return set(ended.out.rpartition("modules:")[2].split())


def test_help_imports_nothing_but_click(program: Commands) -> None:
    """Whoever asks for help waits for no database, no YAML and no validation."""
    found = imported(program, "--help")

    assert "click" in found
    assert found.isdisjoint(SLOW)


def test_check_imports_no_database_no_imap_and_no_scheduler(program: Commands) -> None:
    """Checking rules is for editors and hooks, so it must be quick."""
    found = imported(program, "check")

    assert "pydantic" in found
    assert found.isdisjoint(HEAVY)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_of_the_list_is_there(name: str) -> None:
    """What `--help` lists can be run, and has help of its own."""
    context = click.Context(screener)
    command = screener.get_command(context, name)

    assert command is not None
    assert command.name == name
    assert command.get_short_help_str()


def test_help_lists_the_commands_in_the_order_of_the_table(program: Commands) -> None:
    """`run` and `once` come first, as in the documentation."""
    listed = program.run("--help").out.partition("Commands:\n")[2]

    assert [line.split()[0] for line in listed.splitlines()] == list(COMMANDS)


def test_the_version_is_the_package_s(program: Commands) -> None:
    """`--version` needs no configuration."""
    ended = program.run("--config", "nowhere.yaml", "--version")

    assert (ended.code, ended.out) == (0, f"screener, version {__version__}\n")


def test_an_unknown_command_is_wrong_use(program: Commands) -> None:
    """Exit code 2, and nothing on standard output."""
    ended = program.run("destroy")

    assert (ended.code, ended.out) == (2, "")
    assert "destroy" in ended.err


def test_what_somebody_can_act_upon_is_told_without_a_traceback(program: Commands) -> None:
    """A ScreenerError is its text on standard error and its exit code."""
    ended = program.run("--config", "nowhere.yaml", "doors")

    assert (ended.code, ended.out) == (78, "")
    assert ended.err.startswith("nowhere.yaml:1:1: cannot be read")
    assert "Traceback" not in ended.err


class Buggy(Screener):
    """The program with a command that is broken."""

    def get_command(self, _: click.Context, __: str) -> click.Command:
        """A command that divides by zero."""
        return click.Command("log", callback=lambda: 1 // 0)


def test_a_bug_keeps_its_traceback() -> None:
    """What is not a ScreenerError is not hidden behind a friendly sentence."""
    with pytest.raises(ZeroDivisionError):
        Buggy("screener").main(["log"])


def test_config_is_found_in_the_environment(program: Commands) -> None:
    """`$SCREENER_CONFIG` counts before the current directory, and `--config` before it."""
    program.write("other.yaml", program.read("config.yaml") + "nonsense: 1\n")

    assert program.run("check", SCREENER_CONFIG="other.yaml").code == 78
    assert program.run("--config", "config.yaml", "check", SCREENER_CONFIG="other.yaml").code == 0


def test_a_terminal_without_unicode_gets_numbers_and_no_traceback(program: Commands) -> None:
    """`✓` on a Latin-1 terminal is shown as its number."""
    ended = program.python(
        "-m", "screener", "why", "--from", "him@example.com", PYTHONIOENCODING="latin-1"
    )

    assert ended.code == 0
    assert "\\u2713" in ended.out


def test_the_daemon_s_commands_tell_of_broken_configuration(program: Commands) -> None:
    """`run` and `once` end with 78 before they touch anything."""
    program.write("config.yaml", "accounts: []\n")

    assert program.run("run").code == 78
    assert program.run("once").code == 78


def test_once_for_an_account_that_is_not_there_is_wrong_use(program: Commands) -> None:
    """The accounts that are there are named."""
    ended = program.run("once", "--account", "mi")

    assert ended.code == 2
    assert "`me`" in ended.err
