"""Everything about one person, and who else they may be."""

import json
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from screener.adapters.store import open_store
from screener.domain.record.question import Asks
from tests.servers.dovecot import Dovecot
from tests.servers.onlooker import onlooker
from tests.servers.smtp import Sink, sink
from tests.system.program import Program, a_letter

HIM = "him@example.com"
NEW = "john@new.example"

RULES = f"""
closed:
  - name: The man from the street
    handles: [{HIM}, +1 202 555 0143]
    notes: met on the street
    since: {datetime.now(UTC).date() - timedelta(days=3)}
replies:
  thanks: {{body: Thank you for your mail.}}
rules:
  - name: Thank
    when: {{from: ["@new.example", "@firm.example", "@example.com"]}}
    then: {{reply: thanks}}
"""


@pytest.fixture
def post() -> Iterator[Sink]:
    """A server that takes letters."""
    with sink() as server:
        yield server


@pytest.fixture
def program(plain_dovecot: Dovecot, user: str, tmp_path: Path, post: Sink) -> Program:
    """It answers whoever comes."""
    program = Program(tmp_path / "it", port=plain_dovecot.port, user=user)
    program.configure(
        account={
            "smtp": {"host": "127.0.0.1", "port": post.port, "tls": "none"},
            "reply_unauthenticated": True,
        }
    )
    program.rules(RULES)
    return program


def from_(sender: str, subject: str = "Hi", **header: Any) -> bytes:
    """A message that could be answered."""
    address = sender.partition("<")[2].rstrip(">") or sender
    return a_letter(subject, sender=sender, Return_Path=f"<{address}>", **header)


def told(program: Program, who: str) -> dict[str, Any]:
    """What `contact --json` says."""
    done = program.run("contact", who, "--json")
    assert done.code == 0, done
    found: dict[str, Any] = json.loads(done.out)
    return found


def refusals(program: Program) -> dict[str, str | None]:
    """Why each message was not answered, by subject; None for one that was."""
    return {
        one["subject"]: action["reason"]
        for one in program.log()
        for action in one["actions"]
        if action["do"] == "reply"
    }


def test_everything_about_somebody_is_told(program: Program, plain_dovecot: Dovecot) -> None:
    """Who they are, their door, and what happened, in its order."""
    now = datetime.now(UTC)
    with onlooker(plain_dovecot.port, program.user) as them:
        them.add(from_(HIM, "First"), received=now - timedelta(hours=2))
        mine = a_letter("Mine", sender="me@example.com", To="Him+x@example.com")
        them.add(mine, "Sent", received=now - timedelta(hours=1))
        program.once()
        note = ("note", HIM, "He came to the desk.", "--channel", "in-person", "--at", "30m")
        assert program.run(*note).code == 0
        them.add(from_("Him+late@Example.com", "Second"))
        program.once()
    him = told(program, HIM)
    people = program.run("contact", "the man from the street")

    assert him["contact"] == "The man from the street"
    assert him["handles"] == [HIM, "+12025550143"]
    assert (him["door"], him["knocks"], him["notes"]) == ("closed", 3, "met on the street")
    assert [(one["what"], one["text"]) for one in him["timeline"]] == [
        ("email", "First"),
        ("noted", "He came to the desk."),
        ("email", "Second"),
    ]
    assert him["heard_first"] < him["wrote_at"]
    assert him["answers"] == him["possible"] == him["gates"] == []
    assert "He came to the desk." in people.out
    assert "closed since" in people.out


def test_what_is_only_observed_is_not_told_as_filed(
    program: Program, plain_dovecot: Dovecot
) -> None:
    """The message still lies in the inbox, and the record says no more than that."""
    program.configure(mode="observe")
    with onlooker(plain_dovecot.port, program.user) as them:
        them.add(from_(HIM, "Seen"))
        program.once()
        program.configure(mode="enforce")
        them.add(from_(HIM, "Moved"))
        program.once()
    statuses = {one["text"]: one["status"] for one in told(program, HIM)["timeline"]}

    assert statuses == {
        "Seen": "would be filed in Screened/Closed",
        "Moved": "filed in Screened/Closed",
    }
    people = program.run("contact", HIM).out
    assert "would be filed in Screened/Closed" in people
    assert "→ Screened/Closed" in people


