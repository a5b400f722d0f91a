"""What is true of the whole tree: it names no machine, and its locks fit what it asks for."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = ["requirements.lock", "requirements-dev.lock"]

# What a checkout has beside the project: see .gitignore.
AT_THE_TOP = {
    ".git",
    ".hypothesis",
    ".venv",
    "build",
    "config.yaml",
    "dist",
    "htmlcov",
    "screener-demo",
    "state",
}
ANYWHERE = re.compile(r"__pycache__|\..*cache|\.coverage")

# Halved, so that this file passes its own test.
REGISTRIES = [
    "py" + "pi.org",
    "python" + "hosted.org",
    "deb.de" + "bian.org",
    "npm" + "js.org",
]


def files(folder: Path = ROOT) -> Iterator[Path]:
    """Every file of the project under `folder`."""
    for path in sorted(folder.iterdir()):
        if ANYWHERE.fullmatch(path.name) or (folder == ROOT and path.name in AT_THE_TOP):
            continue
        if path.is_dir():
            yield from files(path)
        else:
            yield path


def name(requirement: str) -> str:
    """The normalized name at the start of a requirement (PEP 503)."""
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert found, requirement
    return re.sub(r"[-_.]+", "-", found[0]).lower()


def pins(lock: str) -> dict[str, str]:
    """Names and versions of one lock."""
    return dict(re.findall(r"^([a-z0-9.-]+)==([^ ;\\]+)", (ROOT / lock).read_text(), re.MULTILINE))


def asked_for(*extras: str) -> set[str]:
    """The names in pyproject.toml that an installation with these extras needs."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    lists = [project["dependencies"], *(project["optional-dependencies"][e] for e in extras)]
    return {name(requirement) for requirements in lists for requirement in requirements}


@pytest.mark.parametrize("words", [*REGISTRIES, str(ROOT)])
def test_no_file_names_a_registry_or_this_checkout(words: str) -> None:
    """Where packages come from is the machine's choice, and where the tree lies too."""
    assert [path for path in files() if words.encode() in path.read_bytes()] == []


def test_the_walk_over_the_tree_finds_it() -> None:
    """The test above looks at something, and at nothing that is not ours."""
    walked = {path.relative_to(ROOT).as_posix() for path in files()}

    assert {"Makefile", ".ci/run", "screener/__init__.py", "requirements.lock"} <= walked
    assert not any(path.startswith((".git/", ".venv/")) for path in walked)


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_a_hash_for_each_version(lock: str) -> None:
    """pip refuses a lock otherwise; so does this, without the network."""
    entries = re.split(r"^(?=[a-z0-9])", (ROOT / lock).read_text(), flags=re.MULTILINE)[1:]

    assert len(entries) == len(pins(lock)) > 0
    assert all("--hash=sha256:" in entry for entry in entries)


def test_the_locks_hold_what_the_project_asks_for() -> None:
    """Whoever changes dependencies runs `make lock`."""
    assert asked_for("demo") <= pins("requirements.lock").keys()
    assert asked_for("demo", "keyring", "postgres") <= pins("requirements-dev.lock").keys()


def test_tests_see_the_versions_that_users_get() -> None:
    """The lock for development agrees with the other one wherever both speak."""
    users, ours = pins("requirements.lock"), pins("requirements-dev.lock")

    assert {package: ours.get(package) for package in users} == users
