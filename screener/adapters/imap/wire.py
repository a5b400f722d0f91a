"""The octets to and from the server: lines, counted octets, and waiting for either.

What was read ahead lies in a buffer of our own, so that nobody waits on the socket for a line that
is already here, and half a line waits for its other half without keeping anybody. The first thing
that goes wrong closes the wire, and everything after that raises Unreachable too.
"""

import select
import socket
import ssl
import time
from contextlib import suppress
from datetime import timedelta
from enum import Enum

from screener.errors import Unreachable

LINE_LIMIT = 4 * 1024 * 1024
"""Octets of one line; a SEARCH over 100,000 messages needs one."""

LITERAL_LIMIT = 32 * 1024 * 1024
"""Octets of one literal. We never ask for more than half of that at once."""

READ_AHEAD = 64 * 1024

_NOTHING_YET = (BlockingIOError, ssl.SSLWantReadError)


class Came(Enum):
    """What ended a wait."""

    LINE = "a whole line is here"
    WAKE = "somebody else wants us"
    NOTHING = "the time is up"


class Wire:
    """One connection, in the clear or under TLS; `peer` is its name in messages."""

    def __init__(self, sock: socket.socket, *, peer: str, timeout: timedelta) -> None:
        self._socket = sock
        self._buffer = b""
        self._at = 0
        self._timeout = timeout.total_seconds()
        self._broken: str | None = None
        self.peer = peer
        sock.settimeout(self._timeout)
        _keep_alive(sock)

    @property
    def socket(self) -> socket.socket:
        """The socket below, as it is now: STARTTLS puts another one in its place."""
        return self._socket

    @property
    def is_open(self) -> bool:
        """Whether nothing has gone wrong so far."""
        return self._broken is None

    def be_patient(self, timeout: timedelta) -> None:
        """From now on a silence may last that long."""
        self._timeout = timeout.total_seconds()
        if self.is_open:
            self._socket.settimeout(self._timeout)

    def encrypt(self, context: ssl.SSLContext, *, host: str) -> None:
        """Put TLS on the wire. Raises ssl.SSLError and OSError as they come.

        What the server sent in the clear behind its consent to STARTTLS is somebody else's.
        """
        if self._at < len(self._buffer):
            raise self.broken("text in the clear was slipped in before TLS began")
        self._socket = context.wrap_socket(self._socket, server_hostname=host)

    def send(self, octets: bytes) -> None:
        """Send all of it."""
        self._check()
        try:
            self._socket.sendall(octets)
        except OSError as error:
            raise self.broken(_in_words(error, self._timeout)) from error

    def line(self) -> bytes:
        """The next line, without its end."""
        end = self._buffer.find(b"\n", self._at)
        while end < 0:
            searched = len(self._buffer) - self._at
            if searched > LINE_LIMIT:
                raise self.broken("the server sent a line without end")
            self._fill()
            end = self._buffer.find(b"\n", searched)
        line = self._buffer[self._at : end]
        self._at = end + 1
        return line[:-1] if line.endswith(b"\r") else line

    def exactly(self, count: int) -> bytes:
        """The next `count` octets."""
        if count > LITERAL_LIMIT:
            raise self.broken(f"the server announced a literal of {count} octets")
        octets = self._buffer[self._at : self._at + count]
        self._at += len(octets)
        missing = count - len(octets)
        if not missing:
            return octets
        pieces = [octets]
        while missing:
            self._fill()
            piece = self._buffer[:missing]
            self._at = len(piece)
            missing -= len(piece)
            pieces.append(piece)
        return b"".join(pieces)

    def await_line(self, seconds: float, *, wake: int | None) -> Came:
        """Wait for a whole line until the time is up or the descriptor `wake` is readable."""
        deadline = time.monotonic() + seconds
        while not self._line_is_here():
            left = deadline - time.monotonic()
            came = self._await_octets(max(left, 0), wake)
            if came is not Came.LINE:
                return came
            self._fill(wait=False)
        return Came.LINE

    def broken(self, what: str, *, retry_after: float | None = None) -> Unreachable:
        """Close the wire; the error to raise."""
        self.close(because=what)
        return Unreachable(f"The connection to {self.peer} broke: {what}.", retry_after=retry_after)

    def close(self, *, because: str = "it has been closed") -> None:
        """Let go of the socket; does nothing the second time."""
        if self._broken is None:
            self._broken = because
            self._buffer = b""
            with suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)
            self._socket.close()

    def _check(self) -> None:
        if self._broken is not None:
            raise Unreachable(f"The connection to {self.peer} broke: {self._broken}.")

    def _line_is_here(self) -> bool:
        return self._buffer.find(b"\n", self._at) >= 0

    def _await_octets(self, seconds: float, wake: int | None) -> Came:
        self._check()
        if isinstance(self._socket, ssl.SSLSocket) and self._socket.pending():
            return Came.LINE
        poll = select.poll()
        poll.register(self._socket, select.POLLIN)
        if wake is not None:
            poll.register(wake, select.POLLIN)
        ready = {fd for fd, _ in poll.poll(seconds * 1000)}
        if wake in ready:
            return Came.WAKE
        return Came.LINE if ready else Came.NOTHING

    def _fill(self, *, wait: bool = True) -> None:
        """Append what the socket has. A TLS record without text may bring nothing at all."""
        self._check()
        try:
            more = self._receive() if wait else self._receive_now()
        except OSError as error:
            raise self.broken(_in_words(error, self._timeout)) from error
        if more == b"":
            raise self.broken("the server closed it")
        if more is not None:
            self._buffer = self._buffer[self._at :] + more
            self._at = 0

    def _receive(self) -> bytes:
        return self._socket.recv(READ_AHEAD)

    def _receive_now(self) -> bytes | None:
        self._socket.settimeout(0)
        try:
            return self._socket.recv(READ_AHEAD)
        except _NOTHING_YET:
            return None
        finally:
            self._socket.settimeout(self._timeout)


def _in_words(error: OSError, timeout: float) -> str:
    if isinstance(error, TimeoutError):
        return f"the server said nothing for {timeout:g} s"
    return error.strerror or str(error)


def _keep_alive(sock: socket.socket) -> None:
    """A dead link is noticed within two minutes even while nobody says anything, and a server that
    came back without knowing us within ten seconds. While all is well that costs one packet a
    minute.
    """
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in (("TCP_KEEPIDLE", 60), ("TCP_KEEPINTVL", 10), ("TCP_KEEPCNT", 6)):
        if hasattr(socket, name):
            sock.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
