"""The key that signs the head of the ledger (Ed25519, RFC 8032), and the last head it signed.

In the state directory: `ledger.key` for us alone, `ledger.pub.pem` to give away, and
`ledger-head.json`. A new key signs the empty ledger at once; so where there is a key and no head,
somebody took the head away.
"""

import json
from contextlib import suppress
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

from screener.adapters.keys.files import alone, told, write
from screener.domain.record.chain import NOTHING_YET, Head, SignedHead, head_text
from screener.errors import DiskTrouble

KEY, PUBLIC_KEY, HEAD = "ledger.key", "ledger.pub.pem", "ledger-head.json"

WHAT = "The key of the ledger"


class KeyNotary:
    """The Notary whose key lies in that directory; any number of processes may be one.

    Makes the key where there is none. Raises DiskTrouble.
    """

    def __init__(self, directory: Path, *, now: datetime) -> None:
        self._directory = directory
        with told(directory, WHAT):
            directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not has_key(directory):
                with alone(directory):
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
        with told(self._directory, WHAT), alone(self._directory):
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
    write(directory / PUBLIC_KEY, _pem(key).encode())
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    # The key last: whoever finds it finds the others.
    write(directory / KEY, private)


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
    write(directory / HEAD, (json.dumps(written) + "\n").encode())
    return signed
