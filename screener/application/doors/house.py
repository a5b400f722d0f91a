"""What belongs to all accounts together, and so to whoever moves a door."""

from collections.abc import Callable, Collection
from datetime import tzinfo
from typing import NamedTuple

from screener.domain.rules.rulebook import Rulebook
from screener.ports.doors_file import DoorsFile


class House(NamedTuple):
    """What belongs to all accounts together.

    `own` are canonical addresses of the user, `zone` says which day it is, and `region` completes
    numbers. `in_force` tells whether the files as they are now are the rules that are in force.
    """

    file: DoorsFile
    own: Collection[str]
    zone: tzinfo
    region: str | None
    accounts: Collection[str]
    rulebook: Callable[[], Rulebook]
    in_force: Callable[[], bool]
