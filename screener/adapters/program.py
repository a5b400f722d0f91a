"""Running a program of the user's, without a shell and not for ever."""

import os
import subprocess
from collections.abc import Mapping, Sequence
from datetime import timedelta

from screener.errors import ScreenerError

PATIENCE = timedelta(minutes=1)


def run(command: Sequence[str], *, say: Mapping[str, str]) -> None:
    """Run it with `say` added to its environment. Raises ScreenerError if it fails or hangs."""
    try:
        done = subprocess.run(
            command,
            env={**os.environ, **say},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=PATIENCE.total_seconds(),
            check=False,
        )
    except OSError as error:
        raise ScreenerError(f"`{command[0]}` cannot be run: {error.strerror}") from error
    except subprocess.TimeoutExpired as error:
        raise ScreenerError(f"`{command[0]}` was ended after a minute") from error
    if done.returncode:
        raise ScreenerError(f"`{command[0]}` ended with {done.returncode}")
