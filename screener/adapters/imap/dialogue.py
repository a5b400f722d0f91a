"""Commands and their answers, one command at a time but for one that may be under way.

A command that was begun need not be waited for: its answer is read when somebody asks for it, or
before the next command is sent. So one FETCH can be ahead of whoever uses the last one, and an
answer that nobody wants any more is out of the way before it could be taken for another one's.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count

from screener.adapters.imap.refusals import pause_asked, refused
from screener.adapters.imap.wire import Came, Wire
from screener.errors import Stumbled, Unreachable

Response = list[bytes]
"""One response: a line, and where it has literals, each literal and the line behind it."""

_CONTROL = re.compile(rb"[\x00-\x1f\x7f]")
_LITERAL = re.compile(rb"\{(\d+)\+?\}\Z")
_FREE_TEXT = re.compile(rb"\* (?:OK|NO|BAD|BYE|PREAUTH)\b", re.IGNORECASE)
_BYE = re.compile(rb"\* BYE\b", re.IGNORECASE)
_LATE_DONE = b"DONE "
"""How an answer begins to the DONE of an IDLE that the server had ended by itself."""

_TAGGED = re.compile(rb"(OK|NO|BAD)(?: +\[([^\]]*)\])? *(.*)\Z", re.IGNORECASE)


@dataclass(frozen=True)
class Reply:
    """The whole answer to one command. `code` is what stood in brackets, such as `COPYUID 1 2 3`,
    and `untagged` all responses that came before the end, in their order.
    """

    status: str
    code: str
    text: str
    untagged: list[Response]

    @property
    def is_ok(self) -> bool:
        """Whether the server did it."""
        return self.status == "OK"

    @property
    def keyword(self) -> str:
        """The first word of the code, in upper case."""
        return self.code.partition(" ")[0].upper()


class Dialogue:
    """Talks to the server; `listener` hears the first line of every untagged response.

    Nothing that a caller hands in can become a second command: a control character is a ValueError.
    """

    def __init__(self, wire: Wire, *, listener: Callable[[bytes], None]) -> None:
        self.wire = wire
        self.listener = listener
        self._numbers = count(1)
        self._under_way: Running | None = None

    def run(self, command: bytes) -> Reply:
        """Send a command and wait for its answer, whatever it is."""
        return self.begin(command).reply()

    def ok(self, command: bytes) -> Reply:
        """The answer to a command that has to succeed; raises ServerRefused otherwise."""
        return self.accepted(self.run(command), command)

    def accepted(self, reply: Reply, command: bytes) -> Reply:
        """The same reply, if it is an OK."""
        if reply.is_ok:
            return reply
        name = b" ".join(command.split()[: 2 if command.startswith(b"UID ") else 1]).decode()
        raise refused(name, code=reply.keyword, text=reply.text)

    def begin(self, command: bytes, *, if_broken: Callable[[], None] | None = None) -> "Running":
        """Send a command; its answer may wait. `if_broken` is called if the connection does not
        survive it, whoever reads the answer; then Stumbled is raised.
        """
        if _CONTROL.search(command):
            raise ValueError("a control character in an IMAP command")
        self.settle()
        tag = b"S%d" % next(self._numbers)
        self.wire.send(tag + b" " + command + b"\r\n")
        self._under_way = Running(self, tag, if_broken)
        return self._under_way

    def settle(self) -> None:
        """Read what is left of the answer to the last command."""
        if self._under_way is not None:
            self._under_way.reply()

    def ended(self) -> None:
        """The command under way has been answered; whoever sent it has the answer."""
        self._under_way = None

    def append(self, command: bytes, literal: bytes, *, at_once: bool) -> Reply:
        """A command that ends in a literal: `at_once` with LITERAL+ (RFC 7888)."""
        running = self.begin(command + b" {%d%s}" % (len(literal), b"+" if at_once else b""))
        if at_once or running.goes_on():
            self.wire.send(literal + b"\r\n")
        return running.reply()

    def read(self) -> Response:
        """The next response, heard by the listener if it is untagged."""
        line = self.wire.line()
        if not line.startswith(b"* "):
            return [line]
        response = [line]
        if line.endswith(b"}") and not _FREE_TEXT.match(line):
            response.extend(self._literals(line))
        elif _BYE.match(line):
            text = line[6:].decode("ascii", "replace")
            said = text.rstrip(". ")
            raise self.wire.broken(f"the server hung up: {said}", retry_after=pause_asked(text))
        self.listener(line)
        return response

    def _literals(self, line: bytes) -> Iterator[bytes]:
        while announced := _LITERAL.search(line):
            yield self.wire.exactly(int(announced[1]))
            line = self.wire.line()
            yield line


@dataclass
class Running:
    """A command that was sent, and as much of its answer as has been read."""

    dialogue: Dialogue
    tag: bytes
    if_broken: Callable[[], None] | None = None
    untagged: list[Response] = field(default_factory=list)
    _reply: Reply | None = None

    @property
    def is_over(self) -> bool:
        """Whether the whole answer is here."""
        return self._reply is not None

    def reply(self) -> Reply:
        """Read to the end."""
        try:
            while self._reply is None:
                self.step()
        except Unreachable as error:
            if self.if_broken is None:
                raise
            told, self.if_broken = self.if_broken, None
            told()
            raise Stumbled(error.message, retry_after=error.retry_after) from error
        return self._reply

    def goes_on(self) -> bool:
        """Read up to the server's `+`; False if the command ended without one."""
        while self._reply is None:
            if self.step() == b"+":
                return True
        return False

    def await_step(self, seconds: float, *, wake: int | None) -> bytes | Came:
        """The next line, or what came instead of it."""
        came = self.dialogue.wire.await_line(seconds, wake=wake)
        return self.step() if came is Came.LINE else came

    def step(self) -> bytes:
        """Read one response: its first line, `+` for a continuation, empty for the end."""
        response = self.dialogue.read()
        line = response[0]
        if line.startswith((b"* ", _LATE_DONE)):
            self.untagged.append(response)
            return line
        if line.startswith(b"+"):
            return b"+"
        self._reply = self._ended(line)
        self.dialogue.ended()
        return b""

    def _ended(self, line: bytes) -> Reply:
        tag, _, rest = line.partition(b" ")
        said = _TAGGED.match(rest)
        if tag != self.tag or said is None:
            raise self.dialogue.wire.broken("the server said what is no answer to the command")
        status, code, text = (word.decode("utf-8", "replace") for word in said.groups(b""))
        return Reply(status.upper(), code, text.rstrip(". ") or code or status, self.untagged)
