"""A trusted person reads what a closed contact writes; a witness keeps the ledger's head."""

import re
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from screener.adapters.store import open_store
from screener.application.people.reader import ENCLOSED_OCTETS
from screener.application.rounds.round import one_round
from screener.bootstrap import configure, connect, desk, opened_store
from tests.servers.dovecot import Dovecot
from tests.servers.onlooker import onlooker
from tests.servers.smtp import Sink, sink
from tests.system.program import Program, a_letter

HIM = "him@example.com"
FRIEND = "friend@example.net"

CLOSED = f"""
closed:
  - name: The man from the street
    handles: [{HIM}]
    reader: {FRIEND}
    brief: for reception only
    notes: for me only
"""


class Tomorrow:
    """A clock that goes so many days ahead."""

    def __init__(self, days: int) -> None:
        self._ahead = timedelta(days=days)

    def now(self) -> datetime:
        """Now, some days later."""
        return datetime.now(UTC) + self._ahead


@pytest.fixture
def post() -> Iterator[Sink]:
    """A server that takes letters."""
    with sink() as server:
        yield server


@pytest.fixture
def program(plain_dovecot: Dovecot, user: str, tmp_path: Path, post: Sink) -> Program:
    """It can send."""
    program = Program(tmp_path / "it", port=plain_dovecot.port, user=user)
    smtp = {"host": "127.0.0.1", "port": post.port, "tls": "none"}
    program.configure(account={"smtp": smtp, "my": {"name": "Joan Doe"}})
    program.rules(CLOSED)
    return program


def later(program: Program, *, days: int) -> None:
    """One round, so many days later."""
    configured = configure(program.folder / "config.yaml")
    (account,) = configured.settings.accounts
    with opened_store(configured.settings) as store, closing(connect(account)) as mailbox:
        sitting = desk(configured, account, store)._replace(clock=Tomorrow(days))
        one_round(mailbox, sitting, {})


def parsed(raw: bytes) -> EmailMessage:
    """A letter as a mail program sees it."""
    return message_from_bytes(raw, policy=policy.default)


def text(letter: EmailMessage) -> str:
    """Its text, with soft line breaks taken out."""
    part = letter.get_body(("plain",))
    assert part is not None
    return "\n".join(str(part.get_content()).splitlines()).replace(" \n", " ")


def test_the_reader_gets_the_originals_to_the_octet(
    program: Program, plain_dovecot: Dovecot, post: Sink
) -> None:
    """With an explanation and a way to stop, and without a word of the user's."""
    with onlooker(plain_dovecot.port, program.user) as them:
        them.add(a_letter("First", sender=HIM, body="Boo.", number=1))
        them.add(a_letter("Second", sender=HIM, body="Bäh.", number=2))
        them.add(a_letter("Mine", sender="me@example.com", To=HIM), "Sent")
        program.once()
        filed = [one.raw for one in them.messages("Screened/Closed")]
        sent = them.subjects("Sent")
    (arrived,) = post.arrived
    letter = parsed(arrived.raw)

    assert arrived.recipients == (FRIEND,)
    assert arrived.mail_from == "me@example.com"
    assert letter["Subject"] == "For you to read: 2 messages"
    assert "answer this mail or tell Joan Doe: the line `reader:`" in text(letter)
    assert [part.get_content_type() for part in letter.iter_attachments()] == [
        "message/rfc822",
        "message/rfc822",
    ]
    assert len(filed) == 2
    assert all(raw in arrived.raw for raw in filed)
    assert not [word for word in ("for reception", "for me", "Mine") if word in str(letter)]
    assert sent == ["Mine"]


def test_there_is_one_mail_a_day(program: Program, plain_dovecot: Dovecot, post: Sink) -> None:
    """What comes after it waits for the next day, and each message goes once."""
    with onlooker(plain_dovecot.port, program.user) as them:
        them.add(a_letter("First", sender=HIM))
        program.once()
        them.add(a_letter("Second", sender=HIM))
        program.once()
        assert len(post.arrived) == 1
        later(program, days=1)
        later(program, days=1)
        later(program, days=2)
    assert len(post.arrived) == 2
    first, second = (parsed(one.raw) for one in post.arrived)

    assert "Subject: First" in str(first)
    assert "Subject: First" not in str(second)
    assert "Subject: Second" in str(second)
    assert "once a day at most" not in text(second)


