"""The archive on disk, where its twin in memory has nothing to show."""

import errno
import os
import subprocess
import sys
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from threading import Thread

import pytest

from screener.adapters.archive import ABANDONED, DirectoryArchive
from screener.errors import DiskTrouble
from tests.builders import NOON

LETTER = b"Subject: Lunch?\r\n\r\nCall me.\r\n"
ITS_NAME = sha256(LETTER).hexdigest()


def files(directory: Path) -> list[str]:
    """Every file below the directory."""
    return sorted(
        path.relative_to(directory).as_posix() for path in directory.rglob("*") if path.is_file()
    )


def test_an_object_has_its_name_only_once_it_is_durable(tmp_path: Path) -> None:
    """So that whatever has a name is whole after a crash."""
    archive = DirectoryArchive(tmp_path, now=NOON)
    archive.put([LETTER])
    (waiting,) = files(tmp_path)
    archive.sync()

    assert waiting.startswith(".incoming-")
    assert files(tmp_path) == [f"{ITS_NAME[:2]}/{ITS_NAME[2:]}"]


def test_nobody_else_can_read_what_is_kept(tmp_path: Path) -> None:
    """Files 0600 in directories 0700, waiting or not."""
    root = tmp_path / "state" / "archive"
    archive = DirectoryArchive(root, now=NOON)
    archive.put([LETTER])
    archive.sync()
    archive.put([b"another"])

    modes = {path.stat().st_mode & 0o777 for path in root.rglob("*") if path.is_file()}
    folders = {path.stat().st_mode & 0o777 for path in (root, *root.rglob("*")) if path.is_dir()}
    assert (modes, folders) == ({0o600}, {0o700})


def test_what_a_crash_left_is_swept_away_after_a_day(tmp_path: Path) -> None:
    """And not before: another process may be writing it."""
    for name, age in {"old": ABANDONED + timedelta(minutes=1), "young": timedelta(hours=1)}.items():
        left = tmp_path / f".incoming-{name}"
        left.write_bytes(b"half a mess")
        at = (NOON - age).timestamp()
        os.utime(left, (at, at))

    DirectoryArchive(tmp_path, now=NOON)

    assert files(tmp_path) == [".incoming-young"]


def test_an_object_that_the_disk_lost_is_written_again(tmp_path: Path) -> None:
    """A file that is too short under the right name is what some file systems leave behind."""
    archive = DirectoryArchive(tmp_path, now=NOON)
    archive.put([LETTER])
    archive.sync()
    (tmp_path / ITS_NAME[:2] / ITS_NAME[2:]).write_bytes(b"")
    archive.put([LETTER])
    archive.sync()

    assert archive.read(ITS_NAME) == LETTER


def test_a_second_put_leaves_no_file_behind(tmp_path: Path) -> None:
    """Each message is stored once."""
    archive = DirectoryArchive(tmp_path, now=NOON)
    archive.put([LETTER])
    archive.put([LETTER])
    archive.sync()
    archive.put([LETTER])

    assert files(tmp_path) == [f"{ITS_NAME[:2]}/{ITS_NAME[2:]}"]


def test_a_new_process_finds_what_the_last_one_kept(tmp_path: Path) -> None:
    """Nothing is remembered but in files."""
    first = DirectoryArchive(tmp_path, now=NOON)
    first.put([LETTER])
    first.sync()

    assert DirectoryArchive(tmp_path, now=NOON).read(ITS_NAME) == LETTER


def test_threads_share_one_archive(tmp_path: Path) -> None:
    """Each finds on disk what it put once its own sync is over, whoever did the work."""
    archive = DirectoryArchive(tmp_path, now=NOON)
    missing: list[str] = []

    def keep(number: int) -> None:
        for each in range(20):
            name, _ = archive.put([b"shared", bytes([each, each % (number + 1)])])
            archive.sync()
            if not (tmp_path / name[:2] / name[2:]).is_file():
                missing.append(name)

    threads = [Thread(target=keep, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert missing == []
    assert not any(name.startswith(".incoming-") for name in files(tmp_path))


def test_a_sync_that_failed_can_be_tried_again(tmp_path: Path) -> None:
    """What waits goes on waiting, and is complete once the disk is well."""
    archive = DirectoryArchive(tmp_path, now=NOON)
    archive.put([LETTER])
    in_the_way = tmp_path / ITS_NAME[:2]
    in_the_way.write_text("no directory")
    with pytest.raises(DiskTrouble):
        archive.sync()
    in_the_way.unlink()
    archive.sync()

    assert files(tmp_path) == [f"{ITS_NAME[:2]}/{ITS_NAME[2:]}"]


def test_a_place_where_nothing_can_be_is_told(tmp_path: Path) -> None:
    """With the path, and something to do."""
    (tmp_path / "file").write_text("")

    with pytest.raises(DiskTrouble, match="file/archive") as caught:
        DirectoryArchive(tmp_path / "file" / "archive", now=NOON)
    assert caught.value.advice


WRITES_TOO_MUCH = """
import resource
import sys
from datetime import UTC, datetime
from pathlib import Path
from screener.adapters.archive import DirectoryArchive
from screener.errors import DiskTrouble

resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))
archive = DirectoryArchive(Path(sys.argv[1]), now=datetime.now(UTC))
try:
    archive.put([b"x" * 1000] * 100)
except DiskTrouble as trouble:
    print(trouble)
"""


def test_a_message_that_finds_no_room_leaves_nothing_behind(tmp_path: Path) -> None:
    """The kernel cuts the file off in the middle; half of it is no evidence."""
    run = subprocess.run(
        [sys.executable, "-c", WRITES_TOO_MUCH, str(tmp_path)],
        check=True,
        capture_output=True,
        text=True,
    )

    assert os.strerror(errno.EFBIG) in run.stdout
    assert files(tmp_path) == []
