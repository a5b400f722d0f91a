"""What `check` takes for files of every size, from what people have to what nobody should."""

import sys
from pathlib import Path

import pytest

from tests.benchmarks.extremes import EXTREME, LARGE, ORDINARY
from tests.benchmarks.process import RUNS, Cost, run, tell, typical
from tests.system.commands import CONFIG

pytestmark = pytest.mark.bench

SECONDS, MEBIBYTES = 2.0, 200 * 1_000_000 / 1024**2
WANTED = {"10,000 lines": 1.0}
"""Seconds, where it is less than two."""


def checked(text: str, folder: Path, *, expect: int) -> Cost:
    """The cost of looking at one file of rules, which is used (0) or refused (78)."""
    (folder / "rules").mkdir()
    (folder / "rules" / "a.yaml").write_text(text)
    (folder / "config.yaml").write_text(CONFIG.format(mode="observe"))
    command = [sys.executable, "-m", "screener", "--config", str(folder / "config.yaml"), "check"]
    return typical([run(command, expect=expect) for _ in range(RUNS)])


def told(kind: str, cost: Cost) -> None:
    """One line of the report."""
    seconds = WANTED.get(kind, SECONDS)
    met = cost.wall <= seconds and cost.peak <= MEBIBYTES
    tell(f"\ncheck of {kind:28} {cost}", target=f"{seconds:g} s, 200 MB", met=met)


@pytest.mark.parametrize("kind", ORDINARY | LARGE)
def test_a_file_within_the_limits(kind: str, tmp_path: Path) -> None:
    """It is used."""
    told(kind, checked((ORDINARY | LARGE)[kind](), tmp_path, expect=0))


@pytest.mark.parametrize("kind", EXTREME)
def test_a_file_beyond_them(kind: str, tmp_path: Path) -> None:
    """It is refused, and never ends in a traceback."""
    told(kind, checked(EXTREME[kind](), tmp_path, expect=78))
