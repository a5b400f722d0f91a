"""`dossier`: what is kept of somebody, in a folder that a stranger can read and check."""

from hashlib import sha256
from pathlib import Path

import click

from screener.application.doors.who import Who
from screener.application.doors.who import who as find
from screener.application.dossier.export import Order, Sources, export, safe_name
from screener.application.dossier.redact import Eyes
from screener.application.record.ledger import sign_head
from screener.application.record.theirs import Theirs
from screener.bootstrap import archive, clock, notary, opened_store
from screener.cli.opened import configured, rules_in_force, zone
from screener.cli.terminal.progress import watched
from screener.domain.people.handle import address_key
from screener.domain.record.chain import Act, Deed
from screener.domain.settings.settings import Settings
from screener.domain.visible import visible
from screener.errors import ScreenerError
from screener.ports.folder import Sink
from screener.ports.paper import Paper
from screener.ports.store import Store


def dossier(
    ctx: click.Context, who: str, out: Path | None, *, with_notes: bool, redact_others: bool
) -> None:
    """Export what is kept of them, and say what its check sums come to."""
    from screener.adapters.decoder import installed
    from screener.adapters.folder import SUMS, new_folder

    found = configured(ctx)
    settings, here, now = found.settings, zone(found.settings), clock().now()
    region = settings.accounts[0].region
    about = find(who, directory=rules_in_force(found).directory, region=region)
    eyes = _eyes(settings, about, with_notes=with_notes, redact_others=redact_others)
    where = out or Path(f"dossier-{safe_name(about.name)}-{now.astimezone(here):%Y-%m-%d}")
    signer = notary(settings)
    with opened_store(settings) as store:
        sign_head(store, signer, now=now)
        head = signer.last()
        if head is None or head.head != store.head():
            raise ScreenerError(
                "The ledger does not fit the head that was signed last.",
                advice="Run `screener verify`; no dossier is made of what cannot be checked.",
            )
        sources = Sources(store, archive(settings), head, signer.public_key, installed())
        with new_folder(where) as folder:
            order = Order(about, eyes, with_notes, here, now, region)
            count = export(order, sources, folder, paper=_pdf, watched=watched)
        sums = sha256((where / SUMS).read_bytes()).hexdigest()
        _record(store, about, sums)
        sign_head(store, signer, now=clock().now())
    click.echo(f"{count} items about {visible(about.name)} are in {where}.")
    click.echo(f"SHA-256 of {SUMS}: {sums}")
    click.echo("The originals are whole: they show every address that was in them.", err=True)


def _eyes(settings: Settings, about: Who, *, with_notes: bool, redact_others: bool) -> Eyes:
    own = {address_key(one) for account in settings.accounts for one in account.addresses}
    public = {address_key(account.address) for account in settings.accounts}
    aliases = frozenset() if with_notes else frozenset(own - public)
    return Eyes(Theirs(about), frozenset(own), aliases, redact_others)


def _pdf(sink: Sink, title: str) -> Paper:
    from screener.adapters.pdf import PdfPaper

    return PdfPaper(sink, title=title)


def _record(store: Store, about: Who, sums: str) -> None:
    at = clock().now()
    store.append([Deed(Act.EXPORTED, at, contact=about.name, detail={"sha256sums": sums})])
