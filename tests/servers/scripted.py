"""A small IMAP server that does what a test says, for what no real server does on request.

It knows a login and an empty inbox; a test replaces the answers that it is about. An answer is text
with `{tag}` where the tag goes, or a function that talks to the `Peer`; of a list of answers each
is given once, the last one from then on. Every command is kept, without its tag.
"""

import socket
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

CAPABILITIES = "IMAP4rev1 IDLE UIDPLUS MOVE LITERAL+"


class Peer:
    """The client at the other end of one connection; `last` is its last line."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._lines = connection.makefile("rb")
        self.last = b""

    def say(self, text: str | bytes) -> None:
        """Send this as it stands, or as UTF-8."""
        self._connection.sendall(text.encode() if isinstance(text, str) else text)

    def hear(self) -> bytes:
        """The next line, without its end; empty if the client is gone."""
        self.last = self._lines.readline().removesuffix(b"\n").removesuffix(b"\r")
        return self.last

    def hear_octets(self, count: int) -> bytes:
        """So many octets."""
        return self._lines.read(count)

    def hang_up(self) -> None:
        """Close the connection."""
        with suppress(OSError):
            self._connection.shutdown(socket.SHUT_RDWR)
        self._lines.close()
        self._connection.close()


Answer = str | Callable[[Peer, str], None]

_ANSWERS: Mapping[str, Answer] = {
    "CAPABILITY": "* CAPABILITY {capabilities}\r\n{tag} OK done\r\n",
    "LOGIN": "{tag} OK welcome\r\n",
    "NAMESPACE": '* NAMESPACE (("" "/")) NIL NIL\r\n{tag} OK done\r\n',
    "LIST": '* LIST () "/" ""\r\n{tag} OK done\r\n',
    "SELECT": "* 0 EXISTS\r\n* OK [UIDVALIDITY 1] x\r\n* OK [UIDNEXT 1] x\r\n"
    "* OK [PERMANENTFLAGS (\\Seen \\Deleted \\*)] x\r\n{tag} OK [READ-WRITE] done\r\n",
    "UID SEARCH": "* SEARCH\r\n{tag} OK done\r\n",
    "LOGOUT": "* BYE\r\n{tag} OK done\r\n",
}
"""What is not here is answered by a plain OK."""


@dataclass
class Scripted:
    """The server that runs: where, what it was asked, and how often somebody connected."""

    port: int
    commands: list[str] = field(default_factory=list)
    connections: int = 0


@contextmanager
def scripted(
    answers: Mapping[str, Answer | Sequence[Answer]] | None = None,
    *,
    greeting: Answer = "* OK ready\r\n",
    capabilities: str = CAPABILITIES,
) -> Iterator[Scripted]:
    """Run one. What goes wrong inside of it is raised at the end."""
    script = _Script({**_ANSWERS, **(answers or {})}, greeting, capabilities)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = Scripted(listener.getsockname()[1])
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
    def __init__(
        self, answers: Mapping[str, Answer | Sequence[Answer]], greeting: Answer, capabilities: str
    ) -> None:
        self._greeting = greeting
        self._capabilities = capabilities
        self._answers = {
            name: [answer] if isinstance(answer, str) or callable(answer) else list(answer)
            for name, answer in answers.items()
        }
        self._peer: Peer | None = None
        self.trouble: list[BaseException] = []

    def serve(self, listener: socket.socket, server: Scripted) -> None:
        """One client after the other, until the listener is closed."""
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            server.connections += 1
            self._peer = Peer(connection)
            try:
                self._talk(self._peer, server)
            except (OSError, ValueError):
                pass  # the client, or the test, has hung up
            except BaseException as error:  # noqa: BLE001  # told to the test at its end
                self.trouble.append(error)
            self._peer.hang_up()

    def hang_up(self) -> None:
        """Break off the conversation."""
        if self._peer:
            self._peer.hang_up()

    def _talk(self, peer: Peer, server: Scripted) -> None:
        self._give(peer, self._greeting, "*")
        while line := peer.hear():
            tag, _, command = line.decode("utf-8", "replace").partition(" ")
            server.commands.append(command)
            words = command.split()
            if not words:
                peer.say(f"{tag} BAD there is no command\r\n")
                continue
            name = " ".join(words[:2] if words[0] == "UID" else words[:1]).upper()
            left = self._answers.get(name, ["{tag} OK done\r\n"])
            self._give(peer, left.pop(0) if len(left) > 1 else left[0], tag)

    def _give(self, peer: Peer, answer: Answer, tag: str) -> None:
        if callable(answer):
            answer(peer, tag)
            return
        text = answer.replace("{tag}", tag).replace("{capabilities}", self._capabilities)
        peer.say(text)
