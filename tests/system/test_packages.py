"""The wheel and the source distribution hold what they have to, and no more."""

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

import screener

ROOT = Path(__file__).parents[2]

# One worker builds; the others would build the same again.
pytestmark = pytest.mark.xdist_group("packages")


def tree(folder: str) -> set[str]:
    """The files under one folder of the checkout, relative to it."""
    return {
        path.relative_to(ROOT / folder).as_posix()
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with both packages, built with no network and no environment of their own."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "--directory", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=300)
    return folder


@pytest.fixture(scope="module")
def wheel(built: Path) -> set[str]:
    """The names in the wheel, metadata aside."""
    [path] = built.glob("*.whl")
    with zipfile.ZipFile(path) as archive:
        return {name for name in archive.namelist() if ".dist-info/" not in name}


@pytest.fixture(scope="module")
def sdist(built: Path) -> set[str]:
    """The names in the source distribution, relative to its one folder."""
    [path] = built.glob("*.tar.gz")
    with tarfile.open(path) as archive:
        return {name.partition("/")[2] for name in archive.getnames()}


def test_the_wheel_is_the_package_with_the_starter_rules_inside(wheel: set[str]) -> None:
    """Migrations and every other file of the package go along; tests and units do not."""
    package = {f"screener/{name}" for name in tree("screener")}
    starter = {f"screener/_starter/{name}" for name in tree("rules")}

    assert starter
    assert wheel == package | starter


def test_the_source_distribution_can_be_tested_and_run_as_a_service(sdist: set[str]) -> None:
    """It holds the tests, the locks and the units, as the checkout does."""
    assert {f"systemd/{name}" for name in tree("systemd")} <= sdist
    assert {f"tests/{name}" for name in tree("tests")} <= sdist
    assert {"LICENSE", "Makefile", "requirements.lock", "requirements-dev.lock"} <= sdist


def test_both_are_named_after_the_version_that_the_package_tells(built: Path) -> None:
    """The version is written down once."""
    assert sorted(path.name for path in built.iterdir()) == [
        f"screener-{screener.__version__}-py3-none-any.whl",
        f"screener-{screener.__version__}.tar.gz",
    ]
