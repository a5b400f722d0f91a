"""`contact`: everything about one person, for people; `card_shape` beside it has it as JSON."""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import click

from screener.application.doors.who import who as find
from screener.application.record.card import Card, Moment, blank, card
from screener.application.record.likeness import Here, PossibleHandle
from screener.bootstrap import archive, clock
from screener.cli.discretion import hint, words_of
from screener.cli.opened import configured, rules_in_force, store_if_there, zone
from screener.cli.printing import card_shape, shapes, stays
from screener.cli.terminal import colours
from screener.cli.terminal.clockface import EXACT, SPOKEN, Clockface, spoken
from screener.cli.terminal.shown import folded
from screener.cli.terminal.table import Cell, Column, Table, terminal_width
from screener.cli.terminal.times import local
from screener.domain.doors.likeness import SAID_OF, Mark, Sign
from screener.domain.gates.gate import Gate
from screener.domain.letters.outgoing import Stage
from screener.domain.record.decision import Door
from screener.domain.visible import visible

COLUMNS = (
    Column("AT", EXACT, rank=2),
    Column("WHEN", SPOKEN, spoken=True),
    Column("WHAT", 9, share=2),
    Column("WORDS", 12, share=4),
    Column("OUTCOME", 16, share=4),
    Column("ID", 13, rank=1),
)

_INDENT = "  "
_LABEL = 9
"""Columns of a label and the space behind it."""

_COLOURS = {
    Stage.REJECTED.value: colours.FAILED,
    Stage.UNCERTAIN.value: colours.FAILED,
    Stage.CANCELLED.value: colours.HELD,
    Stage.DRAFTED.value: colours.HELD,
}


class Page(NamedTuple):
    """What somebody gets to see: how times are told, how wide it is, and whether with words.

    `gates` are those of the rules in force.
    """

    clockface: Clockface
    width: int | None
    words: bool
    gates: Mapping[str, Gate]


def contact(ctx: click.Context, who: str, *, words: bool, as_json: bool) -> None:
    """Tell it all; with `words`, what a closed contact wrote too."""
    found = configured(ctx)
    settings, there, now = found.settings, zone(found.settings), clock().now()
    region = settings.accounts[0].region
    rulebook = rules_in_force(found)
    about = find(who, directory=rulebook.directory, region=region)
    here = Here(region, there, now.astimezone(there).date())
    with store_if_there(settings) as store:
        told = (
            card(about, store=store, archive=archive(settings), here=here)
            if store
            else blank(about, here)
        )
    if as_json:
        click.echo(shapes.line(card_shape.card(told, rulebook.gates)))
        return
    width = terminal_width()
    clockface = Clockface(now, there, watched=width is not None)
    page = Page(clockface, width, words, rulebook.gates)
    for line in _lines(told, page):
        click.echo(line)
    if any(_hides(moment, told, page) and moment.text for moment in told.timeline):
        hint()


def _lines(told: Card, page: Page) -> Iterator[str]:
    yield from _head(told, page)
    if told.timeline:
        yield from _section("What happened")
        yield from _timeline(told, page)
    if told.asked:
        yield from _section("You are asked")
        for text in told.asked:
            yield from _indented(visible(text), page)
    if told.possible:
        yield from _section("Possible other handles")
        yield from _indented("Nothing is done by it; look for yourself.", page)
        for one in told.possible:
            yield from _possible(one, told, page)


def _section(title: str) -> Iterator[str]:
    yield ""
    yield click.style(title, bold=True)


