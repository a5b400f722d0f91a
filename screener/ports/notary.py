"""Who signs the ledger."""

from datetime import datetime
from typing import Protocol

from screener.domain.record.chain import Head, SignedHead


class Notary(Protocol):
    """Signs the head of the ledger with a key of this machine, and keeps the last one signed."""

    @property
    def public_key(self) -> str:
        """The Ed25519 public key, in PEM."""
        ...

    def last(self) -> SignedHead | None:
        """The last head that was signed; None if it is lost or no head at all."""
        ...

    def sign(self, head: Head, *, at: datetime) -> SignedHead:
        """Sign and keep it, durably; a later one that is there already stays. DiskTrouble."""
        ...

    def has_signed(self, signed: SignedHead) -> bool:
        """Whether the signature is ours."""
        ...
