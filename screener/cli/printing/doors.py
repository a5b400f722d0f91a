"""`doors`: everybody whose door is not open, with their knocks."""

from datetime import datetime, tzinfo
from pathlib import Path

import click

from screener.application.doors.moving import DoorShown, shut_or_wide
from screener.bootstrap import clock
from screener.cli.opened import configured, rules_in_force, store_if_there, zone
from screener.cli.printing import shapes
from screener.cli.printing.vcard import vcards
from screener.cli.terminal import colours
from screener.cli.terminal.clockface import EXACT, SPOKEN, spoken
from screener.cli.terminal.shown import shortened
from screener.cli.terminal.table import GAP, Cell, Column, Table, terminal_width
from screener.cli.terminal.times import local
from screener.domain.visible import visible

COLUMNS = (
    Column("DOOR", 7),
    Column("CONTACT", 16, share=3),
    Column("HANDLES", 20, share=4, rank=1),
    Column("SINCE", 10, rank=2),
    Column("KNOCKS", 6, number=True),
    Column("LAST KNOCK", EXACT, rank=3),
    Column("KNOCKED", SPOKEN, spoken=True),
)

BELOW = " " * (COLUMNS[0].width + len(GAP))
"""What stands before a question, so that it begins below the contact."""


def doors(ctx: click.Context, *, as_json: bool, vcard: Path | None) -> None:
    """List who is closed or welcome, or write the closed numbers into a file."""
    found = configured(ctx)
    here, now = zone(found.settings), clock().now()
    directory = rules_in_force(found).directory
    with store_if_there(found.settings) as store:
        listed = list(shut_or_wide(directory, store, today=now.astimezone(here).date()))
    if vcard is not None:
        _write(vcard, listed)
    elif as_json:
        for one in listed:
            click.echo(shapes.line(shapes.door(one)))
    else:
        _show(listed, now, here)


def _show(listed: list[DoorShown], now: datetime, here: tzinfo) -> None:
    if not listed:
        click.echo("Every door is open.", err=True)
        return
    width = terminal_width()
    table = Table(COLUMNS, within=width)
    click.echo(table.head())
    for one in listed:
        click.echo(table.row(_cells(one, now, here)))
        for question in one.asked:
            told = f"{BELOW}? {visible(question)}"
            click.echo(shortened(told, width) if width else told)


def _cells(one: DoorShown, now: datetime, here: tzinfo) -> list[str | Cell]:
    contact, last = one.contact, one.last_knock
    return [
        Cell(contact.door.value, colours.of_door(contact.door)),
        visible(contact.line),
        visible(", ".join(handle.shown for handle in contact.handles)),
        contact.since.isoformat() if contact.since else "-",
        str(one.knocks),
        local(last, here) if last else "-",
        spoken(last, now=now, zone=here) if last else "-",
    ]


def _write(path: Path, listed: list[DoorShown]) -> None:
    cards = vcards(one.contact for one in listed)
    if not cards:
        click.echo("No closed contact has a telephone number; nothing was written.", err=True)
        return
    try:
        path.write_text("".join(cards), encoding="utf-8", newline="")
    except OSError as error:
        raise click.FileError(str(path), hint=error.strerror) from error
    click.echo(f"{len(cards)} contacts are in {path}.", err=True)
