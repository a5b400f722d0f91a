"""An archive that forgets everything when the process ends."""

from collections.abc import Iterable
from hashlib import sha256


class MemoryArchive:
    """The Archive of tests and of the demo."""

    def __init__(self) -> None:
        self._objects: dict[str, bytes] = {}

    def put(self, pieces: Iterable[bytes]) -> tuple[str, int]:
        """Keep one message; its SHA-256 in hex and its size."""
        octets = b"".join(pieces)
        name = sha256(octets).hexdigest()
        self._objects[name] = octets
        return name, len(octets)

    def sync(self) -> None:
        """There is no disk."""

    def read(self, sha256: str) -> bytes | None:
        """The octets of one object, or None."""
        return self._objects.get(sha256)

    def remove(self, sha256: str) -> None:
        """Take one object away for good."""
        self._objects.pop(sha256, None)

    def __contains__(self, sha256: object) -> bool:
        return sha256 in self._objects
