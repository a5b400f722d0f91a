"""What becomes of past messages once a door is closed: told, and on a terminal shown."""

import sys
import time
from collections.abc import Collection, Sequence

import click

from screener.bootstrap import clock
from screener.domain.doors.sweep import Sweep
from screener.domain.settings.settings import Settings
from screener.ports.store import Store

RUNNING = "The running screener looks for their past messages now."

LATER = "Their past messages are looked for in the next round: `screener once`, or `run`."

_LOOK = 0.2
"""Seconds between two looks at how far it is."""

_BAR = 20
"""Characters; the whole line is shorter than any line of the log."""


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
            reached = round(1000 * _share(sweeps))
            bar.label = f"Sweeping, {_kept(sweeps)} kept"
            bar.update(reached - done)
            done = reached
            if all(one.finished or one.again for one in sweeps):
                break
            time.sleep(_LOOK)
    if refused := [folder for one in sweeps for folder in one.refused]:
        click.echo(f"The server would not show {', '.join(refused)}; tried again later.", err=True)
    filed = sum(sweep.filed for sweep in sweeps)
    click.echo(f"{_kept(sweeps)} past messages are preserved, {filed} of them are filed.", err=True)


def show_between_rounds(store: Store, account: str) -> None:
    """How far the sweep of the account is that this very process goes on with, if there is one.

    The line ends at its own beginning, so that the next line of the log, which is longer, takes
    its place.
    """
    sweeps = store.doorbook.sweeps(account=account)[:1]
    if not sweeps:
        return
    share = _share(sweeps)
    filled = "#" * round(_BAR * share)
    told = f"Sweeping, {_kept(sweeps)} kept  [{filled:-<{_BAR}}] {share:4.0%}"
    click.echo(f"\r{told}\r", nl=False, err=True)


def _share(sweeps: Sequence[Sweep]) -> float:
    """How much of the folders of all accounts was searched."""
    shares = [1.0 if one.finished else one.folders_done / (one.folders or 1) for one in sweeps]
    return sum(shares) / len(shares) if shares else 1.0


def _kept(sweeps: Sequence[Sweep]) -> int:
    return sum(sweep.kept for sweep in sweeps)
