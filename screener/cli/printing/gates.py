"""`gates`: who stands where, and the user's word on it."""

from datetime import datetime, tzinfo

import click

from screener.application.doors.who import Who
from screener.application.doors.who import who as find
from screener.application.gates.forsaken import TO_END
from screener.application.gates.passing import ADVANCE, LAPSE
from screener.application.gates.words import Shown, choose, say, who_stands_where
from screener.application.pausing import is_paused
from screener.bootstrap import Configured, archive, clock, opened_store
from screener.cli.opened import configured, rules_in_force, store_if_there, zone
from screener.cli.printing import shapes
from screener.cli.printing.stays import stands, step
from screener.cli.terminal import colours
from screener.cli.terminal.clockface import EXACT, SPOKEN, spoken
from screener.cli.terminal.table import Cell, Column, Table, terminal_width
from screener.cli.terminal.times import local
from screener.domain.record.decision import Mode
from screener.domain.record.stay import Stage
from screener.domain.rules.rulebook import Rulebook
from screener.domain.settings.settings import Settings
from screener.domain.visible import visible
from screener.ports.store import Store

COLUMNS = (
    Column("GATE", 10, share=2, rank=1),
    Column("CONTACT", 14, share=3),
    Column("STEP", 4, rank=2),
    Column("STANDS", 18, share=4),
    Column("UNTIL", EXACT, rank=4),
    Column("ENDS", SPOKEN, spoken=True),
    Column("NOTES", 12, share=3, rank=3),
)

OBSERVING = "observing: nothing is moved until mode: enforce"

PAUSED = "paused: nothing is moved until `screener resume`, or until the pause is over"

ACCOUNT_GONE = (
    "\nThe account `{account}` is not in the configuration any more; nothing goes on with {who}.\n"
    f"{TO_END}."
)

WITHIN_SECONDS = "a running screener does it within seconds, the next round else"


def gates(ctx: click.Context, *, as_json: bool) -> None:
    """List who stands where."""
    found = configured(ctx)
    rulebook = rules_in_force(found)
    with store_if_there(found.settings) as store:
        listed = who_stands_where(store, archive(found.settings), rulebook) if store else []
    if as_json:
        for one in listed:
            click.echo(shapes.line(shapes.gate(one)))
        return
    _show(listed, found.settings, clock().now())


def advance(ctx: click.Context, who: str) -> None:
    """Take their present step for met, too early or not."""
    _say(ctx, who, ADVANCE, "goes on")


def lapse(ctx: click.Context, who: str) -> None:
    """Expect nothing more of them."""
    _say(ctx, who, LAPSE, "lapses")


def choose_(ctx: click.Context, who: str, label: str) -> None:
    """Choose one of the gate's choices for them."""
    found = configured(ctx)
    rulebook = rules_in_force(found)
    person = _person(found, rulebook, who)
    with opened_store(found.settings) as store:
        chosen = choose(label, person, rulebook=rulebook, store=store, clock=clock())
        _tell(found, store, f"{visible(person.name)}: {visible(chosen)}")


def _say(ctx: click.Context, said: str, word: str, told: str) -> None:
    found = configured(ctx)
    person = _person(found, rules_in_force(found), said)
    with opened_store(found.settings) as store:
        stay = say(word, person, store=store, clock=clock())
        _tell(found, store, f"{visible(person.name)} {told} in {visible(stay.gate)}")


def _person(found: Configured, rulebook: Rulebook, said: str) -> Who:
    region = found.settings.accounts[0].region
    return find(said, directory=rulebook.directory, region=region)


def _tell(found: Configured, store: Store, what: str) -> None:
    click.echo(f"{what}; {WITHIN_SECONDS}.")
    if found.settings.mode is Mode.OBSERVE:
        click.echo(OBSERVING)
    elif is_paused(store, now=clock().now()):
        click.echo(PAUSED)


def _show(listed: list[Shown], settings: Settings, now: datetime) -> None:
    if not listed:
        click.echo("Nobody is in a gate.", err=True)
        return
    table = Table(COLUMNS, within=terminal_width())
    click.echo(table.head())
    for one in listed:
        click.echo(table.row(_cells(one, now, zone(settings))))
    accounts = {account.name for account in settings.accounts}
    for gone in dict.fromkeys(
        one.stay.account for one in listed if one.stay.account not in accounts
    ):
        who = [visible(one.stay.contact) for one in listed if one.stay.account == gone]
        click.echo(ACCOUNT_GONE.format(account=visible(gone), who=", ".join(who)))


def _cells(one: Shown, now: datetime, here: tzinfo) -> list[str | Cell]:
    stay = one.stay
    return [
        visible(stay.gate),
        visible(stay.contact),
        step(stay, one.gate),
        Cell(visible(_stands(one)), colours.HELD if _needs_a_word(one) else None),
        local(stay.deadline, here) if stay.deadline else "-",
        spoken(stay.deadline, now=now, zone=here) if stay.deadline else "-",
        visible("; ".join(one.notes)) or "-",
    ]


def _stands(one: Shown) -> str:
    said = stands(one.stay)
    return f"{said}: {', '.join(one.choices)}" if one.choices else said


def _needs_a_word(one: Shown) -> bool:
    """Whether nothing goes on until the user says something."""
    return bool(one.choices) or one.stay.early or one.stay.stage is Stage.UNASKED
