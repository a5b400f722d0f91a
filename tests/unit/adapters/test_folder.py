"""A folder for somebody else: whole or not there, and with a list of what is in it."""

import subprocess
from pathlib import Path

import pytest

from screener.adapters.folder import SUMS, new_folder
from screener.errors import DiskTrouble, ScreenerError


def test_the_list_is_one_that_sha256sum_checks(tmp_path: Path) -> None:
    """Every file is in it, and whoever changes one is found out."""
    with new_folder(tmp_path / "it") as folder:
        folder.add("b.txt", b"two")
        with folder.file("deep/er/a.txt") as file:
            file.write(b"on")
            file.write(b"e")
    check = ["sha256sum", "--check", "--strict", SUMS]
    fine = subprocess.run(check, cwd=tmp_path / "it", capture_output=True, text=True, check=True)
    (tmp_path / "it" / "b.txt").write_bytes(b"three")
    changed = subprocess.run(check, cwd=tmp_path / "it", capture_output=True, check=False)

    assert fine.stdout.splitlines() == ["b.txt: OK", "deep/er/a.txt: OK"]
    assert (tmp_path / "it/deep/er/a.txt").read_bytes() == b"one"
    assert changed.returncode == 1


def test_nobody_else_can_read_it(tmp_path: Path) -> None:
    """Files 0600 in folders 0700: what becomes of it is the user's business."""
    with new_folder(tmp_path / "it") as folder:
        folder.add("deep/a.txt", b"")
    modes = {p.stat().st_mode & 0o777 for p in (tmp_path / "it").rglob("*") if p.is_file()}
    folders = {(tmp_path / where).stat().st_mode & 0o777 for where in ("it", "it/deep")}

    assert (modes, folders) == ({0o600}, {0o700})


def test_there_is_never_half_a_folder(tmp_path: Path) -> None:
    """What breaks off leaves nothing."""

    def break_off() -> None:
        with new_folder(tmp_path / "it") as folder:
            folder.add("a.txt", b"")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        break_off()

    assert list(tmp_path.iterdir()) == []


def test_a_name_is_given_once(tmp_path: Path) -> None:
    """The second does not replace the first."""
    with new_folder(tmp_path / "it") as folder:
        folder.add("a.txt", b"one")
        with pytest.raises(ValueError, match="already"):
            folder.add("a.txt", b"two")

    assert (tmp_path / "it" / "a.txt").read_bytes() == b"one"


def test_what_is_there_is_left_alone(tmp_path: Path) -> None:
    """An empty folder is filled, anything else refused."""
    (tmp_path / "empty").mkdir()
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine")
    with new_folder(tmp_path / "empty") as folder:
        folder.add("a.txt", b"")
    with pytest.raises(ScreenerError, match="there already"), new_folder(tmp_path / "full"):
        pass
    with (
        pytest.raises(ScreenerError, match="there already"),
        new_folder(tmp_path / "full" / "mine.txt"),
    ):
        pass

    assert (tmp_path / "empty" / "a.txt").exists()
    assert [p.name for p in (tmp_path / "full").iterdir()] == ["mine.txt"]


def test_a_place_where_nothing_can_be_written_is_told(tmp_path: Path) -> None:
    """With the reason of the operating system."""
    (tmp_path / "file").write_text("")

    with pytest.raises(DiskTrouble, match="cannot be written"), new_folder(tmp_path / "file" / "x"):
        pass
