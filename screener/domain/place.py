"""Where in the user's files something is written, so that every finding has an address."""

from typing import NamedTuple


class Place(NamedTuple):
    """A position in a file; line and column count from 1, as editors do."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"
