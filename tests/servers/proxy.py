"""Stands between the program and its IMAP server: counts what passes, and lets a test step in.

A test can step in at one command: before the server hears it, or once the server has done it and
before the program hears so, or right after. That is where everything goes wrong that ever does.
"""

import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum
from io import BufferedReader

_LITERAL = re.compile(rb"\{(\d+)\+?\}\r?\n\Z")


class When(Enum):
    """Where in the life of a command a test steps in."""

    BEFORE = "the server has not heard it"
    UNANSWERED = "the server has done it, and the program does not know"
    AFTER = "the program knows"


class Cut(OSError):
    """What a step raises to end the connection there: nothing more passes, either way."""


@dataclass(frozen=True)
class Step:
    """What a test does, once, at the first command that it is `meant` for.

    `meant` gets the number of the command, from 1, and the command without its tag. While `act`
    runs nothing passes in that direction.
    """

    meant: Callable[[int, str], bool]
    when: When
    act: Callable[[], object]


@dataclass
class Proxy:
    """One that runs: where it listens, the commands that passed, and how many octets.

    `octets` counts both directions. Of the connections, counted from 1, those up to `deaf_up_to`
    carry nothing. A command that is `deadly` ends its connection, each time, and the server never
    hears it. Whatever else than a Cut a step raises is in `trouble`.
    """

    port: int
    server: int
    steps: list[Step] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    octets: int = 0
    connections: int = 0
    deaf_up_to: int = 0
    deadly: Callable[[str], bool] | None = None
    trouble: list[BaseException] = field(default_factory=list)

    def verbs(self) -> list[str]:
        """The names of the commands, such as `UID MOVE`."""
        words = (command.split() for command in self.commands)
        return [" ".join(w[:2] if w[0] == "UID" else w[:1]).upper() for w in words]

    def step_in(self, name: str, when: When, act: Callable[[], object]) -> None:
        """Do this at the first command from now on that begins like that."""
        self.steps.append(Step(lambda _, command: command.upper().startswith(name), when, act))

    def go_deaf(self) -> None:
        """From now on the connections that are open carry nothing any more, and stay open."""
        self.deaf_up_to = self.connections

    def forget(self) -> None:
        """Count from here."""
        self.commands.clear()
        self.octets = 0


@contextmanager
def proxy(server: int) -> Iterator[Proxy]:
    """Run one in front of that port of this machine. What goes wrong in a Step is raised here."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        running = Proxy(listener.getsockname()[1], server)
        accepting = _Accepting(listener, running)
        accepting.start()
        try:
            yield running
        finally:
            accepting.stop()
    if running.trouble:
        raise running.trouble[0]


class _Accepting(threading.Thread):
    """Takes connections until it is stopped; ends all of them then."""

    def __init__(self, listener: socket.socket, running: Proxy) -> None:
        super().__init__(daemon=True)
        self._listener = listener
        self._running = running
        self._connections: list[_Connection] = []

    def run(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            self._running.connections += 1
            try:
                server = socket.create_connection(("127.0.0.1", self._running.server), 10)
            except OSError:
                client.close()
                continue
            self._connections.append(_Connection(client, server, self._running))

    def stop(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self.join(10)
        for connection in self._connections:
            connection.end()


class _Connection:
    """Two sockets and a thread for each direction."""

    def __init__(self, client: socket.socket, server: socket.socket, running: Proxy) -> None:
        server.settimeout(None)
        self._client = client
        self._server = server
        self._running = running
        self._number = running.connections
        self._expected: dict[bytes, Step] = {}
        self._threads = [
            threading.Thread(target=run, daemon=True) for run in (self._up, self._down)
        ]
        for thread in self._threads:
            thread.start()

    def end(self) -> None:
        """Hang up on both sides."""
        self._hang_up()
        for thread in self._threads:
            thread.join(10)
        self._client.close()
        self._server.close()

    def _hang_up(self) -> None:
        for end in (self._client, self._server):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def _up(self) -> None:
        with suppress(OSError, ValueError), self._client.makefile("rb") as lines:
            while said := _whole(lines):
                self._command(said)
        self._hang_up()

    def _down(self) -> None:
        with suppress(OSError, ValueError), self._server.makefile("rb") as lines:
            while said := _whole(lines):
                step = self._expected.pop(said.partition(b" ")[0], None)
                if step and step.when is When.UNANSWERED:
                    self._act(step)
                self._carry(said, self._client)
                if step and step.when is When.AFTER:
                    self._act(step)
        self._hang_up()

    def _command(self, said: bytes) -> None:
        tag, _, command = said.partition(b" ")
        if not command:  # DONE, or the answer to a `+`
            self._carry(said, self._server)
            return
        self._running.commands.append(command.decode("utf-8", "replace").rstrip("\r\n"))
        if self._running.deadly and self._running.deadly(self._running.commands[-1]):
            raise Cut
        step = self._due()
        if step and step.when is When.BEFORE:
            self._act(step)
        elif step:
            self._expected[tag] = step
        self._carry(said, self._server)

    def _carry(self, said: bytes, to: socket.socket) -> None:
        if self._number > self._running.deaf_up_to:
            self._running.octets += len(said)
            to.sendall(said)

    def _due(self) -> Step | None:
        commands = self._running.commands
        for step in self._running.steps:
            if step.meant(len(commands), commands[-1]):
                self._running.steps.remove(step)
                return step
        return None

    def _act(self, step: Step) -> None:
        try:
            step.act()
        except Cut:
            raise
        except BaseException as error:  # noqa: BLE001  # told to the test at its end
            self._running.trouble.append(error)


def _whole(lines: BufferedReader) -> bytes:
    """One command or response with its literals; empty at the end."""
    said = lines.readline()
    while literal := _LITERAL.search(said):
        said += lines.read(int(literal[1])) + lines.readline()
    return said
