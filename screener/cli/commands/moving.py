"""The commands that move doors, and the one that takes back."""

from collections.abc import Sequence

import click

from screener.cli.commands import options
from screener.cli.completion import words as known
from screener.cli.terminal.times import Said, said


@click.command(epilog=options.WHO)
@click.argument("who", nargs=-1, required=True, shell_complete=known.not_closed)
@click.option(
    "--decline",
    metavar="TEMPLATE",
    shell_complete=known.templates,
    help="Send this answer of your `replies`, once, and never another.",
)
@click.option("--again", is_flag=True, help="Send it although you told them no already.")
@click.option(
    "--until",
    callback=said,
    metavar="WHEN",
    help="The door opens again by itself: 2027-06-01, or 30d from now.",
)
@click.option("--no-sweep", is_flag=True, help="Leave the messages of the past where they are.")
@click.pass_context
def close(
    ctx: click.Context,
    who: Sequence[str],
    until: Said | None,
    no_sweep: bool,
    decline: str | None,
    again: bool,
) -> None:
    """Close the door of WHO.

    From now on their mail is kept as evidence, marked as read, filed out of sight and counted, and
    nobody answers. Past messages are looked for, kept, and filed too.

    \b
        screener close pushy@example.com
        screener close "+1 202 555 0143" --until 2027-06-01
        screener close pushy@example.com --decline polite-no
    """
    from screener.cli.printing.door import close as move

    move(ctx, who, until, no_sweep=no_sweep, decline=decline, again=again)


@click.command("open", epilog=options.WHO)
@click.argument("who", nargs=-1, required=True, shell_complete=known.not_open)
@click.pass_context
def open_(ctx: click.Context, who: Sequence[str]) -> None:
    """Open the door of WHO again; their mail is treated like everybody's.

    The evidence stays, and what was filed stays where it is.
    """
    from screener.cli.printing.door import open_ as move

    move(ctx, who)


@click.command(epilog=options.WHO)
@click.argument("who", nargs=-1, required=True, shell_complete=known.not_welcome)
@click.pass_context
def welcome(ctx: click.Context, who: Sequence[str]) -> None:
    """Never screen WHO: no rule is tried on their mail, so it stays in the inbox."""
    from screener.cli.printing.door import welcome as move

    move(ctx, who)


@click.command()
@click.argument("id", required=False, shell_complete=known.changes)
@click.option(
    "--since", callback=said, metavar="WHEN", help="All that was done since: 1h, 2026-11-20."
)
@click.option(
    "--rule", metavar="NAME", shell_complete=known.rules, help="All that this rule has done."
)
@options.as_json
@click.pass_context
def undo(
    ctx: click.Context,
    id: str | None,  # noqa: A002  click names it as people see it
    since: Said | None,
    rule: str | None,
    as_json: bool,
) -> None:
    """Take back what was done to one message, or to many: filing, trashing, tagging, marking.

    ID is the first word of a line of `screener log`. What comes back is left alone for good. What
    you have moved on yourself stays there, copies stay, and what was sent is sent.

    \b
        screener undo 3f1c0a9be2d47
        screener undo --since 1h
        screener undo --rule Newsletters
    """
    from screener.cli.printing.undo import undo as take_back

    take_back(ctx, id, since, rule, as_json=as_json)
