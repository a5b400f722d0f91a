"""What happens in the demo, told as it happens: observing first, then enforcing.

Nothing here pretends: letters are appended to a real IMAP server, the daemon's own pass runs over
them, and what is told is read from the record and from the mailbox afterwards.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from screener import bootstrap
from screener.daemon.once import once
from screener.demo.folder import CONFIG, PASSWORD, fresh, write_configuration
from screener.demo.people import CLOSED, ME, THERE_BEFORE, WHILE_ENFORCING, WHILE_OBSERVING, Letter
from screener.demo.servers import Servers, servers
from screener.demo.words import counted, table, what_happened, why
from screener.domain.decision import Mode
from screener.ports.mailbox import Mailbox
from screener.ports.store import Query, Recorded

Say = Callable[[str], None]

SUMMARY = "summary.txt"

RECEIPT = "Invoice for order 1042"
"""The subject of the letter of which the reasons are told."""


def tell(folder: Path, say: Say) -> None:
    """The whole story, line by line; afterwards everything that is left lies in the folder.

    Raises WrongUse if the folder is somebody's own, ScreenerError if the servers are missing.
    """
    with servers(user=ME, password=PASSWORD) as running:
        fresh(folder)
        Story(folder, running, say).tell()
    _goodbye(folder, say)


class Story:
    """One telling."""

    def __init__(self, folder: Path, running: Servers, say: Say) -> None:
        self._folder = folder
        self._running = running
        self._say = say
        self._delivered = 0

    def tell(self) -> None:
        """All chapters in their order."""
        self._before()
        self._observing()
        self._enforcing()
        self._why()
        self._summary()

    def _before(self) -> None:
        self._configure(Mode.OBSERVE)
        self._deliver(THERE_BEFORE)
        self._pass()
        self._heading("A mailbox, and a first look at it")
        self._say(f"{counted(len(THERE_BEFORE), 'letter')} lay in it when screener first looked.")
        self._say("What was there before is left alone: it drew no decision.")

    def _observing(self) -> None:
        self._deliver(WHILE_OBSERVING)
        self._pass()
        self._heading(f"{counted(len(WHILE_OBSERVING), 'letter')} arrive; mode: observe")
        self._say("Observing changes nothing. It writes down what it would do:")
        self._tell_decisions(self._decisions(Mode.OBSERVE))
        self._say(f"The inbox is as it was: {self._inbox()}.")

    def _enforcing(self) -> None:
        self._configure(Mode.ENFORCE)
        self._deliver(WHILE_ENFORCING)
        self._pass()
        self._heading(f"{counted(len(WHILE_ENFORCING), 'more letter')}; mode: enforce")
        self._say("From now on it is done. What was only observed is not done later.")
        self._tell_decisions(self._decisions(Mode.ENFORCE))
        self._say("Where the letters lie now:")
        for name, letters in self._folders():
            self._say(f"  {name:<24}{letters:>4}")

    def _why(self) -> None:
        configured = bootstrap.configure(self._folder / CONFIG)
        with bootstrap.opened_store(configured.settings) as store:
            [recorded] = store.decisions(Query(subject=RECEIPT))
        account = configured.settings.accounts[0]
        policy = bootstrap.policy(configured.settings, account)
        rulebook = configured.rules.current()
        self._heading(f"Why did “{RECEIPT}” go where it went?")
        for line in why(recorded.decision, rulebook, policy):
            self._say(line)
        self._say("Every letter can be asked about like this: `screener why ID`.")

    def _summary(self) -> None:
        lines = list(self._balance())
        (self._folder / SUMMARY).write_text("\n".join(lines) + "\n", "utf-8")
        self._heading("In short")
        for line in lines:
            self._say(line)

    def _balance(self) -> Iterator[str]:
        done, seen = self._decisions(Mode.ENFORCE), self._decisions(Mode.OBSERVE)
        filed = [one for one in done if one.decision.destination]
        there = sum(letters for _, letters in self._folders())
        knocks = sum(one.decision.knock for one in (*seen, *done))
        kept = sum(bool(one.decision.preserved) for one in (*seen, *done))
        rules = Counter(one.decision.rule for one in filed)
        yield f"Came      {len(seen) + len(done):>3}   {len(seen)} of them only observed"
        yield f"Filed     {len(filed):>3}   " + ", ".join(f"{r}: {n}" for r, n in rules.items())
        yield f"Left      {len(done) - len(filed):>3}   where they were, in the inbox"
        yield f"Sent      {len(self._running.sent):>3}   nobody got an answer"
        yield f"Lost      {self._delivered - there:>3}   {there} letters lie in the folders"
        yield f"Closed door: {CLOSED} knocked {counted(knocks, 'time')}."
        yield f"  Those words are not shown; {counted(kept, 'original')} kept in state/archive."

    def _tell_decisions(self, recorded: Sequence[Recorded]) -> None:
        for line in table(what_happened(one) for one in recorded):
            self._say(line)

    def _heading(self, text: str) -> None:
        self._say("")
        self._say(text)
        self._say("-" * len(text))

    def _configure(self, mode: Mode) -> None:
        write_configuration(
            self._folder,
            mode=mode,
            imap_port=self._running.imap_port,
            smtp_port=self._running.smtp_port,
        )

    def _pass(self) -> None:
        once(bootstrap.configure(self._folder / CONFIG))

    def _deliver(self, letters: Sequence[Letter]) -> None:
        # Whole seconds are all that INTERNALDATE has, and nothing comes from the future.
        received = bootstrap.clock().now().replace(microsecond=0)
        with self._mailbox() as mailbox:
            for letter in letters:
                self._delivered += 1
                raw = letter.raw(number=self._delivered, sent=received)
                mailbox.append("INBOX", raw, flags=(), received=received)

    def _decisions(self, mode: Mode) -> Sequence[Recorded]:
        configured = bootstrap.configure(self._folder / CONFIG)
        with bootstrap.opened_store(configured.settings) as store:
            found = [one for one in store.decisions(Query()) if one.decision.mode is mode]
        return sorted(found, key=lambda one: one.decision.event.arrival.uid)

    def _inbox(self) -> str:
        with self._mailbox() as mailbox:
            mailbox.open("INBOX", writable=False)
            flags = mailbox.flags(mailbox.uids_after(0)).values()
        unread = sum("\\Seen" not in each for each in flags)
        return f"{counted(len(flags), 'letter')}, {unread} of them unread"

    def _folders(self) -> Sequence[tuple[str, int]]:
        """Each folder, and how many letters lie in it."""
        with self._mailbox() as mailbox:
            names = [folder.name for folder in mailbox.folders() if folder.selectable]
            return [(name, state.messages) for name, state in mailbox.status(names).items()]

    @contextmanager
    def _mailbox(self) -> Iterator[Mailbox]:
        account = bootstrap.configure(self._folder / CONFIG).settings.accounts[0]
        mailbox = bootstrap.connect(account)
        try:
            yield mailbox
        finally:
            mailbox.close()


def _goodbye(folder: Path, say: Say) -> None:
    for line in (
        "",
        f"All that is left is one folder: {folder}",
        "  rules/        the starter rules, to read and to copy",
        "  config.yaml   the configuration; its servers were in memory and are gone",
        "  state/        the record of decisions, and the originals kept as evidence",
        f"Look around: screener --config {folder / CONFIG} log",
        "Delete the folder, and nothing is left.",
    ):
        say(line)
