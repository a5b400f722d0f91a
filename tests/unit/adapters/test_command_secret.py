"""The secret that signs commands by mail."""

import subprocess
import sys
from pathlib import Path

import pytest

from screener.adapters.keys import command_secret
from screener.errors import DiskTrouble

NAME = "commands.key"


def test_a_secret_is_made_once(tmp_path: Path) -> None:
    """32 octets that nobody can guess, found again as they were."""
    secret = command_secret(tmp_path / "one")

    assert len(secret) == 32
    assert command_secret(tmp_path / "one") == secret
    assert (tmp_path / "one" / NAME).read_bytes() == secret
    assert command_secret(tmp_path / "other") != secret


def test_nobody_else_can_read_it(tmp_path: Path) -> None:
    """Nor the directory, if it had to be made; and nothing else is left there."""
    command_secret(tmp_path / "state")

    assert (tmp_path / "state" / NAME).stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "state").stat().st_mode & 0o777 == 0o700
    assert [path.name for path in (tmp_path / "state").iterdir()] == [NAME]


@pytest.mark.parametrize("octets", [b"", b"too short", b"x" * 33])
def test_what_is_no_secret_is_told(tmp_path: Path, octets: bytes) -> None:
    """And never written over: an empty one would be anybody's."""
    (tmp_path / NAME).write_bytes(octets)

    with pytest.raises(DiskTrouble, match="is no key"):
        command_secret(tmp_path)
    assert (tmp_path / NAME).read_bytes() == octets


def test_a_directory_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    """As trouble with the disk."""
    (tmp_path / "state").write_text("a file")

    with pytest.raises(DiskTrouble, match="key of commands by mail"):
        command_secret(tmp_path / "state")


MAKES = """
import sys
from pathlib import Path
from screener.adapters.keys import command_secret

sys.stdin.readline()
print(command_secret(Path(sys.argv[1])).hex())
"""


def test_processes_that_start_at_once_make_one_secret(tmp_path: Path) -> None:
    """One makes it, the others find it."""
    run = [sys.executable, "-c", MAKES, str(tmp_path)]
    together = [
        subprocess.Popen(
            run, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=Path(__file__).parents[3]
        )
        for _ in range(4)
    ]
    said = {process.communicate(b"\n")[0].strip() for process in together}

    assert said == {command_secret(tmp_path).hex().encode()}
