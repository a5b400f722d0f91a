"""The starter gates on a real mailbox, with days that pass as the test says.

Time is an argument of a round, and the server takes the time of receipt from whoever appends; so
what takes weeks can be seen in seconds, with everything else as it is in use.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from screener.adapters.memory.clock import StoppedClock
from screener.application.doors.doorkeeper import Doorkeeper
from screener.application.doors.who import who
from screener.application.gates.words import choose
from screener.application.rounds.round import one_round
from screener.bootstrap import configure, connect, desk, doorkeeper
from screener.domain.record.question import Asks
from screener.domain.record.stay import Stage, Stay
from tests.databases import new_store
from tests.gates import DAY
from tests.servers.dovecot import PASSWORD, Dovecot
from tests.servers.onlooker import Onlooker, onlooker
from tests.servers.smtp import Sink, sink

if TYPE_CHECKING:
    from screener.ports.mailbox import FolderState

ROOT = Path(__file__).parents[2]

FRIDAY = datetime(2026, 11, 20, 21, 30, tzinfo=UTC)
"""In New York it is the afternoon of that day."""

MOMENT = timedelta(minutes=5)

ANN = "ann@firm.example"

PDF = b"%PDF-1.7 a resume"
PROGRAM = b"MZ\x90\x00\x03 This program cannot be run in DOS mode."

WAITING, LAPSED, DONE = "Screened/Waiting", "Screened/Lapsed", "Screened/Done"


class Weeks:
    """One account with the starter gates, off trial; `them` is who writes, and who looks."""

    def __init__(self, folder: Path, them: Onlooker, post: Sink, opened: ExitStack) -> None:
        self.clock = StoppedClock(FRIDAY)
        self._file = folder / "rules" / "40-gates.yaml"
        self.starter = self._file.read_text()
        self.them = them
        self.post = post
        self.store = new_store(folder / "state" / "screener.sqlite3")
        opened.callback(self.store.close)
        configured = configure(folder / "config.yaml")
        account = configured.settings.accounts[0]
        keeper = doorkeeper(configured, self.store)
        self.desk = desk(configured, account, self.store)._replace(
            clock=self.clock,
            doors=Doorkeeper(keeper._house, store=self.store, clock=self.clock),
        )
        self._mailbox = connect(account, self.store)
        opened.callback(self._mailbox.close)
        self._quiet: dict[str, FolderState] = {}
        self._number = 0

    def later(self, by: timedelta = MOMENT) -> None:
        """Time passes; two rounds are made, since what was moved is found again by the second."""
        self.clock.advance(by)
        for _ in range(2):
            one_round(self._mailbox, self.desk, self._quiet)

    def writes(
        self,
        subject: str,
        body: str,
        *,
        sender: str = ANN,
        attach: Mapping[str, bytes] = {},
        **header: str,
    ) -> None:
        """A letter comes in, by the server's clock at that time."""
        self._number += 1
        mail = EmailMessage(policy=policy.SMTP)
        domain = sender.rpartition("@")[2]
        mail["Return-Path"] = f"<{sender}>"
        mail["Authentication-Results"] = f"mx.example.com; dmarc=pass header.from={domain}"
        mail["From"], mail["To"], mail["Subject"] = sender, "me@example.com", subject
        mail["Message-ID"] = f"<{self._number}@{domain}>"
        for name, value in header.items():
            mail[name.replace("_", "-")] = value
        mail.set_content(body)
        for name, octets in attach.items():
            mail.add_attachment(octets, maintype="application", subtype="pdf", filename=name)
        self.them.add(mail.as_bytes(), received=self.clock.now())

    def rules(self, text: str) -> None:
        """Write the only file of rules anew."""
        self._file.write_text(text)

    def stay(self, contact: str = ANN) -> Stay:
        """Their last one."""
        return self.store.gatebook.stays({contact}, since=FRIDAY)[-1]

    def chooses(self, label: str, contact: str = ANN) -> None:
        """The user's word, and the rounds that do it."""
        rulebook = self.desk.rulebook()
        person = who(contact, directory=rulebook.directory, region=None)
        choose(label, person, rulebook=rulebook, store=self.store, clock=self.clock)
        self.later()

    def sent(self) -> list[tuple[str, str]]:
        """To whom letters went, and all their words."""
        return [(one.recipients[0], _words(one.raw)) for one in self.post.arrived]

    def lie(self, folder: str) -> list[str]:
        """The subjects of what lies there."""
        return self.them.subjects(folder)


def _words(raw: bytes) -> str:
    body = message_from_bytes(raw, policy=policy.default).get_body(("plain",))
    return " ".join(body.get_content().split()) if body else ""


