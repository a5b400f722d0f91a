"""Backups, made and brought back exactly as docs/keeping.md says."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers.dovecot import Dovecot
from tests.servers.onlooker import onlooker
from tests.servers.smtp import Sink, sink
from tests.system.program import ROOT, Program, a_letter, eventually

RULES = """
closed: [him@example.com]
replies:
  thanks: {body: Thank you for your mail.}
rules:
  - name: Thank
    when: {from: ann@example.com}
    then: {reply: thanks}
"""


@pytest.fixture
def post() -> Iterator[Sink]:
    """A server that takes letters."""
    with sink() as server:
        yield server


@pytest.fixture
def program(plain_dovecot: Dovecot, user: str, tmp_path: Path, post: Sink) -> Program:
    """It answers Ann."""
    program = Program(tmp_path / "it", port=plain_dovecot.port, user=user)
    smtp = {"host": "127.0.0.1", "port": post.port, "tls": "none"}
    program.configure(account={"smtp": smtp, "reply_unauthenticated": True})
    program.rules(RULES)
    return program


def back_up(program: Program, to: Path) -> None:
    """The commands of the page, with the two places of this test."""
    page = (ROOT / "docs" / "keeping.md").read_text("utf-8")
    shown = re.search(r"(?:^ {4}.*\n)*^ {4}sqlite3 .*\n(?:^ {4}.*\n)*", page, re.MULTILINE)
    assert shown is not None
    commands = shown[0].replace("~/.local/state/screener", str(program.state))
    commands = commands.replace("/backup/state", str(to))
    subprocess.run(["sh", "-euc", commands], check=True, env={**os.environ})


def bring_back(program: Program, kept: Path) -> None:
    """Into an empty state directory, as if the disk had died."""
    program.forget_all()
    shutil.copytree(kept, program.state)
    program.state.chmod(0o700)


def test_a_backup_of_a_running_program_keeps_the_evidence_whole(
    program: Program, plain_dovecot: Dovecot, tmp_path: Path
) -> None:
    """Nothing seems cut off, every original is there, and only its owner can read it."""
    with onlooker(plain_dovecot.port, program.user) as them, program.started("run"):
        them.add(a_letter("Knock", sender="him@example.com"))
        eventually(lambda: bool(program.log()) and program.statuses()["Knock"]["file"] == "done")
        back_up(program, tmp_path / "kept")
    originals = program.objects()
    bring_back(program, tmp_path / "kept")

    assert originals
    assert program.objects() == originals
    assert program.run("verify").code == 0
    assert all(path.stat().st_mode & 0o077 == 0 for path in (tmp_path / "kept").iterdir())


def test_after_an_old_backup_nobody_is_answered_twice(
    program: Program, plain_dovecot: Dovecot, tmp_path: Path, post: Sink
) -> None:
    """The database does not know of the answer; the message bears its mark."""
    with onlooker(plain_dovecot.port, program.user) as them:
        them.add(a_letter("Knock", sender="him@example.com"))
        program.once()
        back_up(program, tmp_path / "kept")
        them.add(a_letter("Hello", sender="ann@example.com", Return_Path="<ann@example.com>"))
        program.once()
    bring_back(program, tmp_path / "kept")
    program.once()

    assert len(post.arrived) == 1
    assert program.statuses()["Hello"] == {"reply": "refused"}
    assert program.run("verify").code == 0


def test_a_first_pass_that_observes_leaves_what_came_since_where_it_lies(
    program: Program, plain_dovecot: Dovecot, tmp_path: Path
) -> None:
    """What was moved back since the backup stays in the inbox, though nothing else knows of it."""
    with onlooker(plain_dovecot.port, program.user) as them:
        them.add(a_letter("Before", sender="him@example.com"))
        program.once()
        back_up(program, tmp_path / "kept")
        them.add(a_letter("Since", sender="him@example.com"))
        bring_back(program, tmp_path / "kept")
        program.configure(mode="observe")
        program.once()
        program.configure(mode="enforce")
        program.once()
        them.add(a_letter("After", sender="him@example.com"))
        program.once()

    assert {subject: done["file"] for subject, done in program.statuses().items()} == {
        "Before": "done",
        "Since": "would",
        "After": "done",
    }