def test_answers_are_told_sent_and_refused(
    program: Program, plain_dovecot: Dovecot, post: Sink
) -> None:
    """With the reason, and nothing for somebody who had none."""
    with onlooker(plain_dovecot.port, program.user) as them:
        them.add(from_("al@firm.example", "One"))
        program.once()
        them.add(from_("al@firm.example", "Two"))
        program.once()
    al = told(program, "al@firm.example")
    (answer,) = al["answers"]

    assert len(post.arrived) == 1
    assert (answer["kind"], answer["template"], answer["status"]) == ("reply", "thanks", "sent")
    assert [one["what"] for one in al["timeline"] if "reply" in one["what"]] == [
        "reply to al@firm.example"
    ]
    assert [one["reason"] for one in al["timeline"] if one["text"] == "Two"] == [
        "reply: they had this answer not long ago"
    ]
    assert told(program, "nobody@firm.example")["timeline"] == []


@pytest.mark.parametrize(
    ("left", "shown", "sign"),
    [
        ({"Reply_To": "real@example.net"}, {"Reply_To": "Real+1@example.net"}, "reply_to"),
        ({}, {"Reply_To": HIM}, "reply_to"),
        ({"name": "John Street"}, {"name": "john street"}, "name"),
        ({"Message_ID": "<his@example.com>"}, {"References": "<his@example.com>"}, "thread"),
    ],
    ids=["reply-to", "reply-to-him", "name", "thread"],
)
def test_somebody_who_may_be_closed_gets_no_answer(
    program: Program,
    plain_dovecot: Dovecot,
    post: Sink,
    left: dict[str, str],
    shown: dict[str, str],
    sign: str,
) -> None:
    """The user is asked, once; nothing else is done about it."""
    with onlooker(plain_dovecot.port, program.user) as them:
        them.add(from_(f'"{left.pop("name", "")}" <{HIM}>', "His", **left))
        program.once()
        for number in (1, 2):
            mail = from_(f'"{shown.get("name", "")}" <{NEW}>', f"New {number}", **_header(shown))
            them.add(mail)
            program.once()
        them.add(from_('"John Smith" <al@firm.example>', "Other"))
        program.once()
        assert them.subjects() == ["New 1", "New 2", "Other"]
    held = "it may be from somebody whose door is closed"
    (possible,) = told(program, "The man from the street")["possible"]

    assert refusals(program) == {"New 1": held, "New 2": held, "Other": None}
    assert [one.recipients for one in post.arrived] == [("al@firm.example",)]
    assert possible["handle"] == NEW
    assert {one["sign"] for one in possible["signs"]} == {sign}
    with closing(open_store(program.state / "screener.sqlite3")) as store:
        asked = [one for one in store.doorbook.questions() if one.kind is Asks.SAME]
    assert [one.contact for one in asked] == [NEW]


def _header(shown: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in shown.items() if name != "name"}


def test_the_number_in_a_signature_is_a_sign(program: Program, plain_dovecot: Dovecot) -> None:
    """Also where his own messages were decided by their header alone."""
    program.rules(RULES.replace("when: {from:", "when: {body: hello, from:"))
    with onlooker(plain_dovecot.port, program.user) as them:
        them.add(a_letter("His", sender=HIM, body="Boo.\r\n\r\n-- \r\nHim, 202-555-0177"))
        program.once()
        hello = "Hello again.\r\n\r\n+1 202 555 0177"
        them.add(a_letter("New", sender=NEW, body=hello, Return_Path=f"<{NEW}>"))
        program.configure(region="US")
        program.once()
    (possible,) = told(program, "The man from the street")["possible"]

    assert possible["signs"] == [{"sign": "number", "value": "+12025550177"}]


def test_a_handle_that_the_user_knows_is_nobody_else(
    program: Program, plain_dovecot: Dovecot, post: Sink
) -> None:
    """A line in the files settles it."""
    program.rules(f"{RULES}contacts:\n  - {{name: Another John, handles: [{NEW}]}}\n")
    with onlooker(plain_dovecot.port, program.user) as them:
        them.add(from_(f'"John Street" <{HIM}>', "His"))
        program.once()
        them.add(from_(f'"John Street" <{NEW}>', "New"))
        program.once()
    assert len(post.arrived) == 1
