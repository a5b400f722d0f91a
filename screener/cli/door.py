"""`close`, `open` and `welcome`: the three words that move a door."""

from collections.abc import Sequence
from datetime import date

import click

from screener.application.doors import ADVICE, Already, Move, Mover, Plan, Refused
from screener.application.who import Who, who
from screener.bootstrap import Configured, clock, doors_file, own
from screener.cli.opened import configured, rules_in_force, zone
from screener.cli.shown import visible
from screener.cli.times import Said, last_day, said
from screener.domain.decision import Door, Mode
from screener.errors import ScreenerError, WrongUse

SAID_OF = {
    Door.CLOSED: "The door of {} is closed",
    Door.OPEN: "The door of {} is open",
    Door.WELCOME: "{} is welcome",
}

OBSERVING = "observing: nothing is moved until mode: enforce"


@click.command()
@click.argument("who", nargs=-1, required=True)
@click.option("--until", callback=said, metavar="WHEN", help="It opens again by itself then.")
@click.option("--no-sweep", is_flag=True, help="Leave the past messages where they are.")
@click.option("--decline", hidden=True)
@click.option("--again", is_flag=True, hidden=True)
@click.pass_context
def close(
    ctx: click.Context,
    who: Sequence[str],
    until: Said | None,
    no_sweep: bool,  # noqa: ARG001  nothing is swept yet
    decline: str | None,
    again: bool,
) -> None:
    """Close the door of WHO: a handle, or a contact's name."""
    if decline is not None or again:
        raise WrongUse("`--decline` does not work yet in this version", advice="leave it out")
    _move(ctx, who, Door.CLOSED, until)


@click.command("open")
@click.argument("who", nargs=-1, required=True)
@click.pass_context
def open_(ctx: click.Context, who: Sequence[str]) -> None:
    """Open the door of WHO again: a handle, or a contact's name."""
    _move(ctx, who, Door.OPEN, None)


@click.command()
@click.argument("who", nargs=-1, required=True)
@click.pass_context
def welcome(ctx: click.Context, who: Sequence[str]) -> None:
    """Never screen WHO: a handle, or a contact's name."""
    _move(ctx, who, Door.WELCOME, None)


def _move(ctx: click.Context, words: Sequence[str], door: Door, until: Said | None) -> None:
    """Plan for everybody, then write; one refusal and nothing is written."""
    found = configured(ctx)
    settings = found.settings
    today = clock().now().astimezone(zone(settings)).date()
    mover = Mover(doors_file(settings), own=own(settings).addresses, today=today)
    plans = _plans(found, mover, words, door, None if until is None else _end(until, today))
    refused = [plan for plan in plans if isinstance(plan, Refused)]
    if refused:
        raise ScreenerError("\n".join(map(_refusal, refused)))
    for plan in plans:
        if isinstance(plan, Already):
            click.echo(f"{SAID_OF[door].format(visible(plan.who.name))} already.")
        elif isinstance(plan, Move):
            mover.make(plan)
            click.echo(f"{SAID_OF[door].format(visible(plan.who.name))} from now on.")
    if any(isinstance(plan, Move) for plan in plans):
        rules_in_force(found)
        if settings.mode is Mode.OBSERVE:
            click.echo(OBSERVING)


def _plans(
    found: Configured, mover: Mover, words: Sequence[str], door: Door, until: date | None
) -> list[Plan]:
    directory = rules_in_force(found).directory
    region = found.settings.accounts[0].region
    people: dict[str, Who] = {}
    for word in words:
        person = who(word, directory=directory, region=region)
        people.setdefault(person.name, person)
    return [mover.plan(person, door, until=until) for person in people.values()]


def _end(until: Said, today: date) -> date:
    day = last_day(until, today=today)
    if day <= today:
        raise WrongUse(f"--until {day} is not after today", advice="name a later day")
    return day


def _refusal(refused: Refused) -> str:
    where = f" ({refused.place.file}:{refused.place.line})" if refused.place else ""
    told = f"{visible(refused.who.name)}: {refused.why}{where}"
    return f"{told}\n  {ADVICE[refused.why]}" if refused.why in ADVICE else told
