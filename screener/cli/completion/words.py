"""What there is to choose from where a command wants a name, a handle or an id.

Somebody has pressed a key and waits: nothing heavy is imported, nothing is validated, and whatever
goes wrong there is just nothing to choose. No word of any message is offered.
"""

import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from screener.cli.terminal.clockface import spoken
from screener.domain.visible import visible

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from screener.adapters.store.glance import Glance, Seen
    from screener.config.names import Names

Offer = tuple[str, str]
"""A word, and what it is."""

Complete = Callable[[click.Context, click.Parameter, str], list["CompletionItem"]]
"""What click asks: the words that begin so."""


def _offering(find: Callable[["Names", click.Context, str], Iterable[Offer]]) -> Complete:
    def complete(ctx: click.Context, _: click.Parameter, begun: str) -> list["CompletionItem"]:
        from click.shell_completion import CompletionItem

        offers: dict[str, Offer] = {}
        # A broken configuration is told by every command, and not in the middle of a line that
        # is being typed.
        with suppress(Exception):
            for word, what in find(_names(ctx), ctx, begun):
                offers.setdefault(_key(word), (word, what))
        return [CompletionItem(word, help=what) for word, what in _begun(begun, offers.values())]

    return complete


def _begun(begun: str, offers: Iterable[Offer]) -> list[Offer]:
    """Those that begin so; in the other case only if there are no others.

    A shell goes on by what all have in common, so `ann@…` beside `Ann …` would take the A away.
    """
    alike = [
        (word, what)
        for word, what in offers
        if word.casefold().startswith(begun.casefold()) and visible(word) == word
    ]
    return [offer for offer in alike if offer[0].startswith(begun)] or alike


def _names(ctx: click.Context) -> "Names":
    from screener.config.names import names

    config = ctx.find_root().params.get("config")
    return names(config, environ=os.environ, cwd=Path.cwd(), home=Path.home())


@_offering
def accounts(names: "Names", _: click.Context, __: str) -> Iterator[Offer]:
    """The accounts of the configuration."""
    return ((name, "account") for name in names.accounts)


@_offering
def rules(names: "Names", _: click.Context, __: str) -> Iterator[Offer]:
    """Everything that is called a rule in the log."""
    yield from ((name, "rule") for name in names.rules)
    yield "closed door", "built in"
    yield from ((f"gate {name}", "gate") for name in names.gates)


@_offering
def templates(names: "Names", _: click.Context, __: str) -> Iterator[Offer]:
    """The templates of answers."""
    return ((name, "template") for name in names.templates)


@_offering
def people(names: "Names", _: click.Context, begun: str) -> Iterator[Offer]:
    """Everybody: those of the files, then whoever wrote."""
    yield from _in_files(names)
    yield from _senders(names, begun)


@_offering
def not_closed(names: "Names", ctx: click.Context, begun: str) -> Iterator[Offer]:
    """Everybody whose door may be closed."""
    return _but(_under(names, "closed"), ctx, [*_in_files(names), *_senders(names, begun)])


@_offering
def not_welcome(names: "Names", ctx: click.Context, begun: str) -> Iterator[Offer]:
    """Everybody who may be let in."""
    return _but(_under(names, "welcome"), ctx, [*_in_files(names), *_senders(names, begun)])


@_offering
def not_open(names: "Names", ctx: click.Context, _: str) -> Iterator[Offer]:
    """Everybody whose door may be opened."""
    known = {word for person in names.people if person.under != "contacts" for word in person.words}
    return _but((), ctx, (offer for offer in _in_files(names) if offer[0] in known))


@_offering
def inside(names: "Names", _: click.Context, __: str) -> Iterator[Offer]:
    """Everybody inside a gate."""
    return ((seen.word, seen.about or "") for seen in _asked(names, lambda db: db.inside()))


@_offering
def labels(names: "Names", ctx: click.Context, _: str) -> Iterator[Offer]:
    """The choices of the gate in which the one stands who was named before."""
    who = ctx.params.get("who")
    stands = {seen.about for seen in _asked(names, lambda db: db.inside()) if seen.word == who}
    for gate, choices in names.gates.items():
        if gate in stands or not stands:
            yield from ((label, gate) for label in choices)


@_offering
def decisions(names: "Names", _: click.Context, begun: str) -> Iterator[Offer]:
    """The latest decisions."""
    return _told(names, _asked(names, lambda db: db.decisions(begun.lower())))


@_offering
def changes(names: "Names", _: click.Context, begun: str) -> Iterator[Offer]:
    """The latest decisions by which something was done that can be taken back."""
    return _told(names, _asked(names, lambda db: db.changes(begun.lower())))


def _in_files(names: "Names") -> Iterator[Offer]:
    doors = {"closed": "closed", "welcome": "welcome", "contacts": "contact"}
    return ((word, doors[person.under]) for person in names.people for word in person.words)


def _under(names: "Names", door: str) -> set[str]:
    """Every word of whoever stands under that door, those of their contact included."""
    there = {_key(word) for one in names.people if one.under == door for word in one.words}
    for person in names.people:
        words = set(map(_key, person.words))
        if not there.isdisjoint(words):
            there |= words
    return there


def _but(left_out: Collection[str], ctx: click.Context, offers: Iterable[Offer]) -> Iterator[Offer]:
    """Without these, and without whom the command line has named already."""
    named = {*left_out, *map(_key, ctx.params.get("who") or ())}
    return (offer for offer in offers if _key(offer[0]) not in named)


def _key(word: str) -> str:
    """One key for all the ways in which a number is written, and for both cases."""
    is_number = word[:1] in "+(0123456789" and "@" not in word
    return re.sub(r"[\s().-]", "", word) if is_number else word.casefold()


def _senders(names: "Names", begun: str) -> Iterator[Offer]:
    return _told(names, _asked(names, lambda db: db.senders(begun.lower())))


def _told(names: "Names", found: Iterable["Seen"]) -> Iterator[Offer]:
    from screener.adapters.clock import SystemClock

    now, zone = SystemClock().now(), ZoneInfo(names.zone)
    for seen in found:
        when = spoken(seen.at, now=now, zone=zone)
        yield seen.word, f"{visible(seen.about)}, {when}" if seen.about else when


def _asked(names: "Names", question: Callable[["Glance"], Iterable["Seen"]]) -> list["Seen"]:
    """What the database says; nothing where there is none, or none that can be looked at."""
    if names.database is not None:
        return []
    import sqlite3

    from screener.adapters.store.glance import glance
    from screener.config.places import DATABASE

    with suppress(sqlite3.Error, OSError), glance(names.state / DATABASE) as database:
        return list(question(database))
    return []
