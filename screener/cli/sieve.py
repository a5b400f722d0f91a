"""`sieve`: a script by which the mail server files what closed senders send."""

import click

from screener.bootstrap import clock, own
from screener.cli.opened import configured, rules_in_force, zone
from screener.domain.settings import Mark
from screener.domain.sieve import script


@click.command()
@click.option(
    "--folder",
    metavar="NAME",
    help="The folder as the server calls it, such as INBOX.Screened.Closed; else as configured.",
)
@click.pass_context
def sieve(ctx: click.Context, folder: str | None) -> None:
    """Print a Sieve script for the exactly closed addresses and domains. It never discards."""
    found = configured(ctx)
    settings = found.settings
    click.echo(
        script(
            rules_in_force(found).directory,
            own=own(settings).addresses,
            folder=folder or settings.closed_door.file,
            seen=Mark.SEEN in settings.closed_door.mark,
            today=clock().now().astimezone(zone(settings)).date(),
        ),
        nl=False,
    )
