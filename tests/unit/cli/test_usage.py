"""Words that do not fit: exit code 2, told on standard error, before anything is read."""

from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner, Result

from screener.application.record.note import Channel
from screener.cli.commands.record import CHANNELS
from screener.cli.main import COMMANDS, screener
from screener.config.schema import SCHEMAS

HERE = click.Context(screener)


def every_command() -> Iterator[tuple[str, click.Command]]:
    """Each command with the words by which it is called, those below another included."""
    for name in COMMANDS:
        command = screener.get_command(HERE, name)
        assert command is not None
        yield name, command
        for below, its in getattr(command, "commands", {}).items():
            yield f"{name} {below}", its


def run(*words: str) -> Result:
    """The command line, up to where a configuration would be read."""
    return CliRunner().invoke(screener, ["--config", "/nowhere/config.yaml", *words])


@pytest.mark.parametrize("name", [name for name, _ in every_command()])
def test_an_unknown_option_is_wrong_use(name: str) -> None:
    """Of every command."""
    done = run(*name.split(), "--nonsense")

    assert (done.exit_code, done.stdout) == (2, "")
    assert "--nonsense" in done.stderr


@pytest.mark.parametrize(
    "words",
    [
        "close",
        "open",
        "welcome",
        "contact",
        "note",
        "note him@example.com",
        "dossier",
        "tell",
        "forget",
        "gates advance",
        "gates lapse",
        "gates choose",
        "gates choose him@example.com",
        "why",
        "undo",
    ],
)
def test_a_word_that_is_missing_is_wrong_use(words: str) -> None:
    """Whom, what, which."""
    done = run(*words.split())

    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr


@pytest.mark.parametrize(
    "words",
    [
        "log --since soon",
        "preview --since soon",
        "undo --since soon",
        "close him@example.com --until soon",
        "note him@example.com text --at soon",
        "pause --for soon",
        "pause --for 2026-11-20",
    ],
)
def test_what_is_no_time_is_wrong_use(words: str) -> None:
    """The right ones are shown."""
    done = run(*words.split())

    assert (done.exit_code, done.stdout) == (2, "")
    assert "`2h`" in done.stderr


@pytest.mark.parametrize(
    "words",
    [
        "schema everything",
        "note him@example.com text --channel dream",
        "tell him@example.com --to nobody",
        "verify --head nonsense",
        "close him@example.com --again",
        "why d1 --from him@example.com",
        "undo d1 --since 1h",
        "log him@example.com",
        "check here",
    ],
)
def test_words_that_mean_nothing_there_are_wrong_use(words: str) -> None:
    """And nothing is guessed."""
    done = run(*words.split())

    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr


def test_the_words_of_a_choice_are_those_of_the_program() -> None:
    """They are written twice, since the program's own take a while to import."""
    channel = next(one for one in params("note") if one.name == "channel")
    of = next(one for one in params("schema") if one.name == "of")

    assert list(CHANNELS) == [channel.value for channel in Channel]
    assert isinstance(channel.type, click.Choice)
    assert isinstance(of.type, click.Choice)
    assert list(of.type.choices) == list(SCHEMAS)


def params(name: str) -> list[click.Parameter]:
    """The options and arguments of a command."""
    command = screener.get_command(HERE, name)
    assert command is not None
    return command.params


@pytest.mark.parametrize(("name", "command"), list(every_command()), ids=str)
def test_every_command_says_what_it_is_for(name: str, command: click.Command) -> None:
    """In a sentence, with a word on each option; and what `WHO` is, where it is wanted."""
    done = run(*name.split(), "--help")
    wants_somebody = any(parameter.name == "who" for parameter in command.params)

    assert done.exit_code == 0
    assert (command.help or "").split("\n\n")[0].strip().endswith(".")
    assert all(one.help for one in command.params if isinstance(one, click.Option))
    assert ("WHO is an address" in done.stdout) is wants_somebody
    assert max(map(len, done.stdout.splitlines())) <= 80


@pytest.mark.parametrize("name", ["log", "doors", "contact", "gates", "preview", "verify", "why"])
def test_every_listing_has_json(name: str) -> None:
    """As the contract has it."""
    assert any("--json" in one.opts for one in params(name))
