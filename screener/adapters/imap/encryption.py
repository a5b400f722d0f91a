"""How a server encrypts, looked at without logging in."""

import re
import socket
import ssl
from datetime import UTC, datetime

from screener.adapters.imap.secure import encrypted, trust
from screener.adapters.imap.server import Server
from screener.adapters.imap.wire import Wire
from screener.errors import Unreachable
from screener.ports.inspection import Encryption

_CONSENT = re.compile(rb"look +OK\b", re.IGNORECASE)
_FAREWELL = b"bye LOGOUT\r\n"


def encryption(server: Server) -> Encryption | None:
    """What TLS comes to with this server; None if it is not to be used.

    Raises Unreachable if there is no safe connection, InvalidConfiguration for the `ca_file`.
    """
    if server.tls == "none":
        return None
    context = trust(server)
    try:
        sock = socket.create_connection(
            (server.host, server.port), server.connect_timeout.total_seconds()
        )
    except OSError as error:
        why = error.strerror or str(error)
        raise Unreachable(f"{server.address} cannot be reached: {why}.") from error
    wire = Wire(sock, peer=server.address, timeout=server.connect_timeout)
    try:
        if server.tls == "starttls":
            _ask_for_tls(wire, server)
        encrypted(wire, context, server)
        found = _found(wire.socket)
        wire.send(_FAREWELL)
        return found
    finally:
        wire.close()


def _ask_for_tls(wire: Wire, server: Server) -> None:
    """STARTTLS (RFC 3501, section 6.2.1)."""
    wire.line()
    wire.send(b"look STARTTLS\r\n")
    answer = wire.line()
    while answer.startswith(b"* "):
        answer = wire.line()
    if not _CONSENT.match(answer):
        raise Unreachable(f"{server.address} does not offer STARTTLS.")


def _found(sock: socket.socket) -> Encryption | None:
    if not isinstance(sock, ssl.SSLSocket):
        return None
    valid_until = str((sock.getpeercert() or {})["notAfter"])
    seconds = ssl.cert_time_to_seconds(valid_until)
    return Encryption(sock.version() or "TLS", datetime.fromtimestamp(seconds, UTC))
