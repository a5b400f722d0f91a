"""By what a message is known again when its UID has changed."""

from datetime import UTC, datetime
from hashlib import sha256


def identity(header: bytes, *, size: int, received: datetime, stable_id: str | None) -> str:
    """The server's own stable id, else `sha256:…` over the whole header, size and INTERNALDATE.

    `received` is aware. Nobody passes for a known message by sending its Message-ID again, since
    the trace of another journey is another header.
    """
    if stable_id:
        return stable_id
    moment = received.astimezone(UTC).isoformat(timespec="seconds")
    return "sha256:" + sha256(f"{size} {moment}\n".encode() + header).hexdigest()
