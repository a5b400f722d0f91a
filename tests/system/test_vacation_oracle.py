"""Our refusals beside those of a responder that the world has lived with: Pigeonhole's `vacation`.

Where it stays silent, we do. What it answers and we do not is our choice, and listed here. Both see
the same message, as delivered: what only a client can know (who vouches for the sender, whose door
is closed) speaks for the answer here.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from screener.domain.letters.autoreply import Limits, Standing, refusal
from screener.domain.record.event import MailReceived, Vouched
from screener.normalize.mail import Reading, read_header
from tests.builders import NOON, an_arrival
from tests.corpus.hostile import HOSTILE
from tests.corpus.odd import ODD
from tests.servers.dovecot import Dovecot, Quirks, dovecot
from tests.servers.smtp import Sink, sink

COLLECTION = Path(__file__).parents[3] / "shared" / "corpus"
SCRIPT = 'require ["vacation", "vacation-seconds"];\nvacation :seconds 0 "I am away.";\n'
ME = "me@example.com"
LIMITS = Limits(own=frozenset({ME}), written=frozenset({ME}), can_send=True)
EVERY = 6
"""Of the messages that do not look automatic one in so many is tried."""

pytestmark = pytest.mark.xdist_group("vacation")


class Case(NamedTuple):
    """A message to us: fields of its header, its author, its envelope sender if that is another."""

    header: str = ""
    author: str = "him@example.net"
    sender: str | None = None
    to: str = ME

    @property
    def raw(self) -> bytes:
        """The message."""
        begin = (
            f"From: {self.author}\nTo: {self.to}\nSubject: Lunch?\nMessage-ID: <1@example.net>\n"
        )
        end = f"{self.header}\n" if self.header else ""
        return (begin + end + "\nHello\n").replace("\n", "\r\n").encode()


BOTH_ANSWER = [
    Case(),
    Case("Auto-Submitted: no"),
    Case("Precedence: first-class"),
    Case("X-Auto-Response-Suppress: None"),
    Case("X-Auto-Response-Suppress: DR, RN"),
    Case("In-Reply-To: <0@example.com>\nReferences: <0@example.com>"),
    Case("X-Spam-Flag: YES"),
    Case("Content-Type: text/html"),
    Case("Sender: secretary@example.net"),
    Case("Reply-To: other@example.org"),
    Case("Importance: high\nX-Priority: 1"),
    Case(f"Cc: {ME}", to="her@example.com"),
    Case(to=f"her@example.com, Me <{ME.upper()}>"),
    Case(author="him+tag@example.net"),
    Case(author="Him.Self@mail.example.net"),
    Case(author="info@example.net"),
    Case(author="requests@example.net"),
    Case(author="owner@example.net"),
]
BOTH_REFUSE = [
    *(
        Case(f"{name}: {value}")
        for name, value in [
            ("List-Id", "<press.example.net>"),
            ("List-Post", "<mailto:press@example.net>"),
            ("List-Post", "NO"),
            ("List-Unsubscribe", "<mailto:press-leave@example.net>"),
            ("List-Archive", "<https://example.net/>"),
            ("List-Help", "<mailto:press@example.net>"),
            ("List-Owner", "<mailto:press@example.net>"),
            ("List-Subscribe", "<mailto:press@example.net>"),
            ("list-id", "x"),
            ("Auto-Submitted", "auto-replied"),
            ("Auto-Submitted", "auto-generated"),
            ("Auto-Submitted", "auto-notified"),
            ("Auto-Submitted", "AUTO-GENERATED"),
            ("Auto-Submitted", "auto-replied (vacation)"),
            ("Auto-Submitted", 'auto-notified; owner-email="him@example.net"'),
            ("Auto-Submitted", "yes"),
            ("Auto-Submitted", ""),
            ("Auto-submitted", "none"),
            ("Precedence", "bulk"),
            ("Precedence", "list"),
            ("Precedence", "junk"),
            ("Precedence", "JUNK"),
            ("X-Auto-Response-Suppress", "All"),
            ("X-Auto-Response-Suppress", "OOF"),
            ("X-Auto-Response-Suppress", "DR, OOF, AutoReply"),
        ]
    ),
    *(
        Case(author=f"{local}@example.net")
        for local in (
            "MAILER-DAEMON",
            "mailer-daemon",
            "Mailer-Daemon",
            "LISTSERV",
            "listserv",
            "majordomo",
            "Majordomo",
            "press-request",
            "press-request-x",
            "press-requestor",
            "owner-press",
        )
    ),
    Case(sender="<>"),
    Case(author=ME),
    Case(to="her@example.com"),
    Case(to="undisclosed-recipients:;"),
    Case(to="me+shop@example.com"),
]
ONLY_IT_ANSWERS = [
    *(
        Case(author=f"{local}@example.net")
        for local in (
            "noreply",
            "no-reply",
            "donotreply",
            "do_not_reply",
            "bounces+123",
            "press-bounces",
            "bounce-1-me=example.com",
            "prvs=0123456789=him",
            "SRS0=ab=cd=example.org=him",
            "OWNER-press",
            "press-owner",
            "root",
            "daemon",
            "postmaster",
            "mailman",
            "notifications",
        )
    ),
    *(
        Case(header)
        for header in (
            "Precedence: auto_reply",
            "X-Auto-Response-Suppress: AutoReply",
            "X-Autoreply: yes",
            "X-Autorespond: Lunch?",
            "X-AutoReply-From: him@example.net",
            "X-Auto-Submitted: auto-replied",
            f"X-Loop: {ME}",
            "X-Failed-Recipients: her@example.net",
            "X-MS-Exchange-Inbox-Rules-Loop: him@example.net",
            "Mailing-List: contact press-help@example.net",
            "X-Mailing-List: <press@example.net>",
            "X-BeenThere: press@example.net",
            "Feedback-ID: 1:2:3:press",
            "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
            "Content-Type: multipart/report; report-type=delivery-status; boundary=b",
            "Content-Type: multipart/report; report-type=disposition-notification; boundary=b",
            "Content-Type: text/calendar; method=REPLY",
            "From: her@example.net",
        )
    ),
    Case(author="me+list@example.com"),
    Case(author="him@example.net", sender="him@mailer.example"),
    Case(f"Resent-To: {ME}", to="her@example.com"),
]
ONLY_WE_ANSWER = [
    Case("Auto-Submitted: no "),
    Case("Auto-Submitted: no (really)"),
    Case("Auto-Submitted: no; foo=bar"),
]
"""It takes the whole value; RFC 3834 section 5 has comments and parameters there."""


class Oracle:
    """The real responder: whether it answers a message."""

    def __init__(self, server: Dovecot, box: Sink) -> None:
        self._server = server
        self._box = box

    def answers(self, raw: bytes, *, sender: str) -> bool:
        """Deliver it and see."""
        before = len(self._box.arrived)
        self._server.deliver(ME, raw, sender=sender)
        return len(self._box.arrived) > before


@pytest.fixture(scope="module")
def oracle() -> Iterator[Oracle]:
    """Dovecot with Sieve, and the server to which it hands what it sends."""
    with sink() as box, dovecot(Quirks(sieve=SCRIPT, submission=box.port)) as server:
        yield Oracle(server, box)


def we_answer(raw: bytes, *, sender: str) -> bool:
    """Our own verdict on the message as it lies in the mailbox, with everything else in order."""
    path = f"Return-Path: <{sender.strip('<>')}>\r\n".encode()
    mail = read_header(path + raw, arrival=an_arrival(), reading=Reading())
    if not isinstance(mail, MailReceived):
        return False
    mail = mail.model_copy(update={"vouched": Vouched.PASSED})
    return refusal(mail, limits=LIMITS, standing=Standing(), now=NOON) is None


@pytest.mark.parametrize(
    ("case", "it", "we"),
    [
        *((case, True, True) for case in BOTH_ANSWER),
        *((case, False, False) for case in BOTH_REFUSE),
        *((case, True, False) for case in ONLY_IT_ANSWERS),
        *((case, False, True) for case in ONLY_WE_ANSWER),
    ],
    ids=lambda value: (
        f"{value.header} {value.author} {value.to}" if isinstance(value, Case) else ""
    ),
)
def test_both_are_asked(oracle: Oracle, case: Case, *, it: bool, we: bool) -> None:
    """And say what is written here of them."""
    sender = case.sender or case.author

    assert oracle.answers(case.raw, sender=sender) is it
    assert we_answer(case.raw, sender=sender) is we


def messages() -> dict[str, bytes]:
    """Our own messages, and those of the collection if there is one, as if they came to us."""
    found = {f"tests/corpus: {name}": raw for name, raw in (HOSTILE | ODD).items()}
    files = (path for path in sorted(COLLECTION.rglob("*")) if path.is_file())
    found |= {str(path.relative_to(COLLECTION)): path.read_bytes() for path in files}
    return {name: f"To: {ME}\r\n".encode() + _headed(raw) for name, raw in found.items()}


def _headed(raw: bytes) -> bytes:
    """Without the line that only mailboxes in one file have."""
    return raw.partition(b"\n")[2] if raw.startswith((b"From ", b">From ")) else raw


_SUSPICIOUS = re.compile(
    rb"^(?:list-|precedence|auto-|x-auto|x-loop|x-failed|x-ms-exchange|feedback|mailing-list"
    rb"|x-mailing|x-been|return-path: *<>|content-type: *(?:multipart/report|message/))"
    rb"|^subject:.*(?:auto|vacation|out of (?:the )?office|undeliver|return|fail|delivery|bounce)"
    rb"|^from:.*(?:daemon|master|bounce|list|owner|request|reply|robot|bot@|system|admin)",
    re.IGNORECASE | re.MULTILINE,
)


def looks_automatic(raw: bytes) -> bool:
    """Whether anything in the header hints at a program: more than any rule of ours."""
    return _SUSPICIOUS.search(re.split(rb"\r?\n\r?\n", raw, maxsplit=1)[0]) is not None


def sender_of(raw: bytes) -> str:
    """The author if there is just one, else nobody: as the envelope would have it."""
    mail = read_header(raw, arrival=an_arrival(), reading=Reading())
    if isinstance(mail, MailReceived) and len(mail.from_) == 1:
        return mail.from_[0].address
    return "<>"


def compare(oracle: Oracle, sample: dict[str, bytes]) -> tuple[list[str], int]:
    """Messages that we alone would answer, and how many we would answer at all."""
    alone, ours = [], 0
    for name, raw in sample.items():
        sender = sender_of(raw)
        if not we_answer(raw, sender=sender):
            continue
        ours += 1
        if not oracle.answers(raw, sender=sender) and b"auto-submitted: no" not in raw.lower():
            alone.append(name)
    return alone, ours


def test_of_real_mail_we_answer_nothing_that_it_would_not(
    oracle: Oracle, capsys: pytest.CaptureFixture[str]
) -> None:
    """Everything that looks automatic, and some of what does not."""
    everything = messages()
    plain = [name for name, raw in everything.items() if not looks_automatic(raw)]
    left_out = {name for number, name in enumerate(plain) if number % EVERY}
    sample = {name: raw for name, raw in everything.items() if name not in left_out}
    alone, ours = compare(oracle, sample)

    with capsys.disabled():
        print(f"\n{len(sample)} messages judged, {ours} answered;", end=" ")  # noqa: T201 - tells what was tested
        there = "the large collection" if COLLECTION.is_dir() else "NO large collection beside us"
        print(there)  # noqa: T201 - the same
    assert alone == []
    assert ours > 0


@pytest.mark.soak
def test_of_all_real_mail_we_answer_nothing_that_it_would_not(oracle: Oracle) -> None:
    """The same for every message that is at hand."""
    alone, ours = compare(oracle, messages())

    assert alone == []
    assert ours > 0
