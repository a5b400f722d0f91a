"""Voicemail and missed calls on a real mailbox: one person, one door, one count."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from screener.domain.letters.autoreply import Refusal
from tests.servers.dovecot import Dovecot
from tests.servers.onlooker import onlooker
from tests.servers.smtp import Sink, sink
from tests.system.program import Program
from tests.unit.normalize.voicemail.letters import a_letter, an_attachment

HIM = "him@example.com"
NUMBER = "+12025550143"

RULES = f"""
closed:
  - name: The man from the street
    handles: [{HIM}, +1 202 555 0143]
replies:
  thanks: {{body: Thank you.}}
rules:
  - name: Again and again
    continue: true
    when: {{knocks: {{at_least: 3, within: 1d}}, door: [open, closed]}}
    then: {{tag: pressing}}
  - name: Rings again and again
    continue: true
    when: {{knocks: {{at_least: 2, within: 1d, kind: call}}}}
    then: {{tag: rings}}
  - name: Long messages of strangers
    when: {{kind: voicemail, duration: ">30s", transcript: invoice, from: "+1212*"}}
    then: {{file: Calls, reply: thanks}}
  - name: Nobody in particular
    when: {{kind: [voicemail, call], from: anonymous}}
    then: {{file: Withheld, reply: thanks}}
  - name: Thank everybody
    then: {{reply: thanks}}
"""


@pytest.fixture
def post() -> Iterator[Sink]:
    """A server that takes letters."""
    with sink() as server:
        yield server


@pytest.fixture
def program(plain_dovecot: Dovecot, user: str, tmp_path: Path, post: Sink) -> Program:
    """An exchange of one's own is listed, and everybody would be answered."""
    program = Program(tmp_path / "it", port=plain_dovecot.port, user=user, region="US")
    program.configure(
        account={
            "smtp": {"host": "127.0.0.1", "port": post.port, "tls": "none"},
            "trusted_authserv": ["mx.example.com"],
            "voicemail": {"domains": {"pbx.example.com": "asterisk"}},
        }
    )
    program.rules(RULES)
    return program


def of_the_exchange(
    number: str, subject: str = "New message 1 in mailbox 7", text: str = "", **more: Any
) -> bytes:
    """What the exchange writes; it could be answered like any mail."""
    fields = {
        "X-Asterisk-CallerID": number,
        "Return-Path": "<pbx@pbx.example.com>",
        "Date": format_datetime(datetime.now(UTC)),
        "Message-ID": f"<{number}.{subject.encode().hex()}@pbx.example.com>",
    }
    ordinary = {"sender": "pbx@pbx.example.com", "subject": subject, "text": text, "fields": fields}
    return a_letter(**{**ordinary, **more})


def a_message(number: str, said: str = "It is me.", seconds: str = "0:40") -> bytes:
    """A voicemail with its recording."""
    text = f"you were just left a {seconds} long message\nTranscript: {said}\n"
    return of_the_exchange(number, text=text, parts=(an_attachment(),))


def a_ring(number: str, count: int) -> bytes:
    """A missed call."""
    return of_the_exchange(number, f"{count} missed call from {number}", "You missed a call.")


def a_mail(sender: str = HIM, subject: str = "Lunch?") -> bytes:
    """A mail that could be answered."""
    fields = {"Return-Path": f"<{sender}>", "Message-ID": f"<{subject}@example.com>"}
    return a_letter(sender=sender, subject=subject, text="Call me.", fields=fields)


def kinds(program: Program) -> list[tuple[str, str | None, str | None]]:
    """Kind, caller and place of every decision."""
    return [
        (one["kind"], one["from"]["handle"], one["destination"])
        for one in sorted(program.log(), key=lambda one: (one["received"], one["uid"]))
    ]


