"""Others are told of somebody who comes again and again, and of nobody else."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.servers.dovecot import Dovecot
from tests.servers.onlooker import onlooker
from tests.servers.smtp import Sink, sink
from tests.system.program import Program, a_letter

HIM = "him@example.com"
SECURITY = "security@myfirm.example"
DESK = "desk@myfirm.example"

CLOSED = f"""
closed:
  - name: The man from the street
    handles: [{HIM}]
    alert: {SECURITY}
    brief: Please do not say whether I am in.
"""

PASSED = "mx.example.com; dmarc=pass header.from=example.com"


@pytest.fixture
def post() -> Iterator[Sink]:
    """A server that takes letters."""
    with sink() as server:
        yield server


@pytest.fixture
def program(plain_dovecot: Dovecot, user: str, tmp_path: Path, post: Sink) -> Program:
    """It can send, and trusts mx.example.com."""
    program = Program(tmp_path / "it", port=plain_dovecot.port, user=user)
    program.configure(
        account={
            "smtp": {"host": "127.0.0.1", "port": post.port, "tls": "none"},
            "trusted_authserv": ["mx.example.com"],
            "my": {"name": "Joan Doe"},
            "timezone": "Europe/Rome",
        }
    )
    program.rules(CLOSED)
    return program


def a_knock(subject: str, *, sender: str = HIM, vouched: bool = True, body: str = "Boo.") -> bytes:
    """A message, vouched for by our own server or not."""
    said = PASSED if vouched else "mx.example.com; dmarc=none"
    name = f'"Trust Me" <{sender}>'
    return a_letter(subject, sender=name, body=body, Authentication_Results=said)


def letters(post: Sink) -> list[EmailMessage]:
    """What was sent."""
    return [message_from_bytes(one.raw, policy=policy.default) for one in post.arrived]


def text(letter: EmailMessage) -> str:
    """Its text, with soft line breaks taken out."""
    part = letter.get_body(("plain",))
    assert part is not None
    return "\n".join(str(part.get_content()).splitlines()).replace(" \n", " ")


def test_the_third_knock_of_a_day_is_told_once(
    program: Program, plain_dovecot: Dovecot, post: Sink
) -> None:
    """Who, how often, when, how and the brief; nothing that a message says."""
    now = datetime.now(UTC)
    with onlooker(plain_dovecot.port, program.user) as them:
        for hours in (3, 2):
            them.add(a_knock(f"Knock {hours}"), received=now - timedelta(hours=hours))
        program.once()
        assert post.arrived == []
        them.add(a_knock("Knock knock"))
        them.add(a_knock("And again"))
        program.once()
        them.add(a_knock("Once more"))
        program.once()
        assert len(them.messages("Screened/Closed")) == 5
    (letter,) = letters(post)

    assert letter["To"] == SECURITY
    assert letter["From"] == "Joan Doe <me@example.com>"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Subject"] == "Repeated contact: a notice for your information"
    assert "Contact: The man from the street" in text(letter)
    assert "In the last 24 hours: 3 (3 e-mails)" in text(letter)
    assert "Please do not say whether I am in." in text(letter)
    assert 'screener dossier "The man from the street"' in text(letter)
    assert not [word for word in ("Knock", "Boo", "Trust", HIM) if word in letter.as_string()]


def test_it_is_told_in_the_log_why_nobody_was_told(
    program: Program, plain_dovecot: Dovecot
) -> None:
    """Each knock has its reason, and the one that was told of has none."""
    with onlooker(plain_dovecot.port, program.user) as them:
        them.add(a_knock("1"))
        them.add(a_knock("2", vouched=False))
        them.add(a_knock("3"))
        them.add(a_knock("4"))
        them.add(a_knock("5"))
        program.once()
    told = [
        (action["status"], action["reason"])
        for one in sorted(program.log(), key=lambda one: str(one["subject"]))
        for action in one["actions"]
        if action["do"] == "alert"
    ]
    assert told == [
        ("refused", "they have not come so often yet"),
        ("refused", "nobody trusted vouches for the sender, so it may be from somebody else"),
        ("refused", "they have not come so often yet"),
        ("done", None),
        ("refused", "those people were told of them today already"),
    ]


def test_what_nobody_vouches_for_is_listed_apart(
    program: Program, plain_dovecot: Dovecot, post: Sink
) -> None:
    """And raises no alert, however much there is of it."""
    with onlooker(plain_dovecot.port, program.user) as them:
        for number in range(7):
            them.add(a_knock(f"forged {number}", vouched=False))
        program.once()
        assert post.arrived == []
        for number in range(3):
            them.add(a_knock(f"real {number}"))
        program.once()
    (letter,) = letters(post)
    counted, _, apart = text(letter).partition("Not counted, since nobody vouches")

    assert "In the last 7 days: 3 (3 e-mails)" in counted
    assert apart.count(", e-mail") == 7


def test_knocks_in_junk_are_told_like_any_other(
    program: Program, plain_dovecot: Dovecot, post: Sink
) -> None:
    """They count together with those in the inbox, and the last one may lie in either folder."""
    with onlooker(plain_dovecot.port, program.user) as them:
        program.once()
        them.add(a_knock("1"), "Junk")
        them.add(a_knock("2"))
        program.once()
        assert post.arrived == []
        them.add(a_knock("forged", vouched=False), "Junk")
        them.add(a_knock("3"), "Junk")
        program.once()
        them.add(a_knock("4"), "Junk")
        program.once()
        assert them.subjects("Junk") == ["1", "forged", "3", "4"]
    (letter,) = letters(post)
    told = [
        (one["subject"], action["status"], action["reason"])
        for one in sorted(program.log(), key=lambda one: str(one["subject"]))
        for action in one["actions"]
        if action["do"] == "alert"
    ]

    assert letter["To"] == SECURITY
    assert "In the last 24 hours: 3 (3 e-mails)" in text(letter)
    assert told == [
        ("1", "refused", "they have not come so often yet"),
        ("2", "refused", "they have not come so often yet"),
        ("3", "done", None),
        ("4", "refused", "those people were told of them today already"),
        (
            "forged",
            "refused",
            "nobody trusted vouches for the sender, so it may be from somebody else",
        ),
    ]


def test_a_rule_tells_its_people_of_what_lies_in_junk(
    program: Program, plain_dovecot: Dovecot, post: Sink
) -> None:
    """Of the words of somebody closed; nothing else that the rule asks for is done there."""
    program.rules(
        f"{CLOSED}rules:\n"
        f"  - {{name: Danger, when: {{body: gun}}, then: {{alert: {DESK}, tag: danger}}}}\n"
    )
    with onlooker(plain_dovecot.port, program.user) as them:
        program.once()
        for number in range(3):
            them.add(a_knock(f"{number}", body="I have a gun."), "Junk")
            them.add(a_knock(f"al {number}", sender="al@example.com", body="A gun."), "Junk")
        program.once()
        assert all("danger" not in one.flags for one in them.messages("Junk"))
    (letter,) = letters(post)

    assert letter["To"] == f"{SECURITY}, {DESK}"
    assert {one["subject"]: one["continued"] for one in program.log()} == {
        "0": ["Danger"],
        "1": ["Danger"],
        "2": ["Danger"],
    }
    assert program.statuses()["2"] == {"preserve": "done", "alert": "done"}


def test_words_are_quoted_only_where_that_is_wanted(
    program: Program, plain_dovecot: Dovecot, post: Sink
) -> None:
    """Also where nothing but the header was needed to decide."""
    program.configure(include_text=True)
    with onlooker(plain_dovecot.port, program.user) as them:
        them.add(a_knock("1", body="I know where you live."))
        program.once()
        them.add(a_knock("2", body="I will be there.\r\n\r\nOn Monday you wrote:\r\n> no"))
        them.add(a_knock("3", body="Soon."))
        program.once()
    (letter,) = letters(post)

    assert "> I know where you live." in text(letter)
    assert "> I will be there." in text(letter)
    assert "> Soon." in text(letter)
    assert "is no part of this notice" not in text(letter)


def test_a_rule_tells_its_people_too(program: Program, plain_dovecot: Dovecot, post: Sink) -> None:
    """Of somebody closed both are told in one letter; of somebody open those of the rule."""
    program.rules(
        f"{CLOSED}rules:\n  - {{name: Desk, then: {{alert: {DESK}, tag: seen-by-desk}}}}\n"
    )
    with onlooker(plain_dovecot.port, program.user) as them:
        for number in range(3):
            them.add(a_knock(f"him {number}"))
            them.add(a_knock(f"al {number}", sender="al@example.com"))
        program.once()
    him, al = sorted(letters(post), key=lambda letter: str(letter["To"]), reverse=True)

    assert him["To"] == f"{SECURITY}, {DESK}"
    assert al["To"] == DESK
    assert "Contact: al@example.com" in text(al)
    assert "Trust Me" not in al.as_string()
    assert "have not been taken since" not in text(al)


def test_the_thresholds_are_the_users(program: Program, plain_dovecot: Dovecot, post: Sink) -> None:
    """Either of them is enough, and an old knock counts in neither."""
    program.configure(
        alert_when=[{"at_least": 2, "within": "1h"}, {"at_least": 3, "within": "30d"}]
    )
    now = datetime.now(UTC)
    with onlooker(plain_dovecot.port, program.user) as them:
        them.add(a_knock("1"), received=now - timedelta(days=9))
        them.add(a_knock("2"), received=now - timedelta(days=8))
        program.once()
        assert post.arrived == []
        them.add(a_knock("3"), received=now)
        program.once()
    assert len(post.arrived) == 1


def test_observing_tells_nobody(program: Program, plain_dovecot: Dovecot, post: Sink) -> None:
    """It says whom it would have told."""
    program.configure(mode="observe")
    with onlooker(plain_dovecot.port, program.user) as them:
        for number in range(3):
            them.add(a_knock(f"{number}"))
        program.once()
        program.configure(mode="enforce")
        program.once()

    assert post.arrived == []
    assert program.statuses()["2"]["alert"] == "would"
