"""Whoever is told of closed contacts must not be one: no address that a closed handle covers."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from screener.config.complaint import Complaint
from screener.config.yaml.source import Path_, Tree
from screener.domain.people.contact import Contact, Directory
from screener.domain.record.decision import Door

Told = Sequence[tuple[str, str]]
"""Addresses that the configuration tells things, each with the key that names it."""

_TELLING = frozenset({"alert", "hand_off"})
"""Most rules do neither."""


def told_though_closed(
    trees: Sequence[Tree], contacts: Iterable[Contact], *, told: Told
) -> Iterator[Complaint]:
    """An error for each such address, in the rules or in the configuration."""
    here = [(tree, path, address) for tree in trees for path, address in _addresses(tree)]
    if not here and not told:
        return
    directory = Directory(contacts)
    for tree, path, address in here:
        if closed := _closed(directory, address):
            text = f"`{address}` is closed{_at(closed)} and cannot be told of others"
            yield tree.complaint(path, text)
    by_file = {tree.file: tree for tree in trees}
    for address, key in told:
        closed = _closed(directory, address)
        if closed is not None and closed.place is not None:
            text = f"`{address}` stands under `{key}` in the configuration and cannot be closed"
            quoted = by_file[closed.place.file].line_text(closed.place.line)
            yield Complaint(place=closed.place, text=text, quoted=quoted)


def _closed(directory: Directory, address: str) -> Contact | None:
    met = directory.of_address(address, today=date.min)
    return met.entry if met.door is Door.CLOSED else None


def _at(contact: Contact) -> str:
    return f" at {contact.place.file}:{contact.place.line}" if contact.place else ""


def _addresses(tree: Tree) -> Iterator[tuple[Path_, str]]:
    for number, entry in enumerate(_items(tree.data, "closed")):
        if isinstance(entry, str):
            continue  # nearly all are handles
        yield from _under(("closed", number), entry, "alert", "reader")
    for number, rule in enumerate(_items(tree.data, "rules")):
        then = rule.get("then") if isinstance(rule, dict) else None
        if isinstance(then, dict) and not _TELLING.isdisjoint(then):
            yield from _under(("rules", number, "then"), then, "alert")
            yield from _handed(("rules", number, "then"), then)
    for number, gate in enumerate(_items(tree.data, "gates")):
        for path, then in _groups(("gates", number), gate):
            yield from _under(path, then, "alert")
            yield from _handed(path, then)


def _groups(path: Path_, gate: Any) -> Iterator[tuple[Path_, Any]]:
    """What a gate does, group by group."""
    if not isinstance(gate, dict):
        return
    yield from (((*path, key), gate.get(key)) for key in ("meanwhile", "passed", "lapsed"))
    choices = gate.get("choices")
    for label, then in choices.items() if isinstance(choices, dict) else ():
        yield (*path, "choices", label), then


def _handed(path: Path_, then: Any) -> Iterator[tuple[Path_, str]]:
    handed = then.get("hand_off") if isinstance(then, dict) else None
    yield from _under((*path, "hand_off"), handed, "to")


def _under(path: Path_, mapping: Any, *keys: str) -> Iterator[tuple[Path_, str]]:
    for key in keys if isinstance(mapping, dict) else ():
        match mapping.get(key):
            case str(address):
                yield (*path, key), address
            case list(several):
                yield from (
                    ((*path, key, number), address)
                    for number, address in enumerate(several)
                    if isinstance(address, str)
                )
            case _:
                pass


def _items(data: Any, key: str) -> list[Any]:
    items = data.get(key)
    return items if isinstance(items, list) else []
