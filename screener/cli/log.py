"""`log`: every decision, oldest first."""

from collections.abc import Mapping, Sequence
from datetime import tzinfo

import click

from screener.application.history import history
from screener.application.who import who
from screener.bootstrap import clock
from screener.cli import shapes
from screener.cli.opened import configured, rules_in_force, store_if_there, zone
from screener.cli.shown import Column, row, terminal_width
from screener.cli.times import Said, local, moment, said
from screener.domain.decision import Decision
from screener.domain.effect import MOVES, Effect, Status
from screener.domain.summary import summary
from screener.domain.visible import visible
from screener.ports.store import Query, Recorded

COLUMNS = (
    Column("ID", 13),
    Column("RECEIVED", 22),
    Column("FROM", 8, share=3),
    Column("SUBJECT", 8, share=4),
    Column("RULE", 6, share=2),
    Column("OUTCOME", 8, share=3),
)

TROUBLE = (Status.FAILED, Status.UNCERTAIN, Status.REFUSED)
"""What is told of every action; the rest only of the one that moves the message."""


@click.command()
@click.option("--since", callback=said, metavar="WHEN", help="Received since then: 2h, or a date.")
@click.option("--contact", metavar="WHO", help="Only of this person: a handle or a name.")
@click.option("--rule", metavar="NAME", help="Only by this rule, such as `closed door`.")
@click.option("--json", "as_json", is_flag=True, help="One object a line.")
@click.pass_context
def log(
    ctx: click.Context, since: Said | None, contact: str | None, rule: str | None, as_json: bool
) -> None:
    """List what was decided, oldest first; every message has a line, and so has a call."""
    found = configured(ctx)
    settings = found.settings
    about = None
    if contact is not None:
        directory = rules_in_force(found).directory
        about = who(contact, directory=directory, region=settings.accounts[0].region)
    query = Query(
        since=since if since is None else moment(since, now=clock().now(), zone=zone(settings)),
        rule=rule,
    )
    with store_if_there(settings) as store:
        decisions = history(store, query, about=about) if store else iter(())
        if as_json:
            for recorded in decisions:
                click.echo(shapes.line(shapes.decision(recorded)))
            return
        zones = {account.name: account.timezone for account in settings.accounts}
        lines = (_texts(recorded, zones, zone(settings)) for recorded in decisions)
        first = next(lines, None)
        if first is None:
            click.echo(
                "Nothing was decided yet." if query == Query() else "Nothing was found.", err=True
            )
            return
        width = terminal_width()
        click.secho(row([column.title for column in COLUMNS], COLUMNS, within=width), bold=True)
        click.echo(row(first, COLUMNS, within=width))
        for texts in lines:
            click.echo(row(texts, COLUMNS, within=width))


def _texts(recorded: Recorded, zones: Mapping[str, tzinfo], otherwise: tzinfo) -> list[str]:
    decided = recorded.decision
    arrival = decided.event.arrival
    told = summary(decided.event)
    return [
        decided.id,
        local(arrival.received, zones.get(arrival.account, otherwise)),
        visible(decided.contact or "(nobody)"),
        visible(told.subject or ""),
        visible(decided.rule or "-"),
        visible(outcome(decided, recorded.effects)),
    ]


def outcome(decided: Decision, effects: Sequence[Effect]) -> str:
    """Where the message goes, how far that is unless it is done, and what went wrong besides."""
    parts = [f"→ {decided.destination}" if decided.destination else "stays"]
    for effect in effects:
        status = shapes.status(effect)
        if status is Status.WOULD and effect.reason:
            continue  # of a rule on trial, which decides nothing
        if effect.do in MOVES and status is not Status.DONE:
            parts[0] = f"{status.value} {parts[0]}"
        elif effect.do not in MOVES and status in TROUBLE:
            parts.append(f"{effect.do.value} {status.value}")
    return "; ".join(parts)
