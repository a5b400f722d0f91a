"""Commands of the program, each in a process of its own that need not import it anew.

How the program starts from nothing has tests of its own.
"""

import atexit
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryDirectory
from typing import NamedTuple

ROOT = Path(__file__).parents[2]

PATIENCE = 300


class Ended(NamedTuple):
    """How a command ended; a code below zero is the signal that ended it."""

    code: int
    out: str
    err: str


def run(words: Sequence[str], *, cwd: Path, environ: Mapping[str, str]) -> Ended:
    """Run `screener` with these words to its end."""
    with (
        NamedTemporaryFile() as out,
        NamedTemporaryFile() as err,
        socket.socket(socket.AF_UNIX) as asking,
    ):
        asking.connect(_listening())
        asking.settimeout(PATIENCE)
        request = {"words": words, "cwd": str(cwd), "environ": dict(environ)}
        files = {"out": out.name, "err": err.name}
        with asking.makefile("rw") as lines:
            print(json.dumps(request | files), file=lines, flush=True)
            process = int(lines.readline())
            try:
                code = int(lines.readline())
            except TimeoutError:
                os.kill(process, signal.SIGKILL)
                raise
        return Ended(code, out.read().decode("utf-8"), err.read().decode("utf-8"))


@cache
def _listening() -> str:
    """The socket of the process that forks, which is started for the first command."""
    folder = TemporaryDirectory(prefix="screener-forks-")
    path = f"{folder.name}/socket"
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.system.forks", path],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )

    def end() -> None:
        process.communicate()
        folder.cleanup()

    atexit.register(end)
    assert process.stdout
    assert process.stdout.readline() == "listening\n"
    return path
