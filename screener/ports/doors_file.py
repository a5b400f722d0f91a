"""The one file of the user's that the program edits."""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from screener.domain.record.decision import Door

HandleEntry = str | Mapping[str, str]
"""A handle as it is written: a text, or `{via: …, name: …}` for somebody behind a relay."""


DoorEntry = str | Mapping[str, str | Sequence[HandleEntry]]
"""What stands under `closed` or `welcome`: a handle, or a mapping of the rule language."""


class DoorLine(Protocol):
    """One line of the file of doors, as it is written there."""

    @property
    def door(self) -> Door:
        """Under which door it stands."""
        ...

    @property
    def entry(self) -> object:
        """A text, or a mapping of texts and lists."""
        ...


class DoorsFile(Protocol):
    """The one file of the user's that the program edits, comments and order kept.

    Every method raises InvalidConfiguration if the file is broken, and leaves it as it is then;
    those that write raise DiskTrouble.
    """

    def lines(self) -> Sequence[DoorLine]:
        """Every line, in the order of the file; none if there is no file yet."""
        ...

    def put(self, door: Door, entry: DoorEntry) -> None:
        """Add a line, and take out every other that has its name or one of its handles."""
        ...

    def take_out(self, who: Collection[str]) -> DoorLine | None:
        """Remove the first line that has one of these names or handles, as they are written."""
        ...

    def add_handle(self, who: Collection[str], handle: HandleEntry) -> None:
        """One more handle in the first line that has one of these names or handles.

        Nothing happens if there is none; comments and the order of the handles are kept.
        """
        ...
