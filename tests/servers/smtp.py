"""Two SMTP servers for tests: one that does what a test says, and a real one that keeps letters.

The scripted one knows a dialogue in which everything goes well; a test replaces the answers that it
is about. An answer is a line, or a function that talks to the `Client` and may give the line; of a
list of answers each is given once, the last one from then on. What follows DATA is answered under
the name `.`.
"""

import asyncio
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from screener.adapters.memory.post import Arrived
from tests.servers.ports import free_port

USER = "me@example.com"
PASSWORD = "correct horse"


class Client:
    """Who is at the other end of one connection; `last` is their last line."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._lines = connection.makefile("rb")
        self.last = ""

    def say(self, octets: bytes) -> None:
        """Send this as it stands."""
        self._connection.sendall(octets)

    def hear(self) -> bytes:
        """The next line, without its end. Raises ConnectionError if the client is gone."""
        line = self._lines.readline()
        if not line.endswith(b"\n"):
            raise ConnectionError
        line = line.rstrip(b"\r\n")
        self.last = line.decode("ascii", "replace")
        return line

    def hang_up(self) -> None:
        """Close the connection."""
        with suppress(OSError):
            self._connection.shutdown(socket.SHUT_RDWR)
        self._lines.close()
        self._connection.close()


Answer = str | Callable[[Client], str | None]


def hang_up(client: Client) -> None:
    """The connection breaks."""
    client.hang_up()


def fall_silent(client: Client) -> None:
    """Nothing is said any more, until the client has had enough."""
    while True:
        client.hear()


def cut_short(client: Client) -> None:
    """An answer without its end, and the connection breaks."""
    client.say(b"250")
    client.hang_up()


_ANSWERS: Mapping[str, Answer] = {
    "HELO": "250 hello",
    "AUTH": "235 welcome",
    "MAIL": "250 sender taken",
    "RCPT": "250 recipient taken",
    "DATA": "354 go on",
    ".": "250 letter taken",
    "QUIT": "221 bye",
}
"""What is not here is answered by `250 done`."""


@dataclass
class ScriptedSmtp:
    """The server that runs: where, every command that it heard, and the letters that it took."""

    port: int
    commands: list[str] = field(default_factory=list)
    arrived: list[Arrived] = field(default_factory=list)
    connections: int = 0


@contextmanager
def scripted_smtp(
    answers: Mapping[str, Answer | Sequence[Answer]] | None = None,
    *,
    greeting: Answer = "220 ready",
    offers: Sequence[str] = (),
) -> Iterator[ScriptedSmtp]:
    """Run one that offers these extensions. What goes wrong inside of it is raised at the end."""
    hello = "\r\n".join(["250-hello", *(f"250-{offer}" for offer in offers), "250 HELP"])
    script = _Script({**_ANSWERS, "EHLO": hello, **(answers or {})}, greeting)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = ScriptedSmtp(listener.getsockname()[1])
        thread = threading.Thread(target=script.serve, args=(listener, server))
        thread.start()
        try:
            yield server
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            script.hang_up()
            thread.join(10)
    assert not thread.is_alive()
    if script.trouble:
        raise script.trouble[0]


class _Script:
    def __init__(self, answers: Mapping[str, Answer | Sequence[Answer]], greeting: Answer) -> None:
        self._greeting = greeting
        self._answers = {
            name: [answer] if isinstance(answer, str) or callable(answer) else list(answer)
            for name, answer in answers.items()
        }
        self._client: Client | None = None
        self.trouble: list[BaseException] = []

    def serve(self, listener: socket.socket, server: ScriptedSmtp) -> None:
        """One client after the other, until the listener is closed."""
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            server.connections += 1
            self._client = Client(connection)
            try:
                self._talk(self._client, server)
            except (OSError, ValueError):
                pass  # the client, or the test, has hung up
            except BaseException as error:  # noqa: BLE001  # told to the test at its end
                self.trouble.append(error)
            self._client.hang_up()

    def hang_up(self) -> None:
        """Break off the conversation."""
        if self._client:
            self._client.hang_up()

    def _talk(self, client: Client, server: ScriptedSmtp) -> None:
        self._give(client, self._greeting)
        sender, recipients = "", list[str]()
        while True:
            client.hear()
            command = client.last
            server.commands.append(command)
            name = command.partition(" ")[0].upper()
            taken = self._give(client, self._next(name)).startswith(("2", "3"))
            if name == "MAIL" and taken:
                sender, recipients = _between_brackets(command), []
            elif name == "RCPT" and taken:
                recipients.append(_between_brackets(command))
            elif name == "DATA" and taken:
                letter = Arrived(sender, tuple(recipients), _text(client))
                verdict = self._next(".")
                if callable(verdict) or verdict.startswith("250"):
                    server.arrived.append(letter)
                self._give(client, verdict)

    def _next(self, name: str) -> Answer:
        left = self._answers.get(name, ["250 done"])
        return left.pop(0) if len(left) > 1 else left[0]

    def _give(self, client: Client, answer: Answer) -> str:
        """What was answered, empty if nothing was."""
        said = answer(client) if callable(answer) else answer
        if said:
            client.say(f"{said}\r\n".encode())
        return said or ""


def _between_brackets(command: str) -> str:
    return command.partition("<")[2].partition(">")[0]


def _text(client: Client) -> bytes:
    """The letter up to the dot."""
    lines: list[bytes] = []
    while (line := client.hear()) != b".":
        lines.append(line.removeprefix(b"."))
    return b"".join(line + b"\r\n" for line in lines)


@dataclass
class Sink:
    """The real server: what it has, and how it behaves; the words are those of MemoryPost."""

    port: int
    certificate: Path | None
    arrived: list[Arrived] = field(default_factory=list)
    greeted_as: list[str] = field(default_factory=list)
    refuses: dict[str, int] = field(default_factory=dict)
    verdict: int = 250
    forbids_null_sender: bool = False
    loses_answers: bool = False

    async def handle_EHLO(  # noqa: N802  aiosmtpd's name for it
        self, _server: SMTP, session: Session, _envelope: Envelope, name: str, said: list[str]
    ) -> list[str]:
        """Whoever comes is let in."""
        session.host_name = name
        self.greeted_as.append(name)
        return said

    async def handle_MAIL(  # noqa: N802  the same
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        """Anybody, or anybody but nobody."""
        if address == "<>" and self.forbids_null_sender:
            return "550 5.7.1 who are you"
        envelope.mail_from = address
        return "250 sender taken"

    async def handle_RCPT(  # noqa: N802  the same
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        """Anybody but those that a test does not want."""
        if address in self.refuses:
            return f"{self.refuses[address]} not here"
        envelope.rcpt_tos.append(address)
        return "250 recipient taken"

    async def handle_DATA(  # noqa: N802  the same
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Keep it, and say so or break off."""
        if self.verdict != 250:
            return f"{self.verdict} not this one"
        letter = Arrived(
            (envelope.mail_from or "").removeprefix("<>"),
            tuple(envelope.rcpt_tos),
            envelope.original_content or b"",
        )
        self.arrived.append(letter)
        if self.loses_answers:
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
        return "250 letter taken"


