"""The names of folders as they were last seen on a server."""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol


class KnownFolders(Protocol):
    """What one account's server had when somebody last looked: for who may not ask it.

    Nothing depends on it but what people are told, so that it may be old, or lost.
    """

    def looked(self) -> datetime | None:
        """When that was, None if never."""
        ...

    def note(self, names: Iterable[str], *, at: datetime) -> None:
        """These were there. Raises DiskTrouble."""
        ...
