"""`forget`: remove what is kept of somebody."""

import click

from screener.application.doors.who import who as find
from screener.application.record.forget import forget as forget_all
from screener.application.record.ledger import sign_head
from screener.bootstrap import archive, clock, notary
from screener.cli.opened import configured, rules_in_force, store_if_there, zone
from screener.cli.terminal.consent import agreed
from screener.domain.record.decision import Door
from screener.domain.visible import visible
from screener.errors import ScreenerError

QUESTION = "Remove every event, message and note that is kept of {}? This cannot be undone"


def forget(ctx: click.Context, who: str, *, evidence_too: bool, yes: bool) -> None:
    """Ask, and remove what is kept of them; the ledger keeps the hashes."""
    found = configured(ctx)
    settings, now = found.settings, clock().now()
    region = settings.accounts[0].region
    about = find(who, directory=rules_in_force(found).directory, region=region)
    name = visible(about.name)
    today = now.astimezone(zone(settings)).date()
    if about.door_at(today) is Door.CLOSED and not evidence_too:
        raise ScreenerError(
            f"The door of {name} is closed: what is kept of them is evidence.",
            advice="Say `--evidence-too` if you want to be rid of it all the same.",
        )
    if not agreed(QUESTION.format(name), yes=yes):
        raise ScreenerError("Nothing was removed.")
    with store_if_there(settings) as store:
        if store is None:
            click.echo("Nothing was kept yet.")
            return
        signer = notary(settings)
        gone = forget_all(about, store=store, archive=archive(settings), now=now)
        sign_head(store, signer, now=clock().now())
    click.echo(f"Forgotten about {name}: {gone.events} events, {gone.objects} archived objects.")
    if gone.shared:
        click.echo(f"{gone.shared} objects stay, which the record of somebody else needs.")
