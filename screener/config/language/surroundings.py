"""What the values of a file may refer to: lists, templates and gates, and the region for numbers.

It is not in the values themselves: validators find it in their context.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple, TypeVar, cast

from pydantic import ValidationInfo

from screener.config.complaint import closest
from screener.config.limits import SOUGHT

T = TypeVar("T")

LIST = "list:"
"""What the name of a list begins with where it stands for the members."""


class NamedLists:
    """The user's lists; each is read once, however many rules ask for it.

    It is also counted how much all rules look for, members of lists and others.
    """

    def __init__(self, members: Mapping[str, Sequence[object]]) -> None:
        self._members = members
        self._read: dict[tuple[str, str], tuple[Any, ...]] = {}
        self._sought = 0

    def members(self, name: str, kind: str, read: Callable[[object], T]) -> tuple[T, ...]:
        """The members of a list, each read by `read` as being of that kind.

        Raises ValueError for an unknown list.
        """
        if name not in self._members:
            near = closest(name, self._members)
            guess = f"; did you mean `{near}`?" if near else ""
            raise ValueError(f"there is no list `{name}`{guess}")
        if (name, kind) not in self._read:
            self._read[name, kind] = tuple(map(read, self._members[name]))
        return self._read[name, kind]

    def look_for(self, count: int) -> None:
        """Count so much more that rules look for.

        Raises ValueError when it is too much at last; that is told once.
        """
        before, self._sought = self._sought, self._sought + count
        if before <= SOUGHT < self._sought:
            raise ValueError(
                f"with this the rules look for more than {SOUGHT:,} handles and texts, those of a"
                " list counted each time that it is asked for, a complicated pattern as many"
            )

    @property
    def too_much(self) -> bool:
        """Whether rules look for more than they may: then it does not matter what else there is."""
        return self._sought > SOUGHT


class Surroundings(NamedTuple):
    """What a validator may look at besides the value.

    `region` (ISO 3166, such as `US`) completes national numbers. `known` has what was read already
    of what many rules say in the same words.
    """

    lists: NamedLists
    region: str | None
    known: dict[str, Any]
    templates: Collection[str] = frozenset()
    gates: Collection[str] = frozenset()


def surroundings(info: ValidationInfo) -> Surroundings:
    """The surroundings of the value at hand."""
    return cast("Surroundings", info.context)


def all_sought(groups: Sequence[tuple[Any, ...]], info: ValidationInfo) -> tuple[Any, ...]:
    """The members of all groups; it is counted what rules look for."""
    surroundings(info).lists.look_for(sum(map(len, groups)))
    return groups[0] if len(groups) == 1 else tuple(chain.from_iterable(groups))
