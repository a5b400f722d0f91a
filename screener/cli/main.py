"""The command `screener`: finds the command that is meant and loads nothing else.

The surprise is in `COMMANDS`: the names and one-line helps stand here and not in the modules, so
that `--help` imports none of them.
"""

import gc
import os
import sys
from importlib import import_module
from pathlib import Path
from typing import NamedTuple, NoReturn

import click

from screener import __version__
from screener.errors import ScreenerError


class Lazy(NamedTuple):
    """The module in which a command lives under its own name, and its help on one line."""

    module: str
    help: str


COMMANDS = {
    "run": Lazy("serve", "Screen until a signal ends it."),
    "once": Lazy("serve", "One pass over all accounts, then exit."),
    "check": Lazy("check", "Validate configuration and rules, without the network."),
    "preview": Lazy("preview", "Tell what the rules would do to mail that is there."),
    "test": Lazy("test", "Try the rules' own tests, without the network."),
    "doctor": Lazy("doctor", "Connect, look at everything, and say what it means."),
    "digest": Lazy("digest", "Show the daily mail, or deliver it."),
    "log": Lazy("log", "List what was decided, oldest first."),
    "why": Lazy("why", "Tell why one message was treated as it was."),
    "doors": Lazy("doors", "List everybody whose door is not open."),
    "close": Lazy("door", "Close somebody's door."),
    "open": Lazy("door", "Open somebody's door again."),
    "welcome": Lazy("door", "Never screen somebody."),
    "undo": Lazy("undo", "Take back what was done to messages."),
    "contact": Lazy("contact", "Tell everything about one person."),
    "gates": Lazy("gates", "List who stands where in gates, and say a word on it."),
    "note": Lazy("note", "Write down what somebody did elsewhere."),
    "dossier": Lazy("dossier", "Export what is kept of somebody, to read and to check."),
    "tell": Lazy("tell", "Tell others of somebody who comes again and again."),
    "forget": Lazy("forget", "Remove what is kept of somebody."),
    "verify": Lazy("verify", "Prove that the record is what it was."),
    "sieve": Lazy("sieve", "Print a script for the server that files closed senders."),
    "schema": Lazy("schema", "Print JSON Schema for rules and configuration, for editors."),
    "pause": Lazy("pause", "Stop everything but watching and preserving."),
    "resume": Lazy("pause", "Go on after a pause."),
    "demo": Lazy("demo", "The whole story on this machine, with no account."),
}


class Screener(click.Group):
    """A group whose commands are imported when they are needed."""

    def list_commands(self, _: click.Context) -> list[str]:
        """In the order in which people meet them."""
        return list(COMMANDS)

    def get_command(self, _: click.Context, name: str) -> click.Command | None:
        """The command of that name, imported now."""
        if name not in COMMANDS:
            return None
        # What importing makes is there to stay: looking for garbage in it costs an eighth of
        # the start.
        gc.disable()
        try:
            module = import_module(f"screener.cli.{COMMANDS[name].module}")
        finally:
            gc.freeze()
            gc.enable()
        # `open` would hide Python's own.
        found = getattr(module, name if name != "open" else "open_")
        assert isinstance(found, click.Command)  # noqa: S101  the table above says so
        return found

    def format_commands(self, _: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, from the table alone."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, lazy.help) for name, lazy in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> object:
        """Run the command. What somebody can do something about is told; a bug is not caught."""
        try:
            return super().invoke(ctx)
        except ScreenerError as error:
            click.echo(error, err=True)
            ctx.exit(error.exit_code)


@click.group(cls=Screener, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--config",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="The configuration; else $SCREENER_CONFIG, ./config.yaml, or the user's or system's own.",
)
@click.version_option(__version__, prog_name="screener")
@click.pass_context
def screener(ctx: click.Context, config: Path | None) -> None:
    """Screens mailboxes over IMAP: decides by your rules who gets through."""
    ctx.obj = config
    if os.environ.get("NO_COLOR"):
        ctx.color = False


def main() -> NoReturn:
    """Run the command line; ends the process with an exit code of screener.errors."""
    # Some commands import more when they run.
    gc.set_threshold(50_000, 20, 50)
    for stream in (sys.stdout, sys.stderr):
        # A terminal that knows no ✓ gets its number, and never a traceback.
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    screener.main(prog_name="screener")
    raise AssertionError("click ends the program")
