"""A new folder for somebody else, with a list of what is in it.

`SHA256SUMS` is at the top, in the form that sha256sum(1) checks. The folder is made under another
name and gets its own when it is whole; so there is never half of one.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from screener.errors import DiskTrouble, ScreenerError

SUMS = "SHA256SUMS"


class _Summed:
    """A file, and the hash of what was written to it."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.digest = sha256()

    def write(self, octets: bytes, /) -> object:
        self.digest.update(octets)
        return self._file.write(octets)


class NewFolder:
    """The Folder in a directory that nobody else can read until it is whole."""

    def __init__(self, directory: Path, sums: BinaryIO) -> None:
        self._directory = directory
        self._sums = sums

    @contextmanager
    def file(self, name: str) -> Iterator[_Summed]:
        """Write one file; ValueError if there is one of that name."""
        path = self._directory / name
        if path.exists():
            raise ValueError(f"there is a file {name} already")
        with _told(path):
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            file = _created(path)
        with file:
            summed = _Summed(file)
            yield summed
        with _told(path):
            self._sums.write(f"{summed.digest.hexdigest()}  {name}\n".encode())

    def add(self, name: str, octets: bytes) -> None:
        """The same, for octets that are there already."""
        with self.file(name) as file:
            file.write(octets)


@contextmanager
def new_folder(path: Path) -> Iterator[NewFolder]:
    """The folder, which is at its place when the block ends, and nowhere if it raises.

    ScreenerError if something is there already that is not an empty folder; DiskTrouble.
    """
    path = path.absolute()
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise ScreenerError(f"{path} is there already.", advice="Name another with `--out`.")
    with _told(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        building = Path(tempfile.mkdtemp(dir=path.parent, prefix=f".{path.name}."))
    try:
        with _told(path), _created(building / SUMS) as sums:
            yield NewFolder(building, sums)
        with _told(path):
            building.rename(path)
    except BaseException:
        shutil.rmtree(building, ignore_errors=True)
        raise


def _created(path: Path) -> BinaryIO:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    return os.fdopen(handle, "wb")


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise DiskTrouble(
            f"{error.filename or path} cannot be written: {error.strerror}.",
            advice="Make room, or name another place with `--out`.",
        ) from error
