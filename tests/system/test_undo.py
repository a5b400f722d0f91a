"""Taking back what was done, beside a running program and without one."""

import json
from pathlib import Path

import pytest

from tests.servers.dovecot import Dovecot
from tests.servers.onlooker import onlooker
from tests.system.program import Program, a_letter
from tests.system.test_closing import questions

RULES = """
closed: [pushy@example.com]
rules:
  - {name: Papers, when: {subject: paper}, then: {tag: noticed, untag: old, mark: [seen, flagged],
     copy: Copies, file: Papers}}
  - {name: Rubbish, when: {subject: rubbish}, then: {trash: true}}
  - {name: Noted, when: {subject: noted}, then: {tag: noticed}}
"""

SUBJECTS = ["paper", "rubbish", "noted", "knock"]


def a_program(server: Dovecot, user: str, folder: Path, **account: object) -> Program:
    """An installation with those rules."""
    program = Program(folder / "it", port=server.port, user=user)
    program.configure(account=account)
    program.rules(RULES)
    return program


def letters() -> list[bytes]:
    """One for each rule."""
    senders = {"knock": "pushy@example.com"}
    return [a_letter(one, sender=senders.get(one, "him@example.com")) for one in SUBJECTS]


def ids(program: Program) -> dict[str, str]:
    """Decisions by subject."""
    return {one["subject"]: one["id"] for one in program.log()}


def test_everything_of_the_last_hour_is_as_it_was(
    plain_dovecot: Dovecot, user: str, tmp_path: Path
) -> None:
    """Folder and flags exactly; copies stay; and what came back is left alone for ever."""
    program = a_program(plain_dovecot, user, tmp_path)
    with onlooker(plain_dovecot.port, user) as them:
        for raw in letters():
            them.add(raw, flags=r"\Answered old")
        before = {one.subject: (one.flags, one.raw) for one in them.messages()}
        program.once()
        assert them.subjects() == ["noted"]
        done = program.run("undo", "--since", "1h")
        assert done.code == 0, done
        for _ in range(2):
            assert {one.subject: (one.flags, one.raw) for one in them.messages()} == before
            assert them.subjects("Papers") == them.subjects("Trash") == []
            assert them.subjects("Copies") == ["paper"]
            program.once()
    assert "Copies stay" in done.out
    assert questions(program) == []
    again = program.run("undo", "--since", "1h")
    assert (again.code, again.out) == (1, "")


@pytest.mark.parametrize("words", [("--rule", "Papers"), ("ID",)])
def test_one_rule_or_one_message(
    plain_dovecot: Dovecot, user: str, tmp_path: Path, words: tuple[str, ...]
) -> None:
    """The others stay where they were put; what was done is told, one object a message."""
    program = a_program(plain_dovecot, user, tmp_path)
    with onlooker(plain_dovecot.port, user) as them:
        for raw in letters():
            them.add(raw)
        program.once()
        known = ids(program)
        words = tuple(known["paper"] if word == "ID" else word for word in words)
        done = program.run("undo", "--json", *words)

        assert sorted(them.subjects()) == ["noted", "paper"]
        assert them.subjects("Trash") == ["rubbish"]
    assert [json.loads(line) for line in done.out.splitlines()] == [
        {
            "id": known["paper"],
            "account": "me",
            "subject": "paper",
            "folder": "INBOX",
            "status": "done",
            "reason": None,
        }
    ]


def test_what_the_user_has_moved_on_is_left_there(
    plain_dovecot: Dovecot, user: str, tmp_path: Path
) -> None:
    """Exit code 1, and a reason."""
    program = a_program(plain_dovecot, user, tmp_path)
    with onlooker(plain_dovecot.port, user) as them:
        them.add(a_letter("paper"))
        program.once()
        them.move(them.messages("Papers")[0].uid, folder="Papers", to="Sent")
        done = program.run("undo", "--rule", "Papers", "--json")
        assert them.subjects("Sent") == ["paper"]
        assert them.subjects() == []
    assert done.code == 1
    assert json.loads(done.out)["status"] == "gone"


def test_a_running_program_takes_back_within_seconds(
    plain_dovecot: Dovecot, user: str, tmp_path: Path
) -> None:
    """The command waits for it, and says what came of it."""
    program = a_program(plain_dovecot, user, tmp_path, poll="1h", idle=False)
    with onlooker(plain_dovecot.port, user) as them:
        them.add(a_letter("rubbish"))
        with program.started("run"):
            them.await_subjects("Trash", "rubbish")
            them.await_subjects("INBOX")
            done = program.run("undo", "--rule", "Rubbish", "--json")
            assert them.subjects() == ["rubbish"]
    assert json.loads(done.out)["status"] == "done"
    assert done.code == 0


def test_what_waits_is_not_done_at_all(plain_dovecot: Dovecot, user: str, tmp_path: Path) -> None:
    """A pause holds effects back; taken back meanwhile they are never carried out."""
    program = a_program(plain_dovecot, user, tmp_path)
    with onlooker(plain_dovecot.port, user) as them:
        them.add(a_letter("rubbish"))
        program.run("pause")
        program.once()
        assert program.run("undo", "--rule", "Rubbish").code == 0
        program.run("resume")
        program.once()
        assert them.subjects() == ["rubbish"]
    assert program.statuses()["rubbish"] == {"trash": "refused"}


@pytest.mark.parametrize("words", [(), ("ID", "--since", "1h"), ("ID", "--rule", "Papers")])
def test_it_must_be_said_what(
    plain_dovecot: Dovecot, user: str, tmp_path: Path, words: tuple[str, ...]
) -> None:
    """Exit code 2, before anything is looked for."""
    program = a_program(plain_dovecot, user, tmp_path)
    assert program.run("undo", *words).code == 2
