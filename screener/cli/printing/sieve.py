"""`sieve`: a script by which the mail server files what closed senders send."""

import click

from screener.bootstrap import clock, own
from screener.cli.opened import configured, rules_in_force, zone
from screener.domain.rules.sieve import script
from screener.domain.settings.settings import Mark


def sieve(ctx: click.Context, folder: str | None) -> None:
    """Print the script for the doors that are closed today."""
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
