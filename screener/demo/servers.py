"""The demo's servers: a mailbox in memory and a mail sink, on this machine only.

Both live in one thread and are gone with it. The surprise: the mailbox keeps no keywords, so what
a rule would tag is refused there, as some real servers do.
"""

import asyncio
import socket
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from threading import Event, Thread
from typing import Any

from screener.errors import ScreenerError

LOOPBACK = "127.0.0.1"

PATIENCE = 20.0
"""Seconds that the servers have to come up, or to end."""


@dataclass(frozen=True)
class Servers:
    """Where they listen; `sent` are the messages that anybody handed to the sink."""

    imap_port: int
    smtp_port: int
    sent: list[bytes] = field(default_factory=list)


@contextmanager
def servers(*, user: str, password: str) -> Iterator[Servers]:
    """An empty mailbox for that user, and the sink, on free ports. Raises ScreenerError."""
    _check_that_they_are_installed()
    with _listening() as imap, _listening() as smtp:
        running = Servers(imap.getsockname()[1], smtp.getsockname()[1])
        host = _Host(running, imap, smtp, Namespace(demo_user=user, demo_password=password))
        thread = Thread(target=host.run, name="demo servers", daemon=True)
        thread.start()
        try:
            host.wait_until_up()
            yield running
        finally:
            host.end()
            thread.join(PATIENCE)


def _listening() -> socket.socket:
    """A socket whose connections send at once what is written to them.

    asyncio sees to that only for sockets that say they are TCP, which these do not; without it
    every answer of several pieces takes forty milliseconds.
    """
    listening = socket.create_server((LOOPBACK, 0))
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening


def _check_that_they_are_installed() -> None:
    try:
        import aiosmtpd.smtp  # noqa: F401  only to see whether it is there
        import pymap.imap  # noqa: F401  the same
    except ImportError:
        raise ScreenerError(
            "the demo brings its own mail servers, and they are not installed",
            advice="run `pip install 'screener[demo]'`, or `make demo` in a checkout",
        ) from None


class _Host:
    """The loop that both servers run in."""

    def __init__(
        self, running: Servers, imap: socket.socket, smtp: socket.socket, login: Namespace
    ) -> None:
        self._running = running
        self._sockets = imap, smtp
        self._login = login
        self._up = Event()
        self._end: Callable[[], object] = lambda: None
        self._trouble: Exception | None = None

    def run(self) -> None:
        """Serve until `end` is called."""
        try:
            asyncio.run(self._serve())
        except Exception as error:  # noqa: BLE001  told to the thread that waits
            self._trouble = error
        finally:
            self._up.set()

    def wait_until_up(self) -> None:
        """Return once they listen. Raises ScreenerError."""
        if not self._up.wait(PATIENCE) or self._trouble:
            raise ScreenerError("the demo's mail servers do not start") from self._trouble

    def end(self) -> None:
        """Let them go, from any thread."""
        with suppress(RuntimeError):  # they are gone already
            self._end()

    async def _serve(self) -> None:
        imap, smtp = self._sockets
        loop, over = asyncio.get_running_loop(), asyncio.Event()
        async with (
            await asyncio.start_server(await self._imap(), sock=imap),
            await loop.create_server(self._smtp, sock=smtp),
        ):
            self._end = partial(loop.call_soon_threadsafe, over.set)
            self._up.set()
            await over.wait()

    async def _imap(self) -> Any:
        from proxyprotocol.reader import ProxyProtocolReader
        from pymap.backend.dict import DictBackend
        from pymap.imap import IMAPServer
        from pysasl.hashing import Cleartext

        arguments = vars(self._login) | {"host": LOOPBACK, "port": "0", "debug": False}
        arguments |= {"tls": False, "cert": None, "key": None, "demo_data": False}
        arguments |= {"passlib_cfg": None, "proxy_protocol": None, "inherited_sockets": None}
        # Looking callers up in block lists of the DNS is for servers that strangers can reach, and
        # hashing a password as if it were worth it costs a third of a second each time.
        backend, config = await DictBackend.init(
            Namespace(**arguments), reject_dnsbl=False, hash_context=Cleartext()
        )
        config.apply_context()
        server = IMAPServer(backend.login, config)
        return ProxyProtocolReader(config.proxy_protocol).get_callback(server)

    def _smtp(self) -> asyncio.BaseProtocol:
        from aiosmtpd.smtp import SMTP

        return SMTP(_Sink(self._running.sent), hostname="localhost")


class _Sink:
    """Takes every message and delivers none."""

    def __init__(self, sent: list[bytes]) -> None:
        self._sent = sent

    async def handle_DATA(  # noqa: N802  aiosmtpd's name for it
        self, _server: object, _session: object, envelope: Any
    ) -> str:
        """Keep it."""
        self._sent.append(bytes(envelope.content))
        return "250 kept"
