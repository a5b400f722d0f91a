"""The program on a terminal of 80 columns."""

import os
import pty
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.system import forked


def on_a_terminal(words: Sequence[str], *, home: Path, **environ: str) -> str:
    """What the terminal is sent by `screener` with these words, in that directory."""
    ours, theirs = pty.openpty()
    here = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "TERM": "xterm", "COLUMNS": "80"}
    with ThreadPoolExecutor(1) as reader:
        sent = reader.submit(_read_all, ours)
        try:
            with forked.started(
                words, cwd=home, environ=here | environ, terminal=os.ttyname(theirs)
            ) as process:
                process.wait()
        finally:
            os.close(theirs)
    os.close(ours)
    return sent.result().decode().replace("\r\n", "\n")


def _read_all(terminal: int) -> bytes:
    """All that comes until nobody has the terminal open any more, as Linux tells it: by EIO."""
    sent = b""
    try:
        while piece := os.read(terminal, 65536):
            sent += piece
    except OSError:
        pass
    return sent
