"""What `why` tells of what was done: when, with what result, and where the message lies now."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.servers.dovecot import Dovecot
from tests.servers.onlooker import onlooker
from tests.system.program import Program, a_letter

RULES = """
rules:
  - {name: Papers, when: {subject: paper}, then: {tag: noticed, copy: Copies, file: Papers}}
  - {name: Rubbish, when: {subject: rubbish}, then: {trash: true}}
  - {name: Noted, when: {subject: noted}, then: {reply: thanks}}
replies: {thanks: {body: Thank you.}}
"""

SUBJECTS = ["paper", "rubbish", "noted"]


@pytest.fixture
def program(plain_dovecot: Dovecot, user: str, tmp_path: Path) -> Program:
    """An installation with those rules that has filed one message for each."""
    program = Program(tmp_path / "it", port=plain_dovecot.port, user=user)
    program.rules(RULES)
    with onlooker(plain_dovecot.port, user) as them:
        for number, subject in enumerate(SUBJECTS):
            them.add(a_letter(subject, number=number))
    program.once()
    return program


def told(program: Program, word: str) -> dict[str, Any]:
    """What a program that asks is told of the message."""
    done = program.run("why", word, "--json", "--receipts")
    assert done.code == 0, done
    found: dict[str, Any] = json.loads(done.out)
    return found


def test_a_move_tells_when_it_was_done_and_where_the_message_lies(program: Program) -> None:
    """With the UID that the server gave it there, and a copy likewise."""
    found = told(program, "paper")
    tag, copy, file = found["receipts"]

    assert [one["do"] for one in found["receipts"]] == ["tag", "copy", "file"]
    assert (tag["status"], tag["folder"], tag["uid"]) == ("done", None, None)
    assert (copy["folder"], copy["uid"]) == ("Copies", 1)
    assert (file["folder"], file["uid"], file["attempts"]) == ("Papers", 1, 1)
    assert found["decided"] <= file["settled"]
    assert found["lies"] == {"folder": "Papers", "uid": 1, "by": found["id"]}


def test_the_trash_has_the_name_that_the_account_has_for_it(program: Program) -> None:
    """Which the rule does not know."""
    page = program.run("why", "rubbish").out

    assert "  lies      in Trash as UID 1\n" in page
    assert "  trash (done)\n      20" in page
    assert ", in Trash as UID 1\n" in page


def test_what_was_refused_has_its_reason_and_its_time(program: Program) -> None:
    """The message stays where it is."""
    found = told(program, "noted")

    assert [one["status"] for one in found["actions"]] == ["refused"]
    assert found["actions"][0]["reason"]
    assert found["receipts"][0]["settled"] == found["decided"]
    assert found["lies"] == {"folder": "INBOX", "uid": 3, "by": found["id"]}


def test_after_an_undo_the_message_lies_where_it_was(program: Program) -> None:
    """Under its new UID; the decision that knows of it is the one to ask next."""
    decided = told(program, "paper")["id"]
    assert program.run("undo", decided).code == 0
    found = told(program, decided)
    page = program.run("why", decided).out

    assert (found["lies"]["folder"], found["lies"]["uid"]) == ("INBOX", 4)
    assert found["lies"]["by"] != decided
    assert f"  lies      in INBOX as UID 4 (see {found['lies']['by']})\n" in page
    assert "  file: Papers (done, you took it back)\n" in page


def test_without_being_asked_for_receipts_the_shape_is_that_of_the_log(program: Program) -> None:
    """Programs that know the shape of a decision meet no key that they do not know."""
    done = program.run("why", "paper", "--json")
    (logged,) = [one for one in program.log() if one["subject"] == "paper"]

    assert json.loads(done.out).keys() == {*logged, "trace"}


def test_a_message_that_might_come_has_no_receipts(program: Program) -> None:
    """Nothing was done, so nothing is told of it."""
    done = program.run("why", "--from", "him@example.com", "--subject", "paper", "--json")
    assert done.code == 0
    asked = ("--from", "him@example.com", "--subject", "paper")
    found = json.loads(program.run("why", *asked, "--json", "--receipts").out)
    page = program.run("why", *asked).out

    assert found["lies"] is None
    assert {one["settled"] for one in found["receipts"]} == {None}
    assert " in Papers" not in page
