"""The program on a terminal of 80 columns."""

import os
import pty
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path


def on_a_terminal(words: Sequence[str], *, home: Path, **environ: str) -> str:
    """What the terminal is sent by `screener` with these words, in that directory."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "screener", *words],
        cwd=home,
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(Path(__file__).parents[2]),
            "LANG": "C.UTF-8",
            "TERM": "xterm",
            "COLUMNS": "80",
            **environ,
        },
        stdout=theirs,
        stderr=theirs,
    ) as process:
        os.close(theirs)
        sent = b""
        # Linux tells the end of a terminal by EIO.
        while piece := _read(ours):
            sent += piece
        process.wait(timeout=300)
    os.close(ours)
    return sent.decode().replace("\r\n", "\n")


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:
        return b""
