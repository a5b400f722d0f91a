"""`log`: every decision, oldest first, printed as it is read."""

from collections.abc import Iterator, Sequence
from datetime import datetime

import click

from screener.application.deciding.brake import HELD_BY_THE_BRAKE
from screener.application.doors.who import who
from screener.application.record.history import history
from screener.bootstrap import Configured, clock
from screener.cli.discretion import Hides, discretion, hint, words_of
from screener.cli.opened import configured, rules_in_force, store_if_there, zone
from screener.cli.printing import shapes
from screener.cli.terminal import colours
from screener.cli.terminal.clockface import EXACT, SPOKEN, spoken
from screener.cli.terminal.table import Cell, Column, Table, terminal_width
from screener.cli.terminal.times import Said, local, moment
from screener.domain.record.decision import Decision
from screener.domain.record.effect import MOVES, Effect, Status
from screener.domain.record.summary import summary
from screener.domain.settings.settings import Settings
from screener.domain.visible import visible
from screener.ports.store import Query, Recorded

COLUMNS = (
    Column("ID", 13),
    Column("ACCOUNT", 8, rank=3),
    Column("RECEIVED", EXACT, rank=4),
    Column("WHEN", SPOKEN, spoken=True),
    Column("FROM", 14, share=3),
    Column("SUBJECT", 14, share=4, rank=1),
    Column("RULE", 12, share=2, rank=2),
    Column("OUTCOME", 16, share=3),
)

TROUBLE = (Status.FAILED, Status.UNCERTAIN, Status.REFUSED)
"""What is told of every action; the rest only of the one that moves the message."""

HELD = "held"


def log(
    ctx: click.Context,
    since: Said | None,
    contact: str | None,
    rule: str | None,
    *,
    words: bool,
    as_json: bool,
) -> None:
    """List what was decided; with `words`, what closed contacts wrote too."""
    found = configured(ctx)
    settings = found.settings
    about = None
    if contact is not None:
        directory = rules_in_force(found).directory
        about = who(contact, directory=directory, region=settings.accounts[0].region)
    now = clock().now()
    query = Query(
        since=since if since is None else moment(since, now=now, zone=zone(settings)),
        rule=rule,
    )
    with store_if_there(settings) as store:
        decisions = history(store, query, about=about) if store else iter(())
        if as_json:
            for recorded in decisions:
                click.echo(shapes.line(shapes.decision(recorded)))
            return
        first = next(decisions, None)
        if first is None:
            narrowed = query != Query() or about is not None
            click.echo("Nothing was found." if narrowed else "Nothing was decided yet.", err=True)
            return
        _show(found, first, decisions, now=now, words=words)


def _show(
    found: Configured,
    first: Recorded,
    others: Iterator[Recorded],
    *,
    now: datetime,
    words: bool,
) -> None:
    hides = discretion(found, words=words)
    rows = _Rows(found.settings, hides, now)
    click.echo(rows.table.head())
    click.echo(rows.row(first))
    for recorded in others:
        click.echo(rows.row(recorded))
    if rows.hid:
        hint()


class _Rows:
    """Lines of the table; `hid` tells whether any of them hid something."""

    def __init__(self, settings: Settings, hides: Hides, now: datetime) -> None:
        several = len(settings.accounts) > 1
        self._columns = [column for column in COLUMNS if several or column.title != "ACCOUNT"]
        self.table = Table(self._columns, within=terminal_width())
        self.hid = False
        self._hides = hides
        self._now = now
        self._zones = {account.name: account.timezone for account in settings.accounts}
        self._otherwise = zone(settings)

    def row(self, recorded: Recorded) -> str:
        """The line of one decision."""
        decided = recorded.decision
        arrival = decided.event.arrival
        there = self._zones.get(arrival.account, self._otherwise)
        subject = summary(decided.event).subject
        hidden = bool(subject) and self._hides(decided)
        self.hid = self.hid or hidden
        cells: dict[str, str | Cell] = {
            "ID": decided.id,
            "ACCOUNT": visible(arrival.account),
            "RECEIVED": local(arrival.received, there),
            "WHEN": spoken(arrival.received, now=self._now, zone=there),
            "FROM": Cell(visible(decided.contact or "(nobody)"), colours.of_door(decided.door)),
            "SUBJECT": words_of(subject, hidden=hidden),
            "RULE": visible(decided.rule or "-"),
            "OUTCOME": outcome(decided, recorded.effects),
        }
        return self.table.row([cells[column.title] for column in self._columns])


def outcome(decided: Decision, effects: Sequence[Effect]) -> Cell:
    """Where the message goes, how far that is unless it is done, and what went wrong besides."""
    told = [effect for effect in effects if not _on_trial(effect)]
    parts = [f"→ {decided.destination}" if decided.destination else "stays"]
    for effect in told:
        word = _word(effect)
        if effect.do in MOVES and word != Status.DONE:
            parts[0] = f"{word} {parts[0]}"
        elif effect.do not in MOVES and effect.status in TROUBLE:
            parts.append(f"{effect.do.value} {word}")
    return Cell(visible("; ".join(parts)), _colour(told))


def _word(effect: Effect) -> str:
    return HELD if _is_held(effect) else shapes.status(effect).value


def _colour(effects: Sequence[Effect]) -> str | None:
    """That of the worst."""
    found = {colours.HELD if _is_held(one) else colours.of_status(one.status) for one in effects}
    return next((colour for colour in (colours.FAILED, colours.HELD) if colour in found), None)


def _is_held(effect: Effect) -> bool:
    return effect.status is Status.PENDING and (effect.reason or "").startswith(HELD_BY_THE_BRAKE)


def _on_trial(effect: Effect) -> bool:
    """Whether a rule on trial asked for it, which decides nothing."""
    return shapes.status(effect) is Status.WOULD and bool(effect.reason)
