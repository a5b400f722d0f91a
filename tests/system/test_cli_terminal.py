"""What a terminal gets: a table that fits, and colours unless NO_COLOR is set."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from tests.builders import a_decision, a_mail
from tests.system.commands import Commands

ESCAPE = "\x1b"


@pytest.fixture
def program(tmp_path: Path) -> Commands:
    """A program that decided one message with a long subject."""
    program = Commands(tmp_path)
    program.remember(
        [a_decision(1, event=a_mail(1, subject="so " * 99), contact="him@example.com")]
    )
    return program


def on_a_terminal(program: Commands, *words: str, **environ: str) -> str:
    """What a terminal of 80 columns is sent."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "screener", *words],
        cwd=program.home,
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


def test_a_table_fits_the_terminal(program: Commands) -> None:
    """Long texts are cut, and say so."""
    lines = on_a_terminal(program, "log", NO_COLOR="1").splitlines()

    assert len(lines) == 2
    assert max(map(len, lines)) <= 80
    assert "…" in lines[1]


def test_a_terminal_gets_colours(program: Commands) -> None:
    """They help to find what matters."""
    assert ESCAPE in on_a_terminal(program, "why", "d1")


def test_no_color_is_kept(program: Commands) -> None:
    """Whatever its value, unless it is empty (no-color.org)."""
    assert ESCAPE not in on_a_terminal(program, "why", "d1", NO_COLOR="1")
    assert ESCAPE in on_a_terminal(program, "why", "d1", NO_COLOR="")


def test_a_pipe_gets_no_colours(program: Commands) -> None:
    """Nor does a file."""
    assert ESCAPE not in program.run("why", "d1").out
