"""`run` and `once`: the two commands that take the mailbox."""

import sys

import click


@click.command()
@click.pass_context
def run(ctx: click.Context) -> None:
    """Screen all accounts until a signal ends it: SIGTERM ends, SIGHUP reads all files anew."""
    from screener.daemon.service import run as serve

    ctx.exit(serve(ctx.obj))


@click.command()
@click.option("--account", metavar="NAME", help="Only this account.")
@click.option("--yes", is_flag=True, help="Let rules act that the brake holds.")
@click.pass_context
def once(ctx: click.Context, account: str | None, yes: bool) -> None:
    """One pass over all accounts: read what is new, decide, and carry out what is due."""
    from screener.bootstrap import configure, start_logging
    from screener.cli.past import show_between_rounds
    from screener.daemon.once import go_on
    from screener.daemon.once import once as one_pass

    configured = configure(ctx.obj)
    start_logging(configured.settings)
    between = show_between_rounds if sys.stderr.isatty() else go_on
    ctx.exit(one_pass(configured, account=account, past_the_brake=yes, between=between))
