"""`pause` and `resume`."""

from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from screener.adapters.store import open_store
from screener.application.pausing import is_paused
from tests.system.commands import Commands


@pytest.fixture
def program(tmp_path: Path) -> Commands:
    """A program that never ran."""
    return Commands(tmp_path)


def paused(program: Commands, *, after: timedelta = timedelta()) -> bool:
    """Whether effects would wait at that time."""
    with closing(open_store(program.home / "state" / "screener.sqlite3")) as store:
        return is_paused(store, now=datetime.now(UTC) + after)


def test_a_pause_lasts_until_it_is_ended(program: Commands) -> None:
    """Without a time it lasts for good."""
    ended = program.run("pause")

    assert ended.out == ("Paused until `screener resume`; what arrives is watched and preserved.\n")
    assert paused(program, after=timedelta(days=36500))


def test_a_pause_may_end_by_itself(program: Commands) -> None:
    """`--for 2h` is over after two hours."""
    program.run("pause", "--for", "2h")

    assert paused(program)
    assert not paused(program, after=timedelta(hours=2))


def test_resume_ends_a_pause(program: Commands) -> None:
    """The first time; the second time there is nothing to end."""
    program.run("pause")

    assert program.run("resume") == (0, "Going on.\n", "")
    assert program.run("resume") == (0, "Nothing was paused.\n", "")
    assert not paused(program)


def test_resume_on_a_fresh_machine_makes_no_database(program: Commands) -> None:
    """There is nothing to end."""
    assert program.run("resume") == (0, "Nothing was paused.\n", "")
    assert not (program.home / "state").exists()


def test_what_is_no_span_is_wrong_use(program: Commands) -> None:
    """Exit code 2, with examples."""
    ended = program.run("pause", "--for", "a while")

    assert ended.code == 2
    assert "`2h`" in ended.err
