"""Where originals are kept."""

from collections.abc import Iterable
from typing import Protocol


class Archive(Protocol):
    """Original messages, addressed by the SHA-256 of their octets, each stored once."""

    def put(self, pieces: Iterable[bytes]) -> tuple[str, int]:
        """Store one message; its SHA-256 in hex and its size. Durable only after `sync`."""
        ...

    def sync(self) -> None:
        """Everything that was put is on disk when this returns."""
        ...

    def read(self, sha256: str) -> bytes | None:
        """The octets of one object, or None."""
        ...

    def remove(self, sha256: str) -> None:
        """Take one object away for good; nothing happens if it is not there."""
        ...

    def __contains__(self, sha256: object) -> bool: ...
