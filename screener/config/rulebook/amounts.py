"""How much all files hold together; each for itself has been looked at while it was read."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Any

from screener.config import limits
from screener.config.complaint import Complaint
from screener.config.yaml.source import Tree

PEOPLE = ("closed", "welcome", "contacts")


def beyond_limits(trees: Iterable[Tree]) -> Iterator[Complaint]:
    """For each limit that is passed, an error at the item that passes it."""
    for (what, most), (keys, weight) in _LIMITS.items():
        count = 0
        for tree, key, items in _lists(trees, keys):
            left, here = most - count, sum(map(weight, items))
            if here > left:
                so_far = accumulate(map(weight, items))
                number = next(at for at, weighs in enumerate(so_far) if weighs > left)
                text = f"all files together have more than {most:,} {what}"
                yield tree.complaint((key, number), text)
                break
            count += here


def _lists(trees: Iterable[Tree], keys: Sequence[str]) -> Iterator[tuple[Tree, str, list[Any]]]:
    for tree in trees:
        for key in keys:
            items = tree.data.get(key)
            if isinstance(items, list):
                yield tree, key, items


def _one(_: Any) -> int:
    return 1


def _mappings(item: Any) -> int:
    return int(isinstance(item, dict))


def _handles(item: Any) -> int:
    handles = item.get("handles") if isinstance(item, dict) else None
    return len(handles) if isinstance(handles, list) else 1


_LIMITS: Mapping[tuple[str, int], tuple[Sequence[str], Callable[[Any], int]]] = {
    ("rules", limits.MAPPINGS): (("rules",), _one),
    ("entries of people", limits.MAPPINGS): (PEOPLE, _mappings),
    ("handles", limits.ITEMS): (PEOPLE, _handles),
}
