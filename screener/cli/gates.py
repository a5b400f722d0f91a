"""`gates`: who stands where, and the user's word on it."""

from datetime import tzinfo

import click

from screener.application.gate_words import Shown, choose, say, who_stands_where
from screener.application.gates import ADVANCE, LAPSE
from screener.application.who import Who
from screener.application.who import who as find
from screener.bootstrap import Configured, archive, clock, opened_store
from screener.cli import shapes
from screener.cli.opened import configured, rules_in_force, store_if_there, zone
from screener.cli.shown import Column, row, terminal_width, visible
from screener.cli.stays import stands, step
from screener.cli.times import local
from screener.domain.decision import Mode
from screener.domain.rulebook import Rulebook

COLUMNS = (
    Column("GATE", 10, share=2),
    Column("CONTACT", 12, share=3),
    Column("STEP", 6),
    Column("STANDS", 12, share=4),
    Column("UNTIL", 22),
    Column("NOTES", 8, share=3),
)

OBSERVING = "observing: nothing is moved until mode: enforce"

WITHIN_SECONDS = "a running screener does it within seconds, the next round else"


@click.group(invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="One object a line.")
@click.pass_context
def gates(ctx: click.Context, as_json: bool) -> None:
    """List who stands where in gates; or say a word on somebody."""
    if ctx.invoked_subcommand is not None:
        return
    found = configured(ctx)
    rulebook = rules_in_force(found)
    with store_if_there(found.settings) as store:
        listed = who_stands_where(store, archive(found.settings), rulebook) if store else []
    if as_json:
        for one in listed:
            click.echo(shapes.line(shapes.gate(one)))
        return
    _show(listed, zone(found.settings))


@gates.command("advance")
@click.argument("who")
@click.pass_context
def advance(ctx: click.Context, who: str) -> None:
    """Take the present step of WHO for met, too early or not."""
    _say(ctx, who, ADVANCE, "goes on")


@gates.command("lapse")
@click.argument("who")
@click.pass_context
def lapse(ctx: click.Context, who: str) -> None:
    """Expect nothing more of WHO."""
    _say(ctx, who, LAPSE, "lapses")


@gates.command("choose")
@click.argument("who")
@click.argument("label")
@click.pass_context
def choose_(ctx: click.Context, who: str, label: str) -> None:
    """Choose LABEL, one of the gate's choices, for WHO."""
    found = configured(ctx)
    rulebook = rules_in_force(found)
    person = _person(found, rulebook, who)
    with opened_store(found.settings) as store:
        chosen = choose(label, person, rulebook=rulebook, store=store, clock=clock())
    _tell(found, f"{visible(person.name)}: {visible(chosen)}")


def _say(ctx: click.Context, said: str, word: str, told: str) -> None:
    found = configured(ctx)
    person = _person(found, rules_in_force(found), said)
    with opened_store(found.settings) as store:
        stay = say(word, person, store=store, clock=clock())
    _tell(found, f"{visible(person.name)} {told} in {visible(stay.gate)}")


def _person(found: Configured, rulebook: Rulebook, said: str) -> Who:
    region = found.settings.accounts[0].region
    return find(said, directory=rulebook.directory, region=region)


def _tell(found: Configured, what: str) -> None:
    click.echo(f"{what}; {WITHIN_SECONDS}.")
    if found.settings.mode is Mode.OBSERVE:
        click.echo(OBSERVING)


def _show(listed: list[Shown], here: tzinfo) -> None:
    if not listed:
        click.echo("Nobody is in a gate.", err=True)
        return
    width = terminal_width()
    click.secho(row([column.title for column in COLUMNS], COLUMNS, within=width), bold=True)
    for one in listed:
        click.echo(row(_texts(one, here), COLUMNS, within=width))


def _texts(one: Shown, here: tzinfo) -> list[str]:
    stay = one.stay
    return [
        visible(stay.gate),
        visible(stay.contact),
        step(stay, one.gate),
        visible(_stands(one)),
        local(stay.deadline, here) if stay.deadline else "-",
        visible("; ".join(one.notes)) or "-",
    ]


def _stands(one: Shown) -> str:
    said = stands(one.stay)
    return f"{said}: {', '.join(one.choices)}" if one.choices else said