@contextmanager
def some_weeks(
    folder: Path, dovecot: Dovecot, user: str, *, rules: str, **differently: Any
) -> Iterator[Weeks]:
    """They begin on a Friday, with the first round made."""
    with sink() as post, onlooker(dovecot.port, user) as them, ExitStack() as opened:
        (folder / "rules").mkdir(parents=True)
        (folder / "rules" / "40-gates.yaml").write_text(rules)
        (folder / "password").write_text(PASSWORD)
        (folder / "password").chmod(0o600)
        login = {"host": "127.0.0.1", "port": dovecot.port, "tls": "none", "user": user}
        account = {
            "name": "me",
            "address": "me@example.com",
            "my": {"name": "Kim"},
            "timezone": "America/New_York",
            "imap": {**login, "password": {"file": "password"}},
            "smtp": {"host": "127.0.0.1", "port": post.port, "tls": "none"},
            "trusted_authserv": ["mx.example.com"],
            **differently,
        }
        written = {"mode": "enforce", "state": "state", "accounts": [account]}
        (folder / "config.yaml").write_text(json.dumps(written))
        weeks = Weeks(folder, them, post, opened)
        weeks.later()
        yield weeks


@pytest.fixture
def weeks(plain_dovecot: Dovecot, user: str, tmp_path: Path) -> Iterator[Weeks]:
    """As the gates come, with the lines deleted that put them on trial."""
    rules = (ROOT / "rules" / "40-gates.yaml").read_text().replace("    trial: true\n", "")
    with some_weeks(tmp_path / "it", plain_dovecot, user, rules=rules) as weeks:
        yield weeks


def asks(weeks: Weeks, attach: Mapping[str, bytes] = {}) -> None:
    """Ann would like to pick your brain."""
    weeks.writes("coffee?", "May I pick your brain?", attach=attach)
    weeks.later()


def test_the_fifth_day_by_the_calendar_of_your_zone(weeks: Weeks) -> None:
    """In Europe it is Wednesday already when in New York it is Tuesday still."""
    asks(weeks, {"cv.pdf": PDF})
    [(to, question)] = weeks.sent()
    assert to == ANN
    assert "on 2026-11-25 or after it, until 2026-12-11 21:40 UTC" in question
    weeks.clock.advance(datetime(2026, 11, 25, 4, 50, tzinfo=UTC) - weeks.clock.now())
    weeks.writes("early", "When can we talk?")
    weeks.later()
    assert (weeks.stay().stage, weeks.stay().early) == (Stage.WAITING, True)
    assert weeks.lie(WAITING) == ["coffee?", "early"]
    weeks.writes("in time", "My three questions.")
    weeks.later(timedelta(minutes=20))
    assert weeks.stay().stage is Stage.WAITING, "it came before midnight, though looked at after it"
    weeks.writes("in time", "My three questions.")
    weeks.later()

    assert weeks.stay().stage is Stage.CHOOSING
    assert sorted(weeks.lie("INBOX")) == ["coffee?", "early", "in time", "in time"]
    assert all({"ready-to-meet", r"\Flagged"} <= one.flags for one in weeks.them.messages())
    weeks.chooses("meet")
    assert ["twenty minutes: please" in words for _, words in weeks.sent()] == [False, True]


def test_who_keeps_silent_lapses_and_is_forgotten(weeks: Weeks) -> None:
    """To the minute after a fortnight; ninety days later it is in the trash, and you are told."""
    asks(weeks)
    weeks.writes("Re: coffee?", "I will be away.", Auto_Submitted="auto-replied")
    weeks.later(14 * DAY - 2 * MOMENT)
    assert weeks.stay().stage is Stage.WAITING
    weeks.later(3 * MOMENT)
    assert (weeks.stay().stage, weeks.stay().ended) == (Stage.LAPSED, weeks.stay().deadline)
    assert weeks.lie(LAPSED) == ["coffee?", "Re: coffee?"]
    weeks.later(90 * DAY - 2 * MOMENT)
    assert weeks.lie(LAPSED) == ["coffee?", "Re: coffee?"]
    weeks.later()

    assert weeks.lie("Trash") == ["coffee?", "Re: coffee?"]
    assert [one.kind for one in weeks.store.doorbook.questions()] == [Asks.TRASHED]
    assert len(weeks.sent()) == 1


def test_what_you_took_back_is_not_thrown_away(weeks: Weeks) -> None:
    """By your own mail program, after they lapsed; the rest of theirs is."""
    asks(weeks)
    weeks.writes("more", "I forgot to say hello.")
    weeks.later()
    weeks.later(14 * DAY + MOMENT)
    [kept] = [one.uid for one in weeks.them.messages(LAPSED) if one.subject == "more"]
    weeks.them.move(kept, folder=LAPSED, to="INBOX")
    weeks.later()
    weeks.later(90 * DAY)

    assert weeks.lie("INBOX") == ["more"]
    assert weeks.lie("Trash") == ["coffee?"]


