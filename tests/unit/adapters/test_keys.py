"""The key of the ledger, and the head that it signed last."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from screener.adapters.keys import HEAD, KEY, PUBLIC_KEY, KeyNotary, has_key
from screener.domain.record.chain import NOTHING_YET, Head
from screener.errors import DiskTrouble
from tests.builders import NOON

FIRST, SECOND = Head(1, "aa" * 32), Head(2, "bb" * 32)


def test_a_key_is_made_once(tmp_path: Path) -> None:
    """And found again; the public half lies beside it."""
    assert not has_key(tmp_path)
    notary = KeyNotary(tmp_path, now=NOON)
    again = KeyNotary(tmp_path, now=NOON)

    assert has_key(tmp_path)
    assert notary.public_key == again.public_key == (tmp_path / PUBLIC_KEY).read_text()


def test_nobody_else_can_read_the_key(tmp_path: Path) -> None:
    """Nor the directory, if it had to be made."""
    KeyNotary(tmp_path / "state", now=NOON)

    assert (tmp_path / "state" / KEY).stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "state").stat().st_mode & 0o777 == 0o700


def test_a_new_key_has_signed_the_empty_ledger(tmp_path: Path) -> None:
    """So that a head which is not there was taken away."""
    notary = KeyNotary(tmp_path, now=NOON)
    last = notary.last()

    assert last
    assert last.head == NOTHING_YET
    assert notary.has_signed(last)


def test_anybody_can_check_a_signature(tmp_path: Path) -> None:
    """With the public key alone."""
    notary = KeyNotary(tmp_path, now=NOON)
    signed = notary.sign(FIRST, at=NOON)
    public = load_pem_public_key(notary.public_key.encode())

    assert isinstance(public, Ed25519PublicKey)
    public.verify(signed.signature, signed.text)
    assert notary.last() == signed
    assert not notary.has_signed(signed._replace(head=SECOND))
    assert not notary.has_signed(signed._replace(at=NOON + timedelta(seconds=1)))


def test_an_older_head_does_not_replace_a_later_one(tmp_path: Path) -> None:
    """Two processes sign, and one was slow."""
    notary = KeyNotary(tmp_path, now=NOON)
    later = notary.sign(SECOND, at=NOON)

    assert notary.sign(FIRST, at=NOON) == later
    assert notary.last() == later


@pytest.mark.parametrize("octets", [b"", b"{}", b"[]", b"\xff", b'{"head": 7}'])
def test_what_is_no_head_is_none(tmp_path: Path, octets: bytes) -> None:
    """Whatever is in the file."""
    notary = KeyNotary(tmp_path, now=NOON)
    (tmp_path / HEAD).write_bytes(octets)

    assert notary.last() is None


def test_what_is_no_key_is_told(tmp_path: Path) -> None:
    """And never written over."""
    (tmp_path / KEY).write_text("open sesame")

    with pytest.raises(DiskTrouble, match="no Ed25519 key"):
        KeyNotary(tmp_path, now=NOON)
    assert (tmp_path / KEY).read_text() == "open sesame"


MAKES = """
import sys
from pathlib import Path
from screener.adapters.keys import KeyNotary
from tests.builders import NOON

sys.stdin.readline()
print(KeyNotary(Path(sys.argv[1]), now=NOON).public_key)
"""


def test_processes_that_start_at_once_make_one_key(tmp_path: Path) -> None:
    """One makes it, the others find it; its head is signed by it."""
    run = [sys.executable, "-c", MAKES, str(tmp_path)]
    together = [
        subprocess.Popen(
            run,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=Path(__file__).parents[3],
        )
        for _ in range(4)
    ]
    said = {process.communicate(b"\n")[0].strip() for process in together}
    notary = KeyNotary(tmp_path, now=NOON)
    last = notary.last()

    assert said == {notary.public_key.strip().encode()}
    assert last
    assert notary.has_signed(last)
