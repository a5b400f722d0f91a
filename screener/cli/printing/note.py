"""`note`: what happened elsewhere, in the same record."""

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import click

from screener.application.doors.who import who as find
from screener.application.record.ledger import sign_head
from screener.application.record.note import Channel, Note, take_note
from screener.bootstrap import archive, clock, notary, opened_store
from screener.cli.opened import configured, rules_in_force, zone
from screener.cli.terminal.times import Said, moment
from screener.domain.visible import visible
from screener.errors import WrongUse

PIECE = 1 << 20


def note(
    ctx: click.Context,
    who: str,
    text: str,
    at: Said | None,
    channel: str,
    attach: Sequence[Path],
    *,
    told_no: bool,
) -> None:
    """Write it into the record, and say whether it counts as a knock."""
    found = configured(ctx)
    settings, now, here = found.settings, clock().now(), zone(found.settings)
    when = now if at is None else moment(at, now=now, zone=here)
    if when > now:
        raise WrongUse("that is still to come", advice="note what has happened")
    region = settings.accounts[0].region
    about = find(who, directory=rules_in_force(found).directory, region=region)
    signer = notary(settings)
    with opened_store(settings) as store:
        knocked = take_note(
            Note(when, _sayable(text), Channel(channel), told_no),
            about=about,
            zone=here,
            files=((_sayable(path.name), _pieces(path)) for path in attach),
            store=store,
            archive=archive(settings),
        )
        sign_head(store, signer, now=clock().now())
    counted = "; it counts as a knock" if knocked else ""
    click.echo(f"Noted about {visible(about.name)}{counted}.")


def _sayable(text: str) -> str:
    """The text without the octets that no encoding of the terminal explains."""
    return text.encode("utf-8", "replace").decode()


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from iter(partial(file.read, PIECE), b"")
