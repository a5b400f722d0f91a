"""Commands that people wait for."""

import shutil
import sys
from pathlib import Path

import pytest

from tests.benchmarks.process import ROOT, RUNS, run, tell, typical

pytestmark = pytest.mark.bench


def told(what: str, words: list[str]) -> None:
    """Run it some times, the first time for nothing."""
    command = [sys.executable, "-m", "screener", *words]
    run(command)
    cost = typical([run(command) for _ in range(3 * RUNS)])
    tell(f"\n{what}: {cost}", target="0.25 s", met=cost.wall < 0.25)


def test_help_is_there_at_once() -> None:
    """Nothing is imported for it that it does not need."""
    told("screener --help", ["--help"])


def test_check_is_there_at_once(tmp_path: Path) -> None:
    """Over the starter rules."""
    shutil.copytree(ROOT / "rules", tmp_path / "rules")
    shutil.copy(ROOT / "config.example.yaml", tmp_path / "config.yaml")
    told("screener check", ["--config", str(tmp_path / "config.yaml"), "check"])
