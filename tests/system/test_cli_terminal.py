"""What a terminal gets: a table that fits, and colours unless NO_COLOR is set."""

from pathlib import Path

import pytest

from tests.builders import a_decision, a_mail
from tests.system.commands import Commands
from tests.system.terminal import on_a_terminal

ESCAPE = "\x1b"


@pytest.fixture
def program(tmp_path: Path) -> Commands:
    """A program that decided one message with a long subject."""
    program = Commands(tmp_path)
    program.remember(
        [a_decision(1, event=a_mail(1, subject="so " * 99), contact="him@example.com")]
    )
    return program


def test_a_table_fits_the_terminal(program: Commands) -> None:
    """Long texts are cut, and say so."""
    lines = on_a_terminal(["log"], home=program.home, NO_COLOR="1").splitlines()

    assert len(lines) == 2
    assert max(map(len, lines)) <= 80
    assert "…" in lines[1]


def test_a_terminal_gets_colours(program: Commands) -> None:
    """They help to find what matters."""
    assert ESCAPE in on_a_terminal(["why", "d1"], home=program.home)


def test_no_color_is_kept(program: Commands) -> None:
    """Whatever its value, unless it is empty (no-color.org)."""
    assert ESCAPE not in on_a_terminal(["why", "d1"], home=program.home, NO_COLOR="1")
    assert ESCAPE in on_a_terminal(["why", "d1"], home=program.home, NO_COLOR="")


def test_a_pipe_gets_no_colours(program: Commands) -> None:
    """Nor does a file."""
    assert ESCAPE not in program.run("why", "d1").out
