"""The command `screener`: finds the command that is meant and loads nothing else.

The surprise is in `COMMANDS`: the names and one-line helps stand here and not in the modules, so
that `--help` imports none of them.
"""

import gc
import os
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, NoReturn

import click

from screener import __version__
from screener.errors import ScreenerError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

COMPLETE = "_SCREENER_COMPLETE"
"""The variable by which a shell asks for the rest of a word."""

HUNG_UP = 128 + 13
"""The exit code when whoever reads has had enough, as `head` has: that of SIGPIPE."""


class Lazy(NamedTuple):
    """The module below screener.cli that has a command by its name, and its help on one line."""

    module: str
    help: str


COMMANDS = {
    "run": Lazy("commands.running", "Screen all accounts from now on, until you stop it."),
    "once": Lazy("commands.running", "Look once at all accounts, then end."),
    "check": Lazy("commands.rules", "Look for mistakes in configuration and rules."),
    "preview": Lazy("commands.rules", "Tell what the rules would do to mail that is there."),
    "test": Lazy("commands.rules", "Try the rules on the examples beside them."),
    "doctor": Lazy("commands.running", "Connect, look at everything, and say what to do."),
    "digest": Lazy("commands.looking", "Show the daily mail, or deliver it."),
    "log": Lazy("commands.looking", "List what was decided, oldest first."),
    "why": Lazy("commands.looking", "Tell why one message was treated as it was."),
    "doors": Lazy("commands.looking", "List everybody who is closed or welcome."),
    "close": Lazy("commands.moving", "Close somebody's door."),
    "open": Lazy("commands.moving", "Open somebody's door again."),
    "welcome": Lazy("commands.moving", "Never screen somebody."),
    "undo": Lazy("commands.moving", "Take back what was done to messages."),
    "contact": Lazy("commands.looking", "Tell everything about one person."),
    "gates": Lazy("commands.looking", "List who stands where in gates, and say a word on it."),
    "note": Lazy("commands.record", "Write down what somebody did elsewhere."),
    "dossier": Lazy("commands.record", "Put all that is kept of somebody into one folder."),
    "tell": Lazy("commands.record", "Tell others of somebody who comes again and again."),
    "forget": Lazy("commands.record", "Remove what is kept of somebody."),
    "verify": Lazy("commands.record", "Prove that the record is what it was."),
    "sieve": Lazy("commands.rules", "Print a script for the server that files closed senders."),
    "schema": Lazy("commands.rules", "Print JSON Schema for rules and configuration, for editors."),
    "pause": Lazy("commands.running", "Stop everything but watching and keeping evidence."),
    "resume": Lazy("commands.running", "Go on after a pause."),
    "demo": Lazy("commands.running", "Show the whole story on this machine, with no account."),
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
        module = import_module(f"screener.cli.{COMMANDS[name].module}")
        # `open` would hide Python's own.
        found = getattr(module, name if name != "open" else "open_")
        assert isinstance(found, click.Command)  # noqa: S101  the table above says so
        return found

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list["CompletionItem"]:
        """The commands that begin so, from the table alone, and the options."""
        from click.shell_completion import CompletionItem

        begun = (each for each in COMMANDS.items() if each[0].startswith(incomplete))
        found = [CompletionItem(name, help=lazy.help) for name, lazy in begun]
        return [*found, *super(click.Group, self).shell_complete(ctx, incomplete)]

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
        except BrokenPipeError:
            # What is still to be written goes nowhere, so that Python does not complain of it.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(HUNG_UP)


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
    """Screens mailboxes over IMAP: decides by your rules who gets through.

    `screener COMMAND --help` tells more of each command.
    """
    ctx.obj = config
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        ctx.color = False


def main() -> NoReturn:
    """Run the command line; ends the process with an exit code of screener.errors."""
    # Nobody's plugins change our models; to look for some takes a twentieth of the start.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    # What importing makes is there to stay, some 150,000 values; to look for garbage among them
    # takes a tenth of the start.
    gc.set_threshold(200_000, 20, 50)
    for stream in (sys.stdout, sys.stderr):
        # A terminal that knows no ✓ gets its number, and never a traceback.
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    if COMPLETE in os.environ:
        from screener.cli.completion.shells import register

        register()
    try:
        screener.main(prog_name="screener", complete_var=COMPLETE)
    finally:
        # The end of the process frees all there is; to look for garbage in it before would take
        # longer than many a command.
        gc.freeze()
    raise AssertionError("click ends the program")
