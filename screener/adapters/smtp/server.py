"""Where an account's letters are handed in, apart from the password."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Literal


@dataclass(frozen=True, kw_only=True)
class Server:
    """One SMTP server, and who logs in there; without `user` nobody does.

    `tls` is `implicit` (RFC 8314), `starttls` (RFC 3207) or `none`. `ca_file` holds the
    certificates to trust instead of the system's. `connect_timeout` is for the connection, its TLS
    handshake and the greeting; `answer_timeout` for each answer after that, but for the one to the
    end of the letter: while the server makes up its mind, an impatient client would not know
    whether the letter goes out (RFC 5321 section 4.5.3.2.6).
    """

    host: str
    port: int
    user: str | None = None
    tls: Literal["implicit", "starttls", "none"] = "implicit"
    ca_file: Path | None = None
    connect_timeout: timedelta = timedelta(seconds=30)
    answer_timeout: timedelta = timedelta(minutes=2)
    verdict_timeout: timedelta = timedelta(minutes=10)

    @property
    def address(self) -> str:
        """Host and port, as people write them."""
        return f"{self.host}:{self.port}"