def test_one_person_has_one_door_and_one_count(
    program: Program, plain_dovecot: Dovecot, user: str, post: Sink
) -> None:
    """Mail, voicemail and calls are preserved, filed, marked and counted together."""
    today = datetime.now(UTC)
    with onlooker(plain_dovecot.port, user) as them:
        for hours, raw in enumerate(
            [
                a_mail(),
                a_message("2025550143"),
                a_ring("2025550143", 1),
                a_ring("(202) 555-0143", 2),
            ]
        ):
            them.add(raw, received=today - timedelta(hours=4 - hours))
        program.once()

        assert them.subjects() == []
        filed = them.messages("Screened/Closed")
    assert len(filed) == 4
    assert all(r"\Seen" in one.flags for one in filed)
    assert [("pressing" in one.flags, "rings" in one.flags) for one in filed] == [
        (False, False),
        (False, False),
        (True, False),
        (True, True),
    ]
    assert kinds(program) == [
        ("email", HIM, "Screened/Closed"),
        ("voicemail", NUMBER, "Screened/Closed"),
        ("call", NUMBER, "Screened/Closed"),
        ("call", NUMBER, "Screened/Closed"),
    ]
    assert program.objects()[sha256(filed[1].raw).hexdigest()] == filed[1].raw
    assert an_attachment().splitlines()[-1].encode() in filed[1].raw
    doors = json.loads(program.run("doors", "--json").out)
    assert (doors["contact"], doors["knocks"]) == ("The man from the street", 4)
    card = json.loads(program.run("contact", NUMBER, "--json").out)
    assert [one["what"] for one in card["timeline"]] == ["email", "voicemail", "call", "call"]
    assert program.run("verify").code == 0
    assert post.arrived == []


def test_no_provider_is_ever_answered(
    program: Program, plain_dovecot: Dovecot, user: str, post: Sink
) -> None:
    """Whatever a rule says; and the reason is told."""
    with onlooker(plain_dovecot.port, user) as them:
        them.add(a_message("2125550142", "About the invoice.", "0:45"))
        them.add(a_message("anonymous"))
        them.add(a_ring("2125550177", 1))
        them.add(a_mail("ann@friend.example"))
        program.once()

        assert len(them.messages("Calls")) == 1
        assert len(them.messages("Withheld")) == 1
        drafts = them.messages("Drafts") if "Drafts" in them.folders() else []
    assert drafts == []
    assert [one.recipients for one in post.arrived] == [("ann@friend.example",)]
    replies = {
        one["kind"]: {action["reason"] for action in one["actions"] if action["do"] == "reply"}
        for one in program.log()
        if one["kind"] != "email"
    }
    assert {len(reasons) for reasons in replies.values()} == {1}
    assert set.union(*replies.values()) == {Refusal.CALL.value}


def test_why_tells_who_called(program: Program, plain_dovecot: Dovecot, user: str) -> None:
    """With the conditions over caller, length and transcript as they were found."""
    with onlooker(plain_dovecot.port, user) as them:
        them.add(a_message("2125550142", "About the invoice.", "0:45"))
        program.once()
    decision = program.log()[0]
    why = json.loads(program.run("why", decision["id"], "--json").out)
    deciding = why["trace"][-1]

    assert decision["from"]["handle"] == "+12125550142"
    assert deciding["rule"] == "Long messages of strangers"
    assert {one["key"] for one in deciding["conditions"]} == {
        "kind",
        "duration",
        "transcript",
        "from",
    }
    assert all(one["held"] for one in deciding["conditions"])
    assert "+12125550142" in program.run("why", decision["id"]).out


@pytest.mark.parametrize("sender", ["it@evil.example", "pbx@pbx.example.com"])
def test_a_fake_is_mail_that_is_marked(
    program: Program, plain_dovecot: Dovecot, user: str, sender: str
) -> None:
    """It meets no door of a number, and counts for nobody who telephones."""
    fake = a_letter(
        sender=sender,
        subject="New message 1 in mailbox 7",
        text='From: "Him" <2025550143>',
        fields={"X-Asterisk-CallerID": "2025550143"},
        parts=(an_attachment(),),
        vouched=sender == "it@evil.example",
    )
    with onlooker(plain_dovecot.port, user) as them:
        them.add(fake)
        program.once()

        assert [one.flags for one in them.messages()] == [{"suspected-fake-voicemail"}]
    decision = program.log()[0]
    assert (decision["kind"], decision["door"]) == ("email", "open")
    assert program.objects() == {}
    doors = json.loads(program.run("doors", "--json").out)
    assert doors["knocks"] == 0


def test_closing_by_a_voicemail_closes_the_number(
    program: Program, plain_dovecot: Dovecot, user: str
) -> None:
    """Never the exchange that reported it: the next caller is heard."""
    program.rules("rules: []\n")
    program.once()
    with onlooker(plain_dovecot.port, user) as them:
        them.add(a_message("2125550142"), folder="Screener/Close the door")
        program.once()
        them.add(a_message("2125550142", "Again."))
        them.add(a_message("2125550177", "Somebody else."))
        program.once()

        assert len(them.messages("Screened/Closed")) == 2
        assert len(them.messages()) == 1
    written = (program.folder / "rules" / "doors.yaml").read_text()
    assert "12125550142" in written
    assert "pbx" not in written
