"""Where an account lives and how to get in, apart from the password."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Literal


@dataclass(frozen=True, kw_only=True)
class Server:
    """One login on one IMAP server.

    `tls` is `implicit` (RFC 8314), `starttls` (RFC 3501, section 6.2.1) or `none`. `ca_file` holds
    the certificates to trust instead of the system's. `connect_timeout` is for the connection, its
    TLS handshake and the greeting; `read_timeout` for each silence after that.
    """

    host: str
    port: int
    user: str
    tls: Literal["implicit", "starttls", "none"] = "implicit"
    ca_file: Path | None = None
    connect_timeout: timedelta = timedelta(seconds=15)
    read_timeout: timedelta = timedelta(seconds=60)

    @property
    def address(self) -> str:
        """Host and port, as people write them."""
        return f"{self.host}:{self.port}"
