"""The state directory as the file system has it; nothing is made and nothing changed."""

import os
import shutil
import stat
from pathlib import Path

from screener.ports.inspection import StateDirectory


def look_at(state: Path) -> StateDirectory:
    """How it is found. Never raises."""
    there = _nearest(state)
    try:
        found = there.stat()
        free = shutil.disk_usage(there).free
    except OSError:
        return StateDirectory(str(state), False, False, False, 0, 0)
    return StateDirectory(
        path=str(state),
        exists=there == state and stat.S_ISDIR(found.st_mode),
        writable=os.access(there, os.W_OK | os.X_OK),
        ours=found.st_uid == os.geteuid(),
        mode=stat.S_IMODE(found.st_mode),
        free=free,
    )


def _nearest(path: Path) -> Path:
    """The path itself, or the first above it that is there."""
    return next((place for place in (path, *path.parents) if place.exists()), Path("/"))
