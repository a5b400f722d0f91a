"""What every Archive promises: the one on disk and its twin in memory."""

from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from screener.adapters.archive import DirectoryArchive
from screener.adapters.memory.archive import MemoryArchive
from screener.errors import Unreachable
from screener.ports.archive import Archive
from tests.builders import NOON

LETTER = b"Subject: Lunch?\r\n\r\nCall me.\r\n"
ITS_NAME = sha256(LETTER).hexdigest()


@pytest.fixture(params=["disk", "memory"])
def archive(request: pytest.FixtureRequest, tmp_path: Path) -> Archive:
    """An empty archive of either kind."""
    kinds: dict[str, Callable[[], Archive]] = {
        "disk": lambda: DirectoryArchive(tmp_path / "archive", now=NOON),
        "memory": MemoryArchive,
    }
    return kinds[request.param]()


def test_an_object_is_named_by_the_sha256_of_its_octets(archive: Archive) -> None:
    """However it was cut into pieces."""
    assert archive.put([LETTER]) == (ITS_NAME, len(LETTER))
    assert archive.put([LETTER[:3], b"", LETTER[3:]]) == (ITS_NAME, len(LETTER))


def test_what_was_put_can_be_read_before_and_after_it_is_durable(archive: Archive) -> None:
    """Whether it was synced is the disk's business."""
    archive.put([LETTER])
    before = archive.read(ITS_NAME)
    archive.sync()

    assert before == archive.read(ITS_NAME) == LETTER
    assert ITS_NAME in archive


def test_the_octets_come_back_exactly(archive: Archive) -> None:
    """NUL, bare CR and LF and what is no UTF-8 included."""
    octets = bytes(range(256)) + b"\n\r\r\n\0"
    name, _ = archive.put([octets])
    archive.sync()

    assert archive.read(name) == octets


def test_an_empty_message_is_an_object_too(archive: Archive) -> None:
    """There is something to preserve even where nothing came."""
    name, size = archive.put([])
    archive.sync()

    assert (archive.read(name), size) == (b"", 0)


def test_what_was_never_put_is_not_there(archive: Archive) -> None:
    """None, and no error."""
    archive.sync()

    assert archive.read(ITS_NAME) is None
    assert ITS_NAME not in archive
    assert 7 not in archive


def test_the_same_message_again_is_no_trouble(archive: Archive) -> None:
    """Before and after a sync."""
    for _ in range(2):
        archive.put([LETTER])
        archive.put([LETTER])
        archive.sync()

    assert archive.read(ITS_NAME) == LETTER


def test_what_was_removed_is_gone(archive: Archive) -> None:
    """For good, and once more is no trouble; it can be put again."""
    archive.put([LETTER])
    archive.sync()
    archive.remove(ITS_NAME)
    archive.remove(ITS_NAME)
    gone = archive.read(ITS_NAME)
    archive.put([LETTER])
    archive.sync()

    assert gone is None
    assert archive.read(ITS_NAME) == LETTER


def test_a_message_that_breaks_off_is_not_stored(archive: Archive) -> None:
    """What the server's side raises comes through, and half a message is no evidence."""

    def broken() -> Iterator[bytes]:
        yield LETTER[:5]
        raise Unreachable("The connection broke.")

    with pytest.raises(Unreachable):
        archive.put(broken())
    archive.sync()

    assert sha256(LETTER[:5]).hexdigest() not in archive
