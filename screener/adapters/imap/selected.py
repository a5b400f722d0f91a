"""The open folder, kept up to date from what the server says unasked.

The server tells of every change with the answer to the next SEARCH, NOOP or IDLE (RFC 3501,
section 7), so nothing has to be asked again. But Dovecot does not tell of a folder that was deleted
and made anew, and goes on answering from the old one; so what is known lasts for FRESH only.
"""

import re
import time
from dataclasses import dataclass, field

from screener.ports.mailbox import FolderState

SYSTEM_FLAGS = frozenset({r"\Answered", r"\Flagged", r"\Deleted", r"\Seen", r"\Draft"})

FRESH = 300.0
"""Seconds after which an open folder is opened again when somebody asks for it."""

_COUNT = re.compile(rb"\* (\d+) (EXISTS|EXPUNGE)\b", re.IGNORECASE)
_NUMBER = re.compile(
    rb"\* OK \[(UIDVALIDITY|UIDNEXT|HIGHESTMODSEQ) (\d+)", re.IGNORECASE
)  # the text behind is anybody's
_PERMANENT = re.compile(rb"\* OK \[PERMANENTFLAGS \(([^)]*)\)", re.IGNORECASE)
_ACCESS = re.compile(rb"\* OK \[READ-(ONLY|WRITE)\]", re.IGNORECASE)


@dataclass
class Selected:
    """What is known of the open folder. `asked_writable` is how it was opened, `announced` counts
    messages that came since somebody looked, `untold` is that nobody waiting was told of them, and
    `idled` that an IDLE has ended since somebody asked how it stands.
    """

    name: str
    asked_writable: bool
    writable: bool = True
    messages: int = 0
    announced: int = 0
    untold: bool = False
    idled: bool = False
    numbers: dict[str, int] = field(default_factory=dict)
    permanent: frozenset[str] | None = None
    opened_at: float = field(default_factory=time.monotonic)

    def serves(self, name: str, *, writable: bool) -> bool:
        """Whether it need not be opened again for this purpose."""
        fresh = time.monotonic() - self.opened_at < FRESH
        return fresh and (self.name, self.asked_writable) == (name, writable)

    def hear(self, line: bytes) -> None:
        """Take in one untagged response."""
        if counted := _COUNT.match(line):
            number = int(counted[1])
            exists = counted[2].upper() == b"EXISTS"
            came = max(number - self.messages, 0) if exists else 0
            self.announced, self.untold = self.announced + came, self.untold or came > 0
            self.messages = number if exists else self.messages - 1
        elif told := _NUMBER.match(line):
            self.numbers[told[1].decode().upper()] = int(told[2])
        elif kept := _PERMANENT.match(line):
            self.permanent = frozenset(kept[1].decode("utf-8", "replace").split())
        elif access := _ACCESS.match(line):
            self.writable = access[1].upper() == b"WRITE"

    def looked(self) -> None:
        """Somebody is about to look, so that nobody needs to be told."""
        self.announced, self.untold = 0, False

    def saw(self, uid: int) -> None:
        """A message with that UID is there, so that the next one gets a greater UID."""
        self.numbers["UIDNEXT"] = max(self.uid_next, uid + 1)

    @property
    def uid_next(self) -> int:
        """The least UID that a message to come may get, as far as is known."""
        return self.numbers.get("UIDNEXT", 1)

    @property
    def uidvalidity(self) -> int:
        """Under which the UIDs mean something, 0 if the server does not say."""
        return self.numbers.get("UIDVALIDITY", 0)

    @property
    def position(self) -> tuple[int, int]:
        """It grows with every message that comes, even into a folder that was made anew."""
        return self.uidvalidity, self.uid_next

    def keeps(self, flag: str) -> bool:
        """Whether the server will remember this flag (RFC 3501: all, if it says nothing)."""
        if not self.writable:
            return False
        if self.permanent is None:
            return True
        known = {permanent.lower() for permanent in self.permanent}
        return flag.lower() in known or (not flag.startswith("\\") and r"\*" in known)

    def standing(self, told: FolderState | None) -> FolderState:
        """As a STATUS should tell it: by what was heard, and by what it told, which may be old."""
        uid_next = self.uid_next + self.announced  # each of those has some UID
        if told is not None and told.uidvalidity == self.uidvalidity:
            uid_next = max(uid_next, told.uid_next)
        return FolderState(
            name=self.name,
            uidvalidity=self.uidvalidity,
            uid_next=uid_next,
            messages=self.messages,
            highest_modseq=None,
            writable=None,
            keywords_allowed=None,
            permanent_flags=frozenset(),
        )

    def state(self) -> FolderState:
        """The same as a value."""
        permanent = SYSTEM_FLAGS if self.permanent is None else self.permanent - {r"\*"}
        return FolderState(
            name=self.name,
            uidvalidity=self.uidvalidity,
            uid_next=self.uid_next,
            messages=self.messages,
            highest_modseq=self.numbers.get("HIGHESTMODSEQ"),
            writable=self.writable,
            keywords_allowed=self.keeps("a-keyword-of-ours"),
            permanent_flags=permanent if self.writable else frozenset(),
        )
