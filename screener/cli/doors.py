"""`doors`: everybody whose door is not open, with their knocks and open questions."""

from datetime import tzinfo
from pathlib import Path

import click

from screener.application.doors import DoorShown, shut_or_wide
from screener.bootstrap import clock
from screener.cli import shapes
from screener.cli.opened import configured, rules_in_force, store_if_there, zone
from screener.cli.shown import Column, fitted, row, terminal_width
from screener.cli.times import local
from screener.cli.vcard import vcards
from screener.domain.visible import visible

COLUMNS = (
    Column("DOOR", 7),
    Column("CONTACT", 12, share=3),
    Column("HANDLES", 12, share=4),
    Column("SINCE", 10),
    Column("KNOCKS", 6),
    Column("LAST KNOCK", 22),
)

BELOW = " " * (COLUMNS[0].width + 2)
"""What stands before a question, so that it begins below the contact."""


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One object a line.")
@click.option(
    "--vcard",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write the closed telephone numbers there, for a telephone's own block list.",
)
@click.pass_context
def doors(ctx: click.Context, as_json: bool, vcard: Path | None) -> None:
    """List everybody whose door is not open, their knocks, and what you are asked about them."""
    found = configured(ctx)
    here = zone(found.settings)
    directory = rules_in_force(found).directory
    with store_if_there(found.settings) as store:
        listed = list(shut_or_wide(directory, store, today=clock().now().astimezone(here).date()))
    if vcard is not None:
        _write(vcard, listed)
    elif as_json:
        for one in listed:
            click.echo(shapes.line(shapes.door(one)))
    else:
        _show(listed, here)


def _show(listed: list[DoorShown], here: tzinfo) -> None:
    if not listed:
        click.echo("Every door is open.", err=True)
        return
    width = terminal_width()
    click.secho(row([column.title for column in COLUMNS], COLUMNS, within=width), bold=True)
    for one in listed:
        click.echo(row(_texts(one, here), COLUMNS, within=width))
        for question in one.asked:
            told = f"{BELOW}? {visible(question)}"
            click.echo(fitted(told, width).rstrip() if width else told)


def _texts(one: DoorShown, here: tzinfo) -> list[str]:
    contact = one.contact
    return [
        contact.door.value,
        visible(contact.line),
        visible(", ".join(handle.shown for handle in contact.handles)),
        contact.since.isoformat() if contact.since else "-",
        f"{one.knocks:6}",
        local(one.last_knock, here) if one.last_knock else "-",
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