def test_what_does_not_fit_goes_on_the_next_day(
    program: Program, plain_dovecot: Dovecot, post: Sink
) -> None:
    """And what never fits is told of."""
    body = "x" * 900 + "\r\n"
    half = body * (ENCLOSED_OCTETS // len(body) * 6 // 10)
    with onlooker(plain_dovecot.port, program.user) as them:
        for number in (1, 2):
            them.add(a_letter(f"Large {number}", sender=HIM, body=half, number=number))
        them.add(a_letter("Huge", sender=HIM, body=half * 2, number=3))
        program.once()
        later(program, days=1)
    first, second = (parsed(one.raw) for one in post.arrived)

    assert len(list(first.iter_attachments())) + len(list(second.iter_attachments())) == 2
    assert sum(text(one).count("not enclosed, since it has 13 MB") for one in (first, second)) == 1


def test_the_outbox_does_not_keep_originals(
    program: Program, plain_dovecot: Dovecot, post: Sink
) -> None:
    """The archive has them already, and the sent folder is no place for them."""
    with onlooker(plain_dovecot.port, program.user) as them:
        them.add(a_letter("First", sender=HIM))
        program.once()
        assert them.messages("Sent") == []
    with closing(open_store(program.state / "screener.sqlite3")) as store:
        (kept,) = store.letterbox.of_contact(["The man from the street"])
    assert kept.letter.raw == b""
    assert len(post.arrived) == 1


def test_nothing_goes_to_a_reader_while_observing_or_paused(
    program: Program, plain_dovecot: Dovecot, post: Sink
) -> None:
    """It goes once the program works again."""
    with onlooker(plain_dovecot.port, program.user) as them:
        them.add(a_letter("First", sender=HIM))
        program.run("pause")
        program.once()
        assert post.arrived == []
        program.run("resume")
        program.once()
    assert len(post.arrived) == 1


def test_a_witness_gets_the_head_once_a_week(
    program: Program, plain_dovecot: Dovecot, post: Sink
) -> None:
    """As soon as there is one; `verify` takes it."""
    program.rules(f"closed: [{HIM}]")
    program.configure(witness=["lawyer@example.net"])
    with onlooker(plain_dovecot.port, program.user) as them:
        program.once()
        assert post.arrived == []
        them.add(a_letter("First", sender=HIM))
        program.once()
        them.add(a_letter("Second", sender=HIM))
        program.once()
        program.once()
        assert len(post.arrived) == 1
        later(program, days=7)
    letters = [parsed(one.raw) for one in post.arrived]
    heads = [re.findall(r"verify --head (\d+:[0-9a-f]{64})", text(letter)) for letter in letters]

    assert len(heads) == 2
    assert [str(letter["To"]) for letter in letters] == ["lawyer@example.net"] * 2
    for (head,) in heads:
        assert program.run("verify", "--head", head).code == 0
    names = [part.get_filename() for part in letters[0].iter_attachments()]
    assert names == ["head.txt", "head.sig", "ledger.pub.pem"]


def test_people_can_be_told_by_hand(program: Program, plain_dovecot: Dovecot, post: Sink) -> None:
    """After the text was shown; to whom is said, or stands in the rules."""
    program.rules(CLOSED.replace("reader:", "alert:"))
    with onlooker(plain_dovecot.port, program.user) as them:
        them.add(a_letter("Secret words", sender=HIM))
        program.once()
    told = program.run("tell", "the man from the street")
    other = program.run("tell", HIM, "--to", "desk@myfirm.example", "--yes")
    program.once()

    assert "Contact: The man from the street" in told.out
    assert told.code == other.code == 0
    assert "for reception only" in told.out
    assert [one.recipients for one in post.arrived] == [(FRIEND,), ("desk@myfirm.example",)]
    assert all("Secret" not in str(parsed(one.raw)) for one in post.arrived)


def test_nobody_can_be_told_who_is_closed_or_not_named(program: Program, post: Sink) -> None:
    """Nor while nothing can be sent."""
    nobody = program.run("tell", HIM, "--yes")
    closed = program.run("tell", HIM, "--to", "Him+x@example.com", "--yes")
    wrong = program.run("tell", HIM, "--to", "reception", "--yes")
    program.configure(mode="observe")
    observing = program.run("tell", HIM, "--to", FRIEND, "--yes")
    program.configure(mode="enforce", account={"smtp": None})
    mute = program.run("tell", HIM, "--to", FRIEND, "--yes")

    assert [one.code for one in (nobody, closed, wrong)] == [2, 2, 2]
    assert "nobody is to be told" in nobody.err
    assert "the door of `Him+x@example.com` is closed" in closed.err
    assert "observing: nothing is sent until mode: enforce" in observing.err
    assert "no account can send" in mute.err
    assert observing.code == mute.code == 1
    assert post.arrived == []
