"""One account of the program with everything but its database in memory, and a clock of its own."""

import json
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import TYPE_CHECKING, Any

from screener.adapters.memory.archive import MemoryArchive
from screener.adapters.memory.clock import StoppedClock
from screener.adapters.memory.mailbox import MemoryMailbox
from screener.adapters.memory.post import Arrived, MemoryPost
from screener.adapters.memory.world import MemoryMessage, World
from screener.application.doors.doorkeeper import Doorkeeper
from screener.application.rounds.round import Round, one_round
from screener.bootstrap import configure, desk, doorkeeper
from screener.domain.digest.command import BODY, VALID_DAYS, Command
from screener.domain.record.stay import Stay
from screener.ports.store import Store
from tests.builders import NOON
from tests.databases import new_store

if TYPE_CHECKING:
    from screener.ports.mailbox import FolderState

ME = "me@example.com"

POLL = timedelta(minutes=5)


class House:
    """Mail comes, time passes, and rounds are made; `post.arrived` is what was sent."""

    def __init__(self, folder: Path, store: Store) -> None:
        self.folder = folder
        self.store = store
        self.clock = StoppedClock(NOON)
        self.world = World()
        self.post = MemoryPost()
        configured = configure(folder / "config.yaml")
        configured.rules._wait = _nobody_else_writes
        account = configured.settings.accounts[0]
        keeper = doorkeeper(configured, store)
        self.desk = desk(configured, account, store)._replace(
            post=self.post,
            archive=MemoryArchive(),
            clock=self.clock,
            doors=Doorkeeper(keeper._house, store=store, clock=self.clock),
        )
        self._mailbox = MemoryMailbox(self.world)
        self._quiet: dict[str, FolderState] = {}
        self._number = 0

    def round(self) -> Round:
        """One round, as the daemon makes it."""
        return one_round(self._mailbox, self.desk, self._quiet)

    def close(self) -> None:
        """No more is done."""
        self._mailbox.close()

    def reconnect(self) -> None:
        """The connection was lost; rounds go on over a new one."""
        self.go_on_over(MemoryMailbox(self.world))

    def go_on_over(self, mailbox: MemoryMailbox) -> None:
        """The connection was lost; rounds go on over this one."""
        self._mailbox.close()
        self._mailbox = mailbox
        self._quiet = {}

    def later(self, by: timedelta) -> Round:
        """Time passes, and a round is made."""
        self.clock.advance(by)
        return self.round()

    def writes(
        self,
        sender: str = "him@example.com",
        subject: str = "Hello",
        *,
        body: str = "Can I pick your brain?",
        attach: Mapping[str, bytes] = {},
        trusted: bool = True,
        at: datetime | None = None,
        **header: str,
    ) -> bytes:
        """A letter of theirs comes in; its octets."""
        self._number += 1
        mail = EmailMessage(policy=policy.SMTP)
        if trusted:
            domain = sender.partition("@")[2]
            mail["Authentication-Results"] = f"mx.example.com; dmarc=pass header.from={domain}"
        mail["Return-Path"] = f"<{sender}>"
        mail["From"], mail["To"], mail["Subject"] = sender, ME, subject
        mail["Message-ID"] = f"<{self._number}@{sender.partition('@')[2]}>"
        for name, value in header.items():
            del mail[name.replace("_", "-")]
            mail[name.replace("_", "-")] = value
        mail.set_content(body)
        for name, octets in attach.items():
            mail.add_attachment(
                octets, maintype="application", subtype="octet-stream", filename=name
            )
        raw = mail.as_bytes()
        self.world.deliver(raw, received=at or self.clock.now())
        return raw

    def says(self, command: Command, *, valid: int = VALID_DAYS, **header: Any) -> bytes:
        """The user sends themselves a command that holds so many days; the octets of the mail."""
        until = self.clock.now().date() + timedelta(days=valid)
        return self.writes(ME, self.desk.seal.subject(command, until=until), body=BODY, **header)

    def rules(self, text: str) -> None:
        """Write the only file of rules anew."""
        (self.folder / "rules" / "rules.yaml").write_text(text)

    def doors(self, text: str) -> None:
        """Write the file of doors anew."""
        (self.folder / "rules" / "doors.yaml").write_text(text)

    def lying_in(self, folder: str) -> list[str]:
        """The subjects of what lies there."""
        return [_subject(one) for one in self.messages(folder)]

    def messages(self, folder: str) -> list[MemoryMessage]:
        """What lies there."""
        found = self.world.folders.get(folder)
        return list(found.messages.values()) if found else []

    @property
    def delivered(self) -> int:
        """How many letters came in."""
        return self._number

    def sent_text(self, letter: Arrived) -> str:
        """Its first line, up to the first comma."""
        return _first_line(letter.raw).partition(",")[0]

    def subject_of(self, letter: Arrived) -> str:
        """What it says it is about."""
        return str(message_from_bytes(letter.raw, policy=policy.default)["Subject"])

    def sent(self) -> list[tuple[str, str]]:
        """To whom letters went, and the first line of each."""
        return [(one.recipients[0], _first_line(one.raw)) for one in self.post.arrived]

    def stay(self, contact: str = "him@example.com") -> Stay:
        """The last stay of somebody."""
        return self.store.gatebook.stays({contact}, since=NOON - timedelta(days=1))[-1]


@contextmanager
def a_house(folder: Path, rules: str, **settings: Any) -> Iterator[House]:
    """A house with these rules, in enforce mode; its first round is made."""
    (folder / "rules").mkdir(parents=True)
    account = {
        "name": "me",
        "address": ME,
        "trusted_authserv": ["mx.example.com"],
        "imap": {"host": "imap.example.com", "user": ME, "password": {"env": "NOBODY_ASKS"}},
        "smtp": {"host": "smtp.example.com"},
        **settings.pop("account", {}),
    }
    accounts = [account, *settings.pop("others", ())]
    written = {"mode": "enforce", "state": "state", "accounts": accounts, **settings}
    (folder / "config.yaml").write_text(json.dumps(written))
    (folder / "rules" / "rules.yaml").write_text(rules)
    store = new_store(folder / "state" / "screener.sqlite3")
    try:
        house = House(folder, store)
        with closing(house):
            house.round()
            yield house
    finally:
        store.close()


def _nobody_else_writes(_seconds: float) -> None:
    """Rules that changed need no time to settle."""


def _subject(message: MemoryMessage) -> str:
    return str(message_from_bytes(message.raw, policy=policy.default)["Subject"])


def _first_line(raw: bytes) -> str:
    mail = message_from_bytes(raw, policy=policy.default)
    body = mail.get_body(("plain",))
    return body.get_content().splitlines()[0] if body else ""
