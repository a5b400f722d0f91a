"""IMAPClient on our own wire: it greets, encrypts, logs in and asks what the server is.

After the login commands are sent and answers read by Dialogue: what IMAPClient makes of answers
costs more than all the rest together, and COPYUID and the news of IDLE get lost on the way.
"""

import imaplib
import ssl

from imapclient import IMAPClient, SocketTimeout

from screener.adapters.imap.names import Names
from screener.adapters.imap.secure import encrypted
from screener.adapters.imap.server import Server
from screener.adapters.imap.wire import Wire


class Client(IMAPClient):  # type: ignore[misc]  # IMAPClient says nothing about its types
    """An IMAPClient for one login."""

    def __init__(self, server: Server, wire: Wire) -> None:
        self._wire = wire
        self._server = server
        seconds = server.connect_timeout.total_seconds()
        implicit = server.tls == "implicit"
        timeout = SocketTimeout(seconds, seconds)
        super().__init__(server.host, server.port, ssl=implicit, timeout=timeout)
        # Otherwise imaplib formats every octet that passes, for a log that nobody keeps.
        self._imap.debug = 0

    @property
    def is_preauthenticated(self) -> bool:
        """Whether the server let us in without a login."""
        return bytes(self.welcome or b"").upper().startswith(b"* PREAUTH")

    def personal_namespace(self) -> Names:
        """The first personal namespace (RFC 2342); without it `LIST "" ""` tells the delimiter."""
        if self.has_capability("NAMESPACE") and (personal := self.namespace().personal):
            return Names(*personal[0])
        root = self.list_folders("", "")
        return Names("", root[0][1].decode("ascii") if root and root[0][1] else None)

    def _create_IMAP4(self) -> imaplib.IMAP4:  # noqa: N802  # IMAPClient's name for it
        return _Protocol(self._server, self._wire)


class _Protocol(imaplib.IMAP4):
    """imaplib over a wire: the methods that it names as overridable, and STARTTLS, which has to
    change the wire.
    """

    def __init__(self, server: Server, wire: Wire) -> None:
        self._server = server
        self._wire = wire
        super().__init__()

    def open(self, *_: object, **__: object) -> None:
        self.sock = self._wire.socket

    def read(self, size: int) -> bytes:
        return self._wire.exactly(size)

    def readline(self) -> bytes:
        return self._wire.line() + b"\r\n"

    def send(self, data: bytes) -> None:  # type: ignore[override]  # imaplib sends nothing else
        self._wire.send(data)

    def shutdown(self) -> None:
        self._wire.close()

    def starttls(  # type: ignore[override]  # typeshed knows only the answer to success
        self, ssl_context: ssl.SSLContext
    ) -> tuple[str, list[bytes]]:
        status, said = self._simple_command("STARTTLS")
        if status == "OK":
            encrypted(self._wire, ssl_context, self._server)
            self.sock = self._wire.socket
        return status, said
