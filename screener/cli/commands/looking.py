"""The commands that tell what was done, and about whom."""

from datetime import date
from pathlib import Path

import click

from screener.cli.commands import options
from screener.cli.completion import words as known
from screener.cli.terminal.times import Said


def _day(_: click.Context, __: click.Parameter, text: str | None) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(f"{text!r} is no day such as `2026-11-20`") from None


@click.command()
@click.option(
    "--date", "day", callback=_day, metavar="DAY", help="Not the next one, but that of 2026-11-20."
)
@options.account
@click.option("--send", is_flag=True, help="Deliver it now, unless this day's has gone.")
@click.option(
    "--html",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write the page there, as the mail has it.",
)
@click.option("--text", "as_text", is_flag=True, help="Print the text, as it does by itself.")
@options.as_json
@click.pass_context
def digest(
    ctx: click.Context,
    day: date | None,
    account: str | None,
    send: bool,
    html: Path | None,
    as_text: bool,
    as_json: bool,
) -> None:
    """Show the mail that you get each morning: what the next one would hold, or a past one held.

    \b
        screener digest
        screener digest --date 2026-11-20
        screener digest --html page.html
        screener digest --send
    """
    from screener.cli.printing.digest import digest as tell

    tell(ctx, day, account, send=send, html=html, as_text=as_text, as_json=as_json)


@click.command()
@options.since
@click.option(
    "--contact",
    metavar="WHO",
    shell_complete=known.people,
    help="Only about this person: an address, a number, or a name.",
)
@click.option(
    "--rule",
    metavar="NAME",
    shell_complete=known.rules,
    help="Only by this rule; closed doors are the rule `closed door`.",
)
@options.words
@options.as_json
@click.pass_context
def log(
    ctx: click.Context,
    since: Said | None,
    contact: str | None,
    rule: str | None,
    words: bool,
    as_json: bool,
) -> None:
    """List what was decided, oldest first: every message has a line, and so has every call.

    The first word of a line is the ID that `screener why` and `screener undo` take. What closed
    contacts wrote is hidden unless you say --words.

    \b
        screener log --since 2d
        screener log --contact pushy@example.com
        screener log --rule Newsletters
    """
    from screener.cli.printing.log import log as tell

    tell(ctx, since, contact, rule, words=words, as_json=as_json)


@click.command()
@click.argument("message", metavar="[ID]", required=False, shell_complete=known.decisions)
@click.option(
    "--from",
    "sender",
    metavar="ADDRESS",
    shell_complete=known.people,
    help="Instead of an ID: a message from there that might come.",
)
@click.option("--subject", default="", metavar="TEXT", help="With --from: its subject.")
@click.option(
    "--account",
    metavar="NAME",
    shell_complete=known.accounts,
    help="With --from: the account that it comes to.",
)
@options.words
@options.as_json
@click.option(
    "--receipts",
    is_flag=True,
    help="With --json: also when each action was done, and where the message lies.",
)
@click.pass_context
def why(
    ctx: click.Context,
    message: str | None,
    sender: str | None,
    subject: str,
    account: str | None,
    words: bool,
    as_json: bool,
    receipts: bool,
) -> None:
    """Tell why one message was treated as it was: every rule up to the one that decided.

    It ends with what was done, when, what was refused and why, and where the message lies now as
    far as screener knows.

    ID is the first word of a line of `screener log`; a Message-ID or a piece of the subject will
    do as well. With --from you ask about a message that might come; nothing is done by it.

    \b
        screener why 3f1c0a9be2d47
        screener why "informational interview"
        screener why --from pushy@example.com --subject Hello
    """
    from screener.cli.printing.why import why as tell

    tell(
        ctx,
        message,
        sender,
        subject,
        account,
        words=words,
        as_json=as_json,
        with_receipts=receipts,
    )


@click.command()
@options.as_json
@click.option(
    "--vcard",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write the closed telephone numbers there, for a telephone's own block list.",
)
@click.pass_context
def doors(ctx: click.Context, as_json: bool, vcard: Path | None) -> None:
    """List everybody whose door is closed or who is welcome.

    For the closed ones it tells how often they knocked, and when last.
    """
    from screener.cli.printing.doors import doors as tell

    tell(ctx, as_json=as_json, vcard=vcard)


@click.command(epilog=options.WHO)
@click.argument("who", shell_complete=known.people)
@options.words
@options.as_json
@click.pass_context
def contact(ctx: click.Context, who: str, words: bool, as_json: bool) -> None:
    """Tell everything about one person: handles, door, what happened and what was answered.

    At the end it lists who else this person may be, and what speaks for it. What a closed contact
    wrote is hidden unless you say --words.

    \b
        screener contact pushy@example.com
        screener contact "The man from the street"
    """
    from screener.cli.printing.contact import contact as tell

    tell(ctx, who, words=words, as_json=as_json)


@click.group(invoke_without_command=True)
@options.as_json
@click.pass_context
def gates(ctx: click.Context, as_json: bool) -> None:
    """List who stands where in your gates; or say what is to become of somebody there.

    \b
        screener gates
        screener gates advance ann@example.com
        screener gates choose ann@example.com Meet
    """
    if ctx.invoked_subcommand is None:
        from screener.cli.printing.gates import gates as tell

        tell(ctx, as_json=as_json)


@gates.command("advance", epilog=options.WHO, short_help="Go on to the next step with WHO.")
@click.argument("who", shell_complete=known.inside)
@click.pass_context
def advance(ctx: click.Context, who: str) -> None:
    """Take what WHO has sent as good enough for this step, and go on to the next."""
    from screener.cli.printing.gates import advance as tell

    tell(ctx, who)


@gates.command("lapse", epilog=options.WHO, short_help="Wait no longer for WHO.")
@click.argument("who", shell_complete=known.inside)
@click.pass_context
def lapse(ctx: click.Context, who: str) -> None:
    """Wait no longer for WHO; they leave the gate as if their time had run out."""
    from screener.cli.printing.gates import lapse as tell

    tell(ctx, who)


@gates.command("choose", epilog=options.WHO, short_help="Choose what is done with WHO.")
@click.argument("who", shell_complete=known.inside)
@click.argument("label", shell_complete=known.labels)
@click.pass_context
def choose(ctx: click.Context, who: str, label: str) -> None:
    """Choose LABEL for WHO: one of the `choices` of the gate in which they stand.

    `screener gates` tells which there are.
    """
    from screener.cli.printing.gates import choose_ as tell

    tell(ctx, who, label)