def _head(told: Card, page: Page) -> Iterator[str]:
    about, entry, clockface = told.about, told.about.entry, page.clockface
    yield click.style(visible(about.name), bold=True)
    handles = ", ".join(visible(handle.shown) for handle in about.handles)
    yield from _labelled("handles", handles, page)
    yield from _door(told, page)
    if entry is not None and entry.declined:
        yield from _labelled("declined", entry.declined.isoformat(), page)
    if entry is not None and entry.notes:
        yield from _labelled("notes", visible(entry.notes), page)
    if told.knocks:
        yield from _labelled("knocks", str(told.knocks), page)
    if told.heard_first is not None:
        yield from _labelled("heard", f"first {clockface.at(told.heard_first)}", page)
    if told.wrote_at is not None:
        yield from _labelled("wrote", f"you last {clockface.at(told.wrote_at)}", page)
    for stay in told.stays:
        told_of = stays.lines(stay, page.gates.get(stay.gate), clockface.at)
        yield from _labelled("gate", "; ".join(told_of), page)


def _door(told: Card, page: Page) -> Iterator[str]:
    entry, door = told.about.entry, told.door
    place = f" ({entry.place.file}:{entry.place.line})" if entry and entry.place else ""
    since = f" since {entry.since}" if entry and entry.since else ""
    until = f" until {entry.until}" if entry and entry.until else ""
    first, *others = _labelled("door", f"{door.value}{since}{until}{place}", page)
    colour = colours.of_door(door)
    yield first.replace(door.value, click.style(door.value, fg=colour), 1) if colour else first
    yield from others


def _labelled(label: str, text: str, page: Page) -> Iterator[str]:
    room = None if page.width is None else max(20, page.width - len(_INDENT) - _LABEL)
    first, *others = [text] if room is None else folded(text, room)
    yield f"{_INDENT}{label:<{_LABEL}}{first}"
    yield from (" " * (len(_INDENT) + _LABEL) + line for line in others)


def _indented(text: str, page: Page, *, by: str = _INDENT) -> Iterator[str]:
    lines = [text] if page.width is None else folded(text, max(20, page.width - len(by)))
    yield from (by + line for line in lines)


def _timeline(told: Card, page: Page) -> Iterator[str]:
    table = Table(COLUMNS, within=page.width and page.width - len(_INDENT))
    yield _INDENT + table.head()
    for moment in told.timeline:
        yield _INDENT + table.row(_cells(moment, told, page))


def _hides(moment: Moment, told: Card, page: Page) -> bool:
    """Whether the words are those of somebody whose door is closed, or was then."""
    is_closed = told.door is Door.CLOSED or moment.closed
    return is_closed and moment.theirs and not page.words


def _cells(moment: Moment, told: Card, page: Page) -> list[str | Cell]:
    now, there, _ = page.clockface
    status = re.sub(r"\Afiled in ", "→ ", moment.status or "")
    outcome = "; ".join(part for part in (status, moment.reason) if part)
    refused = colours.HELD if moment.theirs and moment.reason else None
    return [
        local(moment.at, there),
        spoken(moment.at, now=now, zone=there),
        visible(_what(moment, told)),
        words_of(moment.text, hidden=_hides(moment, told, page)),
        Cell(visible(outcome), _COLOURS.get(moment.status or "", refused)),
        moment.id or "",
    ]


def _what(moment: Moment, told: Card) -> str:
    """What it is; to whom a letter went goes without saying where they have one address only."""
    handles = told.about.handles
    return moment.what.removesuffix(f" to {handles[0].shown}") if len(handles) == 1 else moment.what


def _possible(one: PossibleHandle, told: Card, page: Page) -> Iterator[str]:
    came = page.clockface.at(one.decision.event.arrival.received)
    yield from _indented(f"{visible(one.handle)}  (last {came}, {one.decision.id})", page)
    for mark in one.marks:
        value = words_of(mark.value, hidden=_is_their_own_name(mark, told) and not page.words)
        yield from _indented(f"{SAID_OF[mark.sign]}: {value}", page, by=_INDENT * 2)


def _is_their_own_name(mark: Mark, told: Card) -> bool:
    """Whether it is a name that a closed contact goes by, and not the one in the user's file."""
    return (
        told.door is Door.CLOSED
        and mark.sign is Sign.NAME
        and mark.value.casefold() != told.about.name.casefold()
    )
