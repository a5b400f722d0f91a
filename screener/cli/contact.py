"""`contact`: everything about one person."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, tzinfo
from typing import Any

import click

from screener.application.card import Card, Moment, blank, card
from screener.application.likeness import Here, PossibleHandle
from screener.application.who import who as find
from screener.bootstrap import archive, clock
from screener.cli import shapes, stays
from screener.cli.opened import configured, rules_in_force, store_if_there, zone
from screener.cli.shown import visible
from screener.cli.times import local, utc
from screener.domain.gate import Gate
from screener.domain.likeness import SAID_OF


@click.command()
@click.argument("who")
@click.option("--json", "as_json", is_flag=True, help="One object.")
@click.pass_context
def contact(ctx: click.Context, who: str, as_json: bool) -> None:
    """Tell everything about WHO: a handle, or a contact's name."""
    found = configured(ctx)
    settings, there = found.settings, zone(found.settings)
    region = settings.accounts[0].region
    rulebook = rules_in_force(found)
    about = find(who, directory=rulebook.directory, region=region)
    here = Here(region, there, clock().now().astimezone(there).date())
    with store_if_there(settings) as store:
        told = (
            card(about, store=store, archive=archive(settings), here=here)
            if store
            else blank(about, here)
        )
    if as_json:
        click.echo(shapes.line(_shape(told, rulebook.gates)))
        return
    for line in _lines(told, rulebook.gates, there):
        click.echo(line)


def _lines(told: Card, gates: Mapping[str, Gate], there: tzinfo) -> Iterator[str]:
    yield from _head(told, gates, there)
    if told.timeline:
        yield "\nWhat happened"
        yield from (_moment(moment, there) for moment in told.timeline)
    if told.asked:
        yield "\nYou are asked"
        yield from (f"  {visible(text)}" for text in told.asked)
    if told.possible:
        yield "\nPossible other handles (nothing is done by it; look for yourself)"
        yield from (line for one in told.possible for line in _possible(one, there))


def _head(told: Card, gates: Mapping[str, Gate], there: tzinfo) -> Iterator[str]:
    about, entry = told.about, told.about.entry
    yield click.style(visible(about.name), bold=True)
    yield f"  handles  {', '.join(visible(handle.shown) for handle in about.handles)}"
    place = f" ({entry.place.file}:{entry.place.line})" if entry and entry.place else ""
    since = f" since {entry.since}" if entry and entry.since else ""
    until = f" until {entry.until}" if entry and entry.until else ""
    yield f"  door     {told.door.value}{since}{until}{place}"
    if entry is not None and entry.declined:
        yield f"  declined {entry.declined}"
    if entry is not None and entry.notes:
        yield f"  notes    {visible(entry.notes)}"
    if told.knocks:
        yield f"  knocks   {told.knocks}"
    if told.heard_first is not None:
        yield f"  heard    first {local(told.heard_first, there)}"
    if told.wrote_at is not None:
        yield f"  wrote    you last {local(told.wrote_at, there)}"
    for stay in told.stays:
        first, *more = stays.lines(stay, gates.get(stay.gate), there)
        yield f"  gate     {first}"
        yield from (f"           {line.strip()}" for line in more)


def _moment(moment: Moment, there: tzinfo) -> str:
    parts = [moment.what, visible(moment.text), moment.status, visible(moment.reason or "")]
    told = "; ".join(part for part in parts if part)
    name = f" [{moment.id}]" if moment.id else ""
    return f"  {local(moment.at, there)}  {told}{name}"


def _possible(one: PossibleHandle, there: tzinfo) -> Iterator[str]:
    came = local(one.decision.event.arrival.received, there)
    yield f"  {visible(one.handle)}  (last {came}, {one.decision.id})"
    for mark in one.marks:
        yield f"    {SAID_OF[mark.sign]}: {visible(mark.value)}"


def _shape(told: Card, gates: Mapping[str, Gate]) -> dict[str, Any]:
    about, entry = told.about, told.about.entry
    return {
        "contact": about.name,
        "handles": [handle.shown for handle in about.handles],
        "door": told.door.value,
        "since": _day(entry.since if entry else None),
        "until": _day(entry.until if entry else None),
        "declined": _day(entry.declined if entry else None),
        "notes": entry.notes if entry else "",
        "knocks": told.knocks,
        "heard_first": _time(told.heard_first),
        "wrote_at": _time(told.wrote_at),
        "gates": [stays.shape(stay, gates.get(stay.gate)) for stay in told.stays],
        "timeline": [moment._asdict() | {"at": utc(moment.at)} for moment in told.timeline],
        "answers": [
            {
                "at": utc(one.created),
                "kind": one.letter.kind.value,
                "to": list(one.letter.recipients),
                "template": one.template,
                "status": one.stage.value,
                "reason": one.reason,
            }
            for one in told.letters
        ],
        "asked": list(told.asked),
        "possible": [
            {
                "handle": one.handle,
                "signs": [{"sign": mark.sign.value, "value": mark.value} for mark in one.marks],
                "last": utc(one.decision.event.arrival.received),
                "id": one.decision.id,
            }
            for one in told.possible
        ],
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _time(at: datetime | None) -> str | None:
    return utc(at) if at else None
