"""The gates of all files, put together; and to whom mail may be handed on without being asked."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from screener.config.complaint import Complaint, closest
from screener.config.language.file import Parts, numbered
from screener.config.language.gates import gate_of
from screener.config.rulebook.told import Told
from screener.config.yaml.source import Path_, Tree
from screener.domain.people.handle import address_key

if TYPE_CHECKING:
    from screener.domain.gates.gate import Gate
    from screener.domain.place import Place

BY_ITSELF = ("meanwhile", "passed", "lapsed")
"""What a gate does without the user's word."""


def gate_names(trees: Iterable[Tree]) -> frozenset[str]:
    """Every name under `gates`, those of gates with faults too."""
    return frozenset(name for tree in trees for _, name in _named(tree))


class GateShelf:
    """Collects the gates of all files."""

    def __init__(self) -> None:
        self._first: dict[str, Place] = {}
        self.gates: dict[str, Gate] = {}

    def add(self, parts: Parts, tree: Tree) -> Iterator[Complaint]:
        """Take in those of one file."""
        for number, name in _named(tree):
            path = ("gates", number, "name")
            first = self._first.setdefault(name, tree.place(path))
            if first != tree.place(path):
                text = f"there is a gate `{name}` already, at {first.file}:{first.line}"
                yield tree.complaint(path, text)
        for number, shape in numbered(parts.gates):
            place = tree.place(("gates", number))
            self.gates[shape.name] = gate_of(shape, tree.data["gates"][number], place=place)


def handed_on_unasked(tree: Tree, *, told: Told) -> Iterator[Complaint]:
    """An error for each address to which mail would go by itself, and that was not allowed."""
    allowed = {address for address, key in told if key == "hand_off_to"}
    keys = {address_key(address) for address in allowed}
    for path, address in _handed_on(tree):
        if address_key(address) in keys:
            continue
        near = closest(address, allowed)
        guess = f"; did you mean `{near}`?" if near else ""
        yield tree.complaint(
            path,
            f"`{address}` does not stand under `hand_off_to` in the configuration{guess}",
            advice="write it there, or hand on by a choice of a gate",
        )


def _handed_on(tree: Tree) -> Iterator[tuple[Path_, str]]:
    for number, rule in enumerate(_items(tree.data, "rules")):
        if isinstance(rule, dict):
            yield from _to(("rules", number, "then"), rule.get("then"))
    for number, gate in enumerate(_items(tree.data, "gates")):
        for key in BY_ITSELF if isinstance(gate, dict) else ():
            yield from _to(("gates", number, key), gate.get(key))


def _to(path: Path_, then: Any) -> Iterator[tuple[Path_, str]]:
    handed = then.get("hand_off") if isinstance(then, dict) else None
    if isinstance(handed, dict) and isinstance(handed.get("to"), str):
        yield (*path, "hand_off", "to"), handed["to"]


def _named(tree: Tree) -> Iterator[tuple[int, str]]:
    for number, gate in enumerate(_items(tree.data, "gates")):
        name = gate.get("name") if isinstance(gate, dict) else None
        if isinstance(name, str):
            yield number, name.strip()


def _items(data: Any, key: str) -> list[Any]:
    items = data.get(key)
    return items if isinstance(items, list) else []
