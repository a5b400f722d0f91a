"""What becomes of past messages once a door is closed: told, and on a terminal shown."""

import sys
import time
from collections.abc import Collection

import click

from screener.bootstrap import clock
from screener.domain.settings import Settings
from screener.ports.store import Store

RUNNING = "The running screener looks for their past messages now."

LATER = "Their past messages are looked for in the next round: `screener once`, or `run`."

_LOOK = 0.2
"""Seconds between two looks at how far it is."""


def tell_of_the_past(settings: Settings, store: Store, lines: Collection[str]) -> None:
    """Say who sweeps, and when; on a terminal, show how a running program goes on with it."""
    now = clock().now()
    if not any(store.holder(account.name, now=now) for account in settings.accounts):
        click.echo(LATER)
        return
    click.echo(RUNNING)
    if sys.stderr.isatty():
        _show(store, lines)


def _show(store: Store, lines: Collection[str]) -> None:
    """A bar that fills with the folders of all accounts; Ctrl-C ends the looking and no more."""
    book = store.doorbook
    occasions = {one.sweep for one in book.closings() if one.line in lines and one.sweep}
    with click.progressbar(length=1000, label="Sweeping", file=sys.stderr) as bar:
        done = 0
        while True:
            sweeps = [sweep for occasion in occasions for sweep in book.swept(occasion)]
            share = sum(
                1.0 if one.finished else one.folders_done / (one.folders or 1) for one in sweeps
            )
            reached = round(1000 * share / len(sweeps)) if sweeps else 1000
            bar.update(reached - done)
            done = reached
            if all(one.finished for one in sweeps):
                break
            time.sleep(_LOOK)
    kept = sum(sweep.kept for sweep in sweeps)
    filed = sum(sweep.filed for sweep in sweeps)
    click.echo(f"{kept} past messages are preserved, {filed} of them are filed.", err=True)
