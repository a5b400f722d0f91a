"""Commands of the program, each in a process of its own that need not import it anew.

How the program starts from nothing has tests of its own.
"""

import atexit
import json
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
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


class Process:
    """One command that runs, or has run; `pid` is its number. It may be used as a Popen is."""

    def __init__(self, asking: socket.socket, out: Path, err: Path) -> None:
        self._asking = asking
        self._out = out
        self._err = err
        self.returncode: int | None = None
        self.pid = self._told()

    @property
    def said(self) -> str:
        """Standard error up to now."""
        return self._err.read_text("utf-8")

    def poll(self) -> int | None:
        """The exit code, None while it runs."""
        if self.returncode is None and select.select([self._asking], [], [], 0)[0]:
            self.returncode = self._told()
        return self.returncode

    def wait(self, timeout: float = PATIENCE) -> int:
        """The exit code, once it has ended. Raises TimeoutError."""
        if self.returncode is None and not select.select([self._asking], [], [], timeout)[0]:
            raise TimeoutError(f"it has not ended within {timeout:g} s, but said: {self.said}")
        code = self.poll()
        assert code is not None
        return code

    def communicate(self, timeout: float = PATIENCE) -> tuple[str, str]:
        """All that it said, once it has ended. Raises TimeoutError."""
        self.wait(timeout)
        return self._out.read_text("utf-8"), self.said

    def send_signal(self, number: signal.Signals) -> None:
        """Nothing happens if it has ended. From any thread."""
        if self.returncode is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def kill(self) -> None:
        """As `kill -9` does. From any thread."""
        self.send_signal(signal.SIGKILL)

    def _told(self) -> int:
        line = b""
        while not line.endswith(b"\n"):
            piece = self._asking.recv(1)
            assert piece, "the process that forks is gone"
            line += piece
        return int(line)


@contextmanager
def started(
    words: Sequence[str], *, cwd: Path, environ: Mapping[str, str], terminal: str | None = None
) -> Iterator[Process]:
    """Begin `screener` with these words; it is killed at the end if it has not ended by then.

    With the path of a `terminal` it says everything there.
    """
    with (
        NamedTemporaryFile() as out,
        NamedTemporaryFile() as err,
        socket.socket(socket.AF_UNIX) as asking,
    ):
        asking.connect(_listening())
        request = {"words": words, "cwd": str(cwd), "environ": dict(environ)}
        asked = request | {"out": terminal or out.name, "err": terminal or err.name}
        asking.sendall(json.dumps(asked).encode() + b"\n")
        process = Process(asking, Path(out.name), Path(err.name))
        try:
            yield process
        finally:
            process.kill()


def run(words: Sequence[str], *, cwd: Path, environ: Mapping[str, str]) -> Ended:
    """Run `screener` with these words to its end."""
    with started(words, cwd=cwd, environ=environ) as process:
        out, err = process.communicate()
        return Ended(process.wait(), out, err)


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
