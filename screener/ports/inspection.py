"""What `doctor` is told of the server and of this machine."""

from datetime import datetime
from typing import NamedTuple


class Encryption(NamedTuple):
    """How connections to a server are encrypted: the version of TLS, such as `TLSv1.3`, and until
    when the server's certificate is valid (aware, in UTC).
    """

    version: str
    valid_until: datetime


class StateDirectory(NamedTuple):
    """How the state directory is found; of one that is not there, `free` is that of its parent.

    `mode` are the permission bits, `free` the octets that we may still write.
    """

    path: str
    exists: bool
    writable: bool
    ours: bool
    mode: int
    free: int
