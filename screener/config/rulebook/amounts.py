"""How much all files hold together; each for itself has been looked at while it was read."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from screener.config import limits
from screener.config.complaint import Complaint
from screener.config.yaml.source import Path_, Tree

PEOPLE = ("closed", "welcome", "contacts")


def beyond_limits(trees: Iterable[Tree]) -> Iterator[Complaint]:
    """For each limit that is passed, an error at the item that passes it."""
    for (what, most), (keys, weight) in _LIMITS.items():
        count = 0
        for tree, path, item in _items(trees, keys):
            count += weight(item)
            if count > most:
                yield tree.complaint(path, f"all files together have more than {most:,} {what}")
                break


def _items(trees: Iterable[Tree], keys: Iterable[str]) -> Iterator[tuple[Tree, Path_, Any]]:
    for tree in trees:
        for key in keys:
            items = tree.data.get(key)
            for number, item in enumerate(items if isinstance(items, list) else ()):
                yield tree, (key, number), item


def _one(_: Any) -> int:
    return 1


def _mappings(item: Any) -> int:
    return int(isinstance(item, dict))


def _handles(item: Any) -> int:
    handles = item.get("handles") if isinstance(item, dict) else None
    return len(handles) if isinstance(handles, list) else 1


_LIMITS: Mapping[tuple[str, int], tuple[Iterable[str], Callable[[Any], int]]] = {
    ("rules", limits.MAPPINGS): (("rules",), _one),
    ("entries of people", limits.MAPPINGS): (PEOPLE, _mappings),
    ("handles", limits.ITEMS): (PEOPLE, _handles),
}
