"""The commands that make it run, or stop."""

import sys
from datetime import timedelta
from pathlib import Path

import click

from screener.cli.commands import options
from screener.cli.terminal.times import span


@click.command()
@click.pass_context
def run(ctx: click.Context) -> None:
    """Screen all accounts from now on, until you stop it (Ctrl-C, or the signal TERM).

    Changed rules are read by themselves; the signal HUP reads the configuration anew.
    """
    from screener.daemon.service import run as serve

    ctx.exit(serve(ctx.obj))


@click.command()
@options.account
@click.option("--yes", is_flag=True, help="Let the rules act that the brake holds.")
@click.pass_context
def once(ctx: click.Context, account: str | None, yes: bool) -> None:
    """Look once at all accounts: read what is new, decide, do what is due, and end.

    If one rule was about to move very many messages at once, the brake holds it; look at
    `screener log`, and if all is right, let it act with --yes.
    """
    from screener.bootstrap import configure, start_logging
    from screener.cli.printing.past import show_between_rounds
    from screener.daemon.once import go_on
    from screener.daemon.once import once as one_pass

    configured = configure(ctx.obj)
    start_logging(configured.settings)
    between = show_between_rounds if sys.stderr.isatty() else go_on
    ctx.exit(one_pass(configured, account=account, past_the_brake=yes, between=between))


@click.command()
@click.option(
    "--for", "how_long", callback=span, metavar="TIME", help="Go on by itself after this: 30m, 2h."
)
@click.pass_context
def pause(ctx: click.Context, how_long: timedelta | None) -> None:
    """Stop everything but watching and keeping evidence.

    What is decided meanwhile waits, and is done when you say `screener resume` or the time is up.
    """
    from screener.cli.printing.pause import pause as tell

    tell(ctx, how_long)


@click.command()
@click.pass_context
def resume(ctx: click.Context) -> None:
    """Go on after a pause; what waited is done with the next look at the mail."""
    from screener.cli.printing.pause import resume as tell

    tell(ctx)


@click.command()
@options.as_json
@click.pass_context
def doctor(ctx: click.Context, as_json: bool) -> None:
    """Connect to every account, look at everything, and say what it means and what to do.

    Nothing is changed. The exit code is 0 if nothing fails, else that of the first server that
    fails: 69 if it cannot be reached, 77 if it refuses the login, 78 if the configuration is
    wrong; 1 for anything else.
    """
    from screener.cli.printing.doctor import doctor as look

    look(ctx, as_json=as_json)


@click.command()
@click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Where the configuration and the record of the demo go; else ./screener-demo.",
)
@click.pass_context
def demo(ctx: click.Context, folder: Path | None) -> None:
    """Show the whole story: a few people write, and you see what is done with their mail.

    It needs no account and no network. One folder is left behind.
    """
    from screener.cli.printing.demo import demo as tell

    tell(ctx, folder)
