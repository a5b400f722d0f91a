"""`verify`: that the record is what it was, or the first entry that does not fit."""

from pathlib import Path

import click

from screener.application.record.verify import Verdict, without_database
from screener.application.record.verify import verify as verify_all
from screener.bootstrap import archive, notary_if_there
from screener.cli.opened import configured, store_if_there
from screener.cli.printing import shapes
from screener.cli.terminal.progress import watched
from screener.domain.record.chain import Head
from screener.domain.visible import visible

WHAT_TO_DO = """\
What stands before it is as it was written. What to do:
- Stop screener, and put a copy of {state} aside before anything else changes there.
- Compare with a head from an old digest: screener verify --head NUMBER:HASH
- If you know why, such as a database that was lost or is older than `ledger-head.json` beside it:
  bring back the whole directory from one backup, or start with an empty one and keep the old."""


def verify(ctx: click.Context, kept: list[Head], *, as_json: bool) -> None:
    """Recompute the ledger and read the whole archive; ends with 1 if anything does not fit."""
    settings = configured(ctx).settings
    notary = notary_if_there(settings)
    with store_if_there(settings) as store:
        verdict = (
            without_database(notary, kept=kept)
            if store is None
            else verify_all(store, archive(settings), notary=notary, kept=kept, watched=watched)
        )
    if as_json:
        click.echo(shapes.line(_shape(verdict)))
    else:
        _tell(verdict, settings.state)
    ctx.exit(0 if verdict.ok else 1)


def _shape(verdict: Verdict) -> dict[str, object]:
    bad = verdict.first_bad
    return {
        "entries": verdict.entries,
        "objects": verdict.objects,
        "ok": verdict.ok,
        "first_bad": bad and bad._asdict(),
    }


def _tell(verdict: Verdict, state: Path) -> None:
    bad = verdict.first_bad
    click.echo(f"{verdict.entries} entries and {verdict.objects} archived objects were checked.")
    if bad is None:
        click.echo(f"All is as it was written. Head: {verdict.head}")
        return
    which = f" ({bad.sha256})" if bad.sha256 else ""
    click.secho(f"Entry {bad.number} does not fit: {bad.why}{which}.", fg="red")
    click.echo(WHAT_TO_DO.format(state=visible(str(state))))
