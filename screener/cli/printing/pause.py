"""`pause` and `resume`: everything but watching and preserving stops, and goes on."""

from datetime import timedelta

import click

from screener.application import pausing
from screener.application.errand import call
from screener.application.letters.waiting import call_off
from screener.bootstrap import clock, opened_store
from screener.cli.opened import configured, store_if_there, zone
from screener.cli.terminal.times import local


def pause(ctx: click.Context, how_long: timedelta | None) -> None:
    """Stop everything but watching and preserving; what is decided meanwhile waits.

    Answers that wait already are not sent at all.
    """
    settings, now = configured(ctx).settings, clock().now()
    until = None if how_long is None else now + how_long
    with opened_store(settings) as store:
        pausing.pause(store, until=until)
        call_off(store, [account.name for account in settings.accounts], at=now)
    end = "until `screener resume`" if until is None else f"until {local(until, zone(settings))}"
    click.echo(f"Paused {end}; what arrives is watched and preserved.")


def resume(ctx: click.Context) -> None:
    """Go on after a pause; a running program does what waited within seconds."""
    settings = configured(ctx).settings
    with store_if_there(settings) as store:
        if store is None or not pausing.resume(store):
            click.echo("Nothing was paused.")
            return
        call(store, at=clock().now())
    click.echo("Going on.")