def test_a_program_that_is_called_a_resume_is_none(weeks: Weeks) -> None:
    """Whatever its name and its declared type say."""
    asks(weeks, {"cv.pdf": PROGRAM})

    assert ["your résumé as a file" in words for _, words in weeks.sent()] == [True]
    assert weeks.stay().step == 0


def test_a_clock_that_is_set_back_and_forth(weeks: Weeks) -> None:
    """Nobody is asked again, and nothing lapses before its time."""
    asks(weeks)
    weeks.later(-3 * DAY)
    weeks.writes("here", "My résumé.", attach={"cv.pdf": PDF})
    weeks.later()
    weeks.later(3 * DAY)
    assert len(weeks.sent()) == 2
    deadline = weeks.stay().deadline
    assert deadline is not None
    weeks.later(deadline - weeks.clock.now())
    assert weeks.stay().stage is Stage.WAITING
    weeks.later()

    assert weeks.stay().stage is Stage.LAPSED
    assert len(weeks.sent()) == 2


def test_the_budget_is_changed_while_they_wait(weeks: Weeks) -> None:
    """Two pass, two wait; with more room the next of them comes in by the order of their coming."""
    people = [f"asker{number}@firm.example" for number in range(4)]
    for person in people:
        weeks.writes("coffee?", "May I pick your brain?", sender=person, attach={"cv.pdf": PDF})
        weeks.later()
    weeks.later(6 * DAY)
    for person in people:
        weeks.writes("questions", "My three questions.", sender=person)
        weeks.later()
    stages = [weeks.stay(person).stage for person in people]
    assert stages == [Stage.CHOOSING] * 2 + [Stage.QUEUED] * 2
    weeks.rules(weeks.starter.replace("at_most: 2", "at_most: 3"))
    weeks.later()
    assert [weeks.stay(person).stage for person in people[2:]] == [Stage.CHOOSING, Stage.QUEUED]
    weeks.rules(weeks.starter.replace("at_most: 2", "at_most: 1"))
    weeks.later(7 * DAY - MOMENT)
    assert weeks.stay(people[3]).stage is Stage.QUEUED
    weeks.later(2 * MOMENT)
    weeks.later(2 * MOMENT)

    assert weeks.stay(people[3]).stage is Stage.CHOOSING
    assert weeks.lie(WAITING) == []
    assert len(weeks.lie("INBOX")) == 2 * len(people)


def test_it_is_business(weeks: Weeks) -> None:
    """All they wrote goes to human resources, and they are wished luck; not their machine."""
    weeks.writes("Hi", "I just wanted to reach out.", sender="bob@people.example")
    weeks.later()
    weeks.writes("Re: Hi", "I look for a job.", sender="bob@people.example")
    weeks.later()
    weeks.writes("Away", "Until Monday.", sender="bob@people.example", X_Autoreply="yes")
    weeks.later()
    weeks.chooses("it is business", "bob@people.example")

    (_, question), (hr, forwarded), (bob, luck) = weeks.sent()
    assert "What can I help you with?" in question
    assert (hr, bob) == ("hr@myfirm.example", "bob@people.example")
    assert "What they wrote is enclosed" in forwarded
    assert "I wish you good luck" in luck
    assert weeks.post.arrived[1].raw.count(b"Content-Type: message/rfc822") == 3
    assert sorted(weeks.lie(DONE)) == ["Away", "Hi", "Re: Hi"]
    flags = {one.subject: one.flags for one in weeks.them.messages(DONE)}
    assert r"\Answered" in flags["Re: Hi"]
    assert "$Forwarded" in flags["Re: Hi"]


def test_it_is_personal(weeks: Weeks) -> None:
    """Declined once; nothing is sent from then on, and what comes is filed out of sight."""
    weeks.writes("Hi", "I just wanted to reach out.", sender="bob@people.example")
    weeks.later()
    weeks.writes("Re: Hi", "Dinner?", sender="bob@people.example")
    weeks.later()
    weeks.chooses("It is personal", "bob@people.example")
    weeks.later()
    for subject in ("Please", "Please!"):
        weeks.writes(subject, "Just dinner.", sender="bob@people.example")
        weeks.later(DAY)

    assert ["no, thank you" in words for _, words in weeks.sent()] == [False, True]
    assert weeks.lie("INBOX") == []
    assert sorted(weeks.lie("Screened/Closed") + weeks.lie(DONE)) == [
        "Hi", "Please", "Please!", "Re: Hi",
    ]  # fmt: skip
    assert weeks.stay("bob@people.example").stage is Stage.CHOSEN
