"""The commands for whoever writes rules."""

import json

import click

from screener.cli.commands import options
from screener.cli.terminal.times import Said


@click.command()
@click.option("--strict", is_flag=True, help="Warnings count as well: exit code 1.")
@options.as_json
@click.pass_context
def check(ctx: click.Context, strict: bool, as_json: bool) -> None:
    """Look for mistakes in configuration and rules.

    Every mistake is told with its file, line and column, and with what would be right. No network
    is needed and no password is read. The exit code is 78 if something cannot be used as it is.
    """
    from screener.cli.printing.check import check as tell

    tell(ctx, strict=strict, as_json=as_json)


@click.command()
@options.as_json
@click.pass_context
def test(ctx: click.Context, as_json: bool) -> None:
    """Try the rules on the examples in `rules/tests`, without any mailbox.

    The exit code is 1 if something else comes out than is expected there, and 78 if rules or
    examples cannot be read.
    """
    from screener.cli.printing.test import test as tell

    tell(ctx, as_json=as_json)


@click.command()
@options.since
@options.account
@options.as_json
@click.pass_context
def preview(ctx: click.Context, since: Said | None, account: str | None, as_json: bool) -> None:
    """Tell what the rules would do to mail that is there already.

    Nothing is changed by it. It looks at the last 30 days unless you say --since. If the files
    differ from the rules that are in force, it tells first what would change.

    \b
        screener preview
        screener preview --since 7d
    """
    from screener.cli.printing.preview import preview as tell

    tell(ctx, since, account, as_json=as_json)


@click.command()
@click.argument("of", type=click.Choice(["rules", "config", "tests"]), default="rules")
def schema(of: str) -> None:
    """Print the JSON Schema by which editors help with writing.

    It is for rule files, the configuration, or the examples in `rules/tests`. The starter rules
    look for it beside them:

    \b
        screener schema > rules/rules.schema.json
    """
    from screener.config.schema import SCHEMAS

    click.echo(json.dumps(SCHEMAS[of](), indent=1, ensure_ascii=False))


@click.command()
@click.option(
    "--folder",
    metavar="NAME",
    help="The folder as the server calls it, such as INBOX.Screened.Closed; else as configured.",
)
@click.pass_context
def sieve(ctx: click.Context, folder: str | None) -> None:
    """Print a Sieve script, by which the mail server itself files what closed senders send.

    So it is filed before a telephone sees it. It discards nothing and answers nothing. It knows
    closed addresses and domains; for patterns, numbers and the rest screener is still needed.

    \b
        screener sieve > screener.sieve
    """
    from screener.cli.printing.sieve import sieve as tell

    tell(ctx, folder)
