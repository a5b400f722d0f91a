"""Handing on from a real mailbox: what may be answered by nobody still finds its way."""

import json
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from tests.servers.dovecot import Dovecot
from tests.servers.onlooker import onlooker
from tests.servers.smtp import ScriptedSmtp, hang_up, scripted_smtp
from tests.system.program import Program
from tests.unit.normalize.voicemail.letters import a_letter, an_attachment

HR = "hr@myfirm.example"
ANN = "ann@friend.example"

RULES = """
replies:
  yours: {subject: "From {{ sender.name }} {{ sender.address }}", body: for you}
  handed: {body: handed on}
rules:
  - name: Everything goes to a colleague
    then: {hand_off: {to: hr@myfirm.example, say: yours, reply: handed}, file: Handed on}
"""

VOICEMAIL = a_letter(
    sender="PBX <pbx@pbx.example.com>",
    subject="New message 1 in mailbox 7",
    text="you were just left a 0:40 long message",
    fields={
        "X-Asterisk-CallerID": "2025550143",
        "X-Asterisk-CallerIDName": "ANN",
        "Return-Path": "<pbx@pbx.example.com>",
    },
    parts=(an_attachment(),),
)
NOBODY = b"To: me@example.com\r\nSubject: who am I\r\n\r\nGuess.\r\n"
MAIL = a_letter(sender=ANN, subject="Lunch?", text="Call me.", fields={"Return-Path": f"<{ANN}>"})


def installed(folder: Path, dovecot: Dovecot, user: str, smtp: ScriptedSmtp) -> Program:
    """An exchange is listed, a colleague may get everything, and everybody could be answered."""
    program = Program(folder, port=dovecot.port, user=user, region="US", hand_off_to=[HR])
    program.configure(
        account={
            "smtp": {"host": "127.0.0.1", "port": smtp.port, "tls": "none"},
            "trusted_authserv": ["mx.example.com"],
            "voicemail": {"domains": {"pbx.example.com": "asterisk"}},
        }
    )
    program.rules(RULES)
    return program


def told(smtp: ScriptedSmtp) -> list[tuple[str, str]]:
    """To whom letters went, and what they say they are about."""
    return sorted(
        (one.recipients[0], str(message_from_bytes(one.raw, policy=policy.default)["Subject"]))
        for one in smtp.arrived
    )


def test_whatever_comes_is_handed_on_and_only_people_are_told(
    plain_dovecot: Dovecot, user: str, tmp_path: Path
) -> None:
    """A voicemail as the caller's, a message without a sender as nobody's; twice is once."""
    with scripted_smtp() as smtp, onlooker(plain_dovecot.port, user) as them:
        program = installed(tmp_path / "it", plain_dovecot, user, smtp)
        for raw in (VOICEMAIL, NOBODY, MAIL):
            them.add(raw)
        program.once()
        program.once()

        assert told(smtp) == [
            (ANN, "Re: Lunch?"),
            (HR, "From ANN +12025550143"),
            (HR, "From an unknown sender"),
            (HR, f"From {ANN}"),
        ]
        assert any(NOBODY in one.raw for one in smtp.arrived)
        assert not any("pbx.example.com" in command for command in smtp.commands)
        assert {one.raw for one in them.messages("Handed on")} == {VOICEMAIL, NOBODY, MAIL}
        # Two for each, and the word to the one who can be told.
        assert [action for one in program.log() for action in statuses(one)] == ["done"] * 7
        assert program.run("verify").code == 0


def statuses(decision: dict[str, object]) -> list[str]:
    """Of everything that was to be done."""
    actions = decision["actions"]
    assert isinstance(actions, list)
    return [action["status"] for action in actions]


@pytest.mark.parametrize("raw", [VOICEMAIL, NOBODY], ids=["voicemail", "nobody"])
def test_what_the_server_does_not_take_waits_in_the_outbox(
    plain_dovecot: Dovecot, user: str, tmp_path: Path, raw: bytes
) -> None:
    """And says so; nothing else is done in its place, and the rest of the rule is."""
    with scripted_smtp({"MAIL": "451 not now"}) as smtp, onlooker(plain_dovecot.port, user) as them:
        program = installed(tmp_path / "it", plain_dovecot, user, smtp)
        them.add(raw)
        program.once()
        (decision,) = program.log()

        assert smtp.arrived == []
        assert {action["do"]: action["status"] for action in decision["actions"]} == {
            "hand_off": "pending",
            "file": "done",
        }
        assert [one.raw for one in them.messages("Handed on")] == [raw]


def test_a_connection_that_breaks_hands_nothing_on_twice(
    plain_dovecot: Dovecot, user: str, tmp_path: Path
) -> None:
    """Whether the letter arrived is not known then, so it is told and left at that."""
    with (
        scripted_smtp({".": hang_up}) as smtp,
        onlooker(plain_dovecot.port, user) as them,
    ):
        program = installed(tmp_path / "it", plain_dovecot, user, smtp)
        them.add(VOICEMAIL)
        for _ in range(2):
            program.once()
        why = json.loads(program.run("why", program.log()[0]["id"], "--json").out)

        assert sum(command.startswith("DATA") for command in smtp.commands) == 1
        assert {one["do"]: one["status"] for one in why["actions"]}["hand_off"] == "uncertain"
