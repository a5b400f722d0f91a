"""KnownFolders in memory."""

from collections.abc import Iterable
from datetime import datetime

from screener.ports.known_folders import KnownFolders


class MemoryFolderNotes(KnownFolders):
    """What is known as long as this lives."""

    def __init__(self) -> None:
        self.folders: frozenset[str] = frozenset()
        self._at: datetime | None = None

    def looked(self) -> datetime | None:
        """When somebody last looked."""
        return self._at

    def note(self, names: Iterable[str], *, at: datetime) -> None:
        """Keep it."""
        self.folders, self._at = frozenset(names), at
