"""A folder that is written as a whole."""

from contextlib import AbstractContextManager
from typing import Protocol


class Sink(Protocol):
    """Something that octets are written to."""

    def write(self, octets: bytes, /) -> object:
        """Write all of them."""
        ...


class Folder(Protocol):
    """A new folder that is filled file by file, and is there as a whole or not at all.

    Names are relative, with `/` between. Every method raises DiskTrouble.
    """

    def file(self, name: str) -> AbstractContextManager[Sink]:
        """Write one file; ValueError if there is one of that name."""
        ...

    def add(self, name: str, octets: bytes) -> None:
        """The same, for octets that are there already."""
        ...
