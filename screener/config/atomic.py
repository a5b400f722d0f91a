"""Replacing a file at once: after any crash it is the old one or the new one, whole."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from screener.errors import DiskTrouble


def write_atomically(path: Path, text: str) -> None:
    """Replace the file, or what it points at, by the text in UTF-8; its mode and owner stay.

    Missing directories are made, for this user alone. Raises DiskTrouble.
    """
    try:
        _write(path.resolve(), text)
    except OSError as error:
        raise DiskTrouble(
            f"{path} cannot be written: {error.strerror}.",
            advice="Let the user that runs screener own the directory, on a disk with room.",
        ) from error


def _write(target: Path, text: str) -> None:
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(text.encode("utf-8"))
            _like(target, file.fileno())
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    directory = os.open(target.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


def _like(target: Path, descriptor: int) -> None:
    """The mode and, as far as we may, the owner of what is replaced."""
    if not target.exists():
        return
    before = target.stat()
    os.fchmod(descriptor, before.st_mode & 0o7777)
    with suppress(PermissionError):
        os.fchown(descriptor, before.st_uid, before.st_gid)
