"""Files in the state directory that hold keys: written whole or not at all, and for us alone."""

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from screener.errors import DiskTrouble


def write(path: Path, octets: bytes) -> None:
    """Replace the file, whole or not at all; nobody else can read it."""
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(octets)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


@contextmanager
def alone(directory: Path) -> Iterator[None]:
    """One process, and one thread, at a time."""
    handle = os.open(directory, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


@contextmanager
def told(directory: Path, what: str) -> Iterator[None]:
    """Trouble with the disk is told as that; `what` begins the sentence."""
    try:
        yield
    except OSError as error:
        raise DiskTrouble(
            f"{what} in {directory} cannot be used: {error.strerror}.",
            advice="Let the user that runs screener own the directory and what is in it.",
        ) from error
