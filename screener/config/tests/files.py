"""Where the tests of rules lie; who only asks whether there are any imports nothing else."""

from collections.abc import Iterator
from pathlib import Path

FOLDER = "tests"
"""In the rules directory."""


def files_of_tests(rules: Path) -> Iterator[Path]:
    """Every file of tests of these rules, in the order of their names; hidden ones are none."""
    here = sorted((rules / FOLDER).glob("*.yaml"))
    return (path for path in here if not path.name.startswith("."))
