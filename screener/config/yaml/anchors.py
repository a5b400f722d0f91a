"""`&name` and `*name`: a value that stands in several places and is written once."""

from typing import Any, NamedTuple

from screener.config import limits
from screener.config.yaml import traps
from screener.config.yaml.branch import Branch
from screener.config.yaml.faults import Faults
from screener.config.yaml.lines import Lines


class Named(NamedTuple):
    """What an anchor names: `values` is how many values there are in it, itself included."""

    data: Any
    there: Branch | int
    values: int = 1


class Anchors:
    """The names that a text gives to its values."""

    def __init__(self, lines: Lines, faults: Faults) -> None:
        self._lines = lines
        self._faults = faults
        self._named: dict[str, Named] = {}
        self._unused: dict[str, int] = {}
        self._aliases = 0
        self.unfinished = 0
        """Collections that have a name and are being read."""

    def give(self, name: str, named: Named) -> None:
        """From here on that is its name. A text without further use of it is complained of."""
        self._named[name] = named
        if isinstance(named.there, int):
            self._unused[name] = named.there

    def meant(self, event: Any) -> Named | None:
        """What an alias stands for; None, and a complaint, if nothing is called so.

        Raises Stop where there are too many aliases, or where one may stand for many others.
        """
        start, name = event.start_mark.index, event.anchor
        if self.unfinished:
            text = f"the alias `*{name}` stands inside a value that has an anchor itself"
            self._faults.stop(
                start, text, "write out what it stands for; nested aliases are not read"
            )
        if name not in self._named:
            self._faults.tell(traps.unknown_alias(self._lines, start, name))
            return None
        self._aliases += 1
        if self._aliases > limits.ALIASES:
            self._faults.stop(start, f"this file has more than {limits.ALIASES} aliases")
        self._unused.pop(name, None)
        return self._named[name]

    def tell_unused(self) -> None:
        """Complain of names of texts that nothing refers to."""
        for name, start in self._unused.items():
            self._faults.tell(traps.unused_anchor(self._lines, start, name))
