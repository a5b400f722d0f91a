"""What every chapter works with: the servers, the folder, and somebody who types commands.

Nothing here pretends: letters are appended to a real IMAP server, the daemon's own pass runs over
them, what went out is what the mail sink got, and the commands are the program's own.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from pathlib import Path

from screener import bootstrap
from screener.daemon.once import once
from screener.demo.folder import CONFIG, write_configuration
from screener.demo.letter import Letter
from screener.demo.servers import Servers
from screener.demo.words import HEAD, as_typed, table, what_happened
from screener.domain.record.decision import Mode
from screener.errors import ScreenerError
from screener.ports.mailbox import Mailbox
from screener.ports.store import Query, Recorded

Say = Callable[[str], None]

Run = Callable[[Sequence[str]], int]
"""Runs one command of the program, which says itself what it has to say; its exit code."""

SENT = "sent"
"""The folder with every letter that went out."""


class Stage:
    """The demo's world; `say` tells one line. `delivered` counts what was laid into the inbox."""

    def __init__(self, folder: Path, running: Servers, *, say: Say, run: Run) -> None:
        self.folder = folder
        self.delivered = 0
        self._running = running
        self._say = say
        self._run = run
        self._told: set[str] = set()
        self._kept = 0

    def chapter(self, title: str) -> None:
        """Begin a chapter."""
        self.say("", "", title, "=" * len(title))

    def say(self, *lines: str) -> None:
        """Tell these lines."""
        for line in lines:
            self._say(line)

    def type(self, *words: str) -> None:
        """Run a command as if somebody typed it in the folder. Raises ScreenerError."""
        self.say("", f"$ {as_typed(words)}")
        code = self._run(["--config", str(self.folder / CONFIG), *words])
        if code != 0:
            raise ScreenerError(f"the demo's `{as_typed(words)}` ended with {code}")

    def configure(self, mode: Mode) -> None:
        """Write the configuration, with that mode."""
        write_configuration(
            self.folder,
            mode=mode,
            imap_port=self._running.imap_port,
            smtp_port=self._running.smtp_port,
        )

    def deliver(self, *letters: Letter) -> None:
        """Lay them into the inbox, and let the program look."""
        # Whole seconds are all that INTERNALDATE has, and nothing comes from the future.
        received = bootstrap.clock().now().replace(microsecond=0)
        with self.mailbox() as mailbox:
            for letter in letters:
                self.delivered += 1
                raw = letter.raw(number=self.delivered, sent=received)
                mailbox.append("INBOX", raw, flags=(), received=received)
        self.look()

    def look(self) -> None:
        """One pass, as the daemon makes it when something happens."""
        once(bootstrap.configure(self.folder / CONFIG))

    def news(self) -> Sequence[Recorded]:
        """What was decided since this was last asked, in the order of the letters."""
        configured = bootstrap.configure(self.folder / CONFIG)
        with bootstrap.opened_store(configured.settings) as store:
            news = [one for one in store.decisions(Query()) if one.decision.id not in self._told]
        self._told |= {one.decision.id for one in news}
        return sorted(news, key=lambda one: one.decision.event.arrival.uid)

    def tell_news(self) -> None:
        """Tell what became of each letter that came since this was last told."""
        self.say("", *table([HEAD, *map(what_happened, self.news())]))

    def sent(self) -> Sequence[EmailMessage]:
        """What went out since this was last asked, as the mail sink got it; each is kept."""
        letters = self._running.sent[self._kept :]
        for raw in letters:
            self._kept += 1
            path = self.folder / SENT / f"{self._kept:02}.eml"
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(raw)
        return [BytesParser(policy=default).parsebytes(raw) for raw in letters]

    def folders(self) -> dict[str, int]:
        """How many letters lie in each folder that has any."""
        with self.mailbox() as mailbox:
            names = [folder.name for folder in mailbox.folders() if folder.selectable]
            states = mailbox.status(names)
        return {name: state.messages for name, state in states.items() if state.messages}

    @contextmanager
    def mailbox(self) -> Iterator[Mailbox]:
        """A connection to the mailbox."""
        account = bootstrap.configure(self.folder / CONFIG).settings.accounts[0]
        mailbox = bootstrap.connect(account)
        try:
            yield mailbox
        finally:
            mailbox.close()