@contextmanager
def sink(
    *,
    tls: Literal["implicit", "starttls", "none"] = "none",
    certificate: tuple[Path, Path] | None = None,
    login: bool = False,
    size_limit: int | None = None,
) -> Iterator[Sink]:
    """Run one. With `login` USER may log in with PASSWORD; `certificate` goes with `tls`."""
    server = Sink(free_port(), certificate[0] if certificate else None)
    context = _server_side(certificate) if certificate else None

    def allow(
        _server: object, _session: object, _envelope: object, _how: str, who: Any
    ) -> AuthResult:
        fits = isinstance(who, LoginPassword) and who == LoginPassword(
            USER.encode(), PASSWORD.encode()
        )
        return AuthResult(success=fits, handled=False)

    controller = Controller(
        server,
        hostname="127.0.0.1",
        port=server.port,
        ssl_context=context if tls == "implicit" else None,
        tls_context=context if tls == "starttls" else None,
        require_starttls=tls == "starttls",
        auth_require_tls=False,
        authenticator=allow if login else None,
        data_size_limit=size_limit or 2**25,
        ident="ready",
        server_hostname="mail.example.com",
    )
    controller.start()
    try:
        yield server
    finally:
        controller.stop()


def _server_side(certificate: tuple[Path, Path]) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    return context
