"""The key that signs the head of the ledger (Ed25519, RFC 8032), and the last head it signed.

In the state directory: `ledger.key` for us alone, `ledger.pub.pem` to give away, and
`ledger-head.json`. A new key signs the empty ledger at once; so where there is a key and no head,
somebody took the head away.
"""

import fcntl
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from screener.domain.chain import NOTHING_YET, Head, SignedHead, head_text
from screener.errors import DiskTrouble

KEY, PUBLIC_KEY, HEAD = "ledger.key", "ledger.pub.pem", "ledger-head.json"


class KeyNotary:
    """The Notary whose key lies in that directory; any number of processes may be one.

    Makes the key where there is none. Raises DiskTrouble.
    """

    def __init__(self, directory: Path, *, now: datetime) -> None:
        self._directory = directory
        with _told(directory):
            directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not has_key(directory):
                with _alone(directory):
                    _make(directory, now)
            self._key = _loaded(directory / KEY)
        self.public_key = _pem(self._key)

    def last(self) -> SignedHead | None:
        """The last head that was signed; None if it is lost or no head at all."""
        try:
            known = json.loads((self._directory / HEAD).read_text("utf-8"))
            return SignedHead(
                Head.read(str(known["head"])),
                datetime.fromisoformat(known["at"]),
                bytes.fromhex(known["signature"]),
            )
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def sign(self, head: Head, *, at: datetime) -> SignedHead:
        """Sign and keep it; a later one that is there already stays."""
        with _told(self._directory), _alone(self._directory):
            last = self.last()
            if last is not None and last.head.number >= head.number:
                return last
            return _kept(self._directory, _signed(self._key, head, at))

    def has_signed(self, signed: SignedHead) -> bool:
        """Whether the signature is ours."""
        with suppress(InvalidSignature):
            self._key.public_key().verify(signed.signature, signed.text)
            return True
        return False


def has_key(directory: Path) -> bool:
    """Whether a notary was ever there."""
    return (directory / KEY).exists()


def _make(directory: Path, now: datetime) -> None:
    """A new key; of several processes that make one at once, the first does."""
    if has_key(directory):
        return
    key = Ed25519PrivateKey.generate()
    _kept(directory, _signed(key, NOTHING_YET, now))
    _write(directory / PUBLIC_KEY, _pem(key).encode())
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    # The key last: whoever finds it finds the others.
    _write(directory / KEY, private)


def _loaded(path: Path) -> Ed25519PrivateKey:
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except ValueError as error:
        raise _not_a_key(path) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise _not_a_key(path)
    return key


def _not_a_key(path: Path) -> DiskTrouble:
    return DiskTrouble(
        f"{path} is no Ed25519 key.",
        advice="Bring it back from a copy; or move it away, and a new one is made: what was"
        " signed before then only the public key of old can check.",
    )


def _pem(key: Ed25519PrivateKey) -> str:
    public = key.public_key()
    return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def _signed(key: Ed25519PrivateKey, head: Head, at: datetime) -> SignedHead:
    return SignedHead(head, at, key.sign(head_text(head, at)))


def _kept(directory: Path, signed: SignedHead) -> SignedHead:
    written = {
        "head": str(signed.head),
        "at": signed.at.isoformat(),
        "signature": signed.signature.hex(),
    }
    _write(directory / HEAD, (json.dumps(written) + "\n").encode())
    return signed


def _write(path: Path, octets: bytes) -> None:
    """Replace the file, whole or not at all; nobody else can read it."""
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(octets)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


@contextmanager
def _alone(directory: Path) -> Iterator[None]:
    """One process, and one thread, at a time."""
    handle = os.open(directory, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


@contextmanager
def _told(directory: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise DiskTrouble(
            f"The key of the ledger in {directory} cannot be used: {error.strerror}.",
            advice="Let the user that runs screener own the directory and what is in it.",
        ) from error
