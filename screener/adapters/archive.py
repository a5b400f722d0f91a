"""Original messages on disk: archive/ab/cdef…, one file an object, named by its SHA-256.

What is put waits under a temporary name; `sync` makes it durable first and gives it its name
after. So whatever has its name is whole, after any crash, and a crash leaves nothing else behind
than temporary files, which are swept away once they are a day old.
"""

import errno
import os
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from hashlib import sha256 as new_sha256
from pathlib import Path
from threading import Lock

from screener.errors import DiskTrouble

ABANDONED = timedelta(days=1)
"""After so long nobody writes to a temporary file any more."""

SYNCING = 8
"""Files synced at once. 2,000 of 4 kB on an SSD: one after the other 0.45 s, 4 at once 0.26 s, 8
0.16 s, more no better. sync(2) is faster, but tells of no error and waits for everybody's files."""

_TEMPORARY = ".incoming-"

_ADVICE = {
    errno.ENOSPC: "Make room; the messages stay where they are until they can be kept.",
    errno.EDQUOT: "Raise the quota; the messages stay where they are until they can be kept.",
    errno.EROFS: "Mount it writable; the messages stay where they are until they can be kept.",
    errno.EACCES: "Let the user that runs screener own the directory and what is in it.",
    errno.EPERM: "Let the user that runs screener own the directory and what is in it.",
}


class DirectoryArchive:
    """The Archive in one directory, made when it is not there; any number of threads may use one.

    Raises DiskTrouble when the directory cannot be read or written. `now` is for finding what a
    crash left.
    """

    def __init__(self, directory: Path, *, now: datetime) -> None:
        self._root = directory
        self._waiting: dict[str, Path | None] = {}
        """What `sync` has to do: temporary files, None for what had its name already."""
        self._one_sync = Lock()
        with self._told():
            directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            _sweep(directory, before=now - ABANDONED)

    def put(self, pieces: Iterable[bytes]) -> tuple[str, int]:
        """Store one message; its SHA-256 in hex and its size. Durable only after `sync`.

        What `pieces` raises comes through, and nothing is stored then.
        """
        with self._told():
            handle, path = tempfile.mkstemp(prefix=_TEMPORARY, dir=self._root)
        temporary = Path(path)
        try:
            name, size = self._write(handle, pieces)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        with self._told():
            self._add(name, size, temporary)
        return name, size

    def sync(self) -> None:
        """Everything that was put is on disk when this returns, names included."""
        # A second thread waits: what it has put may be in the hands of the first.
        with self._one_sync, self._told():
            batch = dict(self._waiting)
            if not batch:
                return
            folders = {self._path(name).parent for name in batch}
            for folder in folders:
                folder.mkdir(mode=0o700, exist_ok=True)
            with ThreadPoolExecutor(SYNCING) as pool:
                list(pool.map(_sync, filter(None, batch.values())))
                for name, temporary in batch.items():
                    if temporary:
                        temporary.rename(self._path(name))
                        self._waiting[name] = None
                list(pool.map(_sync, (*folders, self._root)))
            for name in batch:
                del self._waiting[name]

    def read(self, sha256: str) -> bytes | None:
        """The octets of one object, or None."""
        with self._told():
            # A waiting file can get its name between two looks at it.
            for path in (self._waiting.get(sha256), self._path(sha256)):
                if path and path.is_file():
                    return path.read_bytes()
        return None

    def remove(self, sha256: str) -> None:
        """Take one object away for good; nothing happens if it is not there."""
        with self._told():
            path = self._path(sha256)
            if path.is_file():
                path.unlink()
                _sync(path.parent)

    def __contains__(self, sha256: object) -> bool:
        return isinstance(sha256, str) and (sha256 in self._waiting or self._path(sha256).is_file())

    def _path(self, name: str) -> Path:
        return self._root / name[:2] / name[2:]

    def _write(self, handle: int, pieces: Iterable[bytes]) -> tuple[str, int]:
        digest, size = new_sha256(), 0
        with os.fdopen(handle, "wb", buffering=0) as file:
            for piece in pieces:
                digest.update(piece)
                size += len(piece)
                with self._told():
                    rest = memoryview(piece)
                    while rest:
                        rest = rest[file.write(rest) :]
        return digest.hexdigest(), size

    def _add(self, name: str, size: int, temporary: Path) -> None:
        path = self._path(name)
        # A file of another size is what is left of one that the disk lost.
        there = path.is_file() and path.stat().st_size == size
        if self._waiting.setdefault(name, None if there else temporary) is not temporary:
            temporary.unlink()

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise DiskTrouble(
                f"The archive {self._root} cannot be used: {error.strerror}.",
                advice=_ADVICE.get(error.errno or 0, "Look at the disk, and at the system's log."),
            ) from error


def _sweep(directory: Path, *, before: datetime) -> None:
    for path in directory.glob(f"{_TEMPORARY}*"):
        if path.stat().st_mtime < before.timestamp():
            path.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    """Bring one file, or the names in one directory, to the disk (fsync)."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
