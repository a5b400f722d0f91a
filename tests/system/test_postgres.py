"""The program with its database in PostgreSQL, as docs/postgresql.md has it."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.databases import new_in_postgres
from tests.servers.dovecot import Dovecot
from tests.servers.onlooker import onlooker
from tests.servers.postgres import Postgres
from tests.servers.proxy import When, proxy
from tests.system.program import ROOT, Program, a_letter, eventually
from tests.system.test_daemon import running

pytestmark = pytest.mark.xdist_group("postgres")

ANN, PUSHY, BOB = "ann@example.com", "pushy@example.com", "bob@example.com"

RULES = f"""
closed: [{PUSHY}]
rules:
  - {{name: Tea, when: {{subject: tea}}, then: {{file: Tea}}}}
"""


@pytest.fixture
def name(plain_postgres: Postgres) -> str:
    """A database of the program's own."""
    return new_in_postgres(plain_postgres)


@pytest.fixture
def program(
    plain_dovecot: Dovecot, plain_postgres: Postgres, user: str, tmp_path: Path, name: str
) -> Program:
    """It keeps one door closed, and all that it knows in that database."""
    url = plain_postgres.url_with_password(name)
    made = Program(tmp_path / "it", port=plain_dovecot.port, user=user, database=url)
    made.forget_all()
    made.rules(RULES)
    return made


def typed(page_has: str, program: Program, url: str, kept: Path) -> None:
    """Type the block of commands in which those words are, in the places of this test."""
    page = (ROOT / "docs" / "postgresql.md").read_text("utf-8")
    blocks = re.findall(r"(?:^ {4}.*\n)+", page, re.MULTILINE)
    (shown,) = (block for block in blocks if page_has in block)
    commands = shown.replace("~/.local/state/screener", str(program.state))
    commands = commands.replace("/backup", str(kept)).replace("screener verify\n", "true\n")
    environ = {**os.environ, "DATABASE": url}
    done = subprocess.run(
        ["sh", "-euc", commands], env=environ, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_everything_is_kept_there(
    program: Program, plain_dovecot: Dovecot, plain_postgres: Postgres, name: str, tmp_path: Path
) -> None:
    """Every command finds it there; no file is beside it, and no password comes out anywhere."""
    with onlooker(plain_dovecot.port, program.user) as them:
        for subject, sender in ("Tea?", ANN), ("Knock", PUSHY), ("Hello", BOB):
            them.add(a_letter(subject, sender=sender))
        said = [
            program.once(),
            program.run("close", BOB),
            program.once(),
            program.run("note", PUSHY, "Rang the bell."),
        ]
        ids = {one["subject"]: one["id"] for one in program.log() if one["folder"] == "INBOX"}
        for words in (
            ("check",),
            ("doctor",),
            ("log", "--contact", PUSHY),
            ("why", ids["Knock"], "--json", "--receipts"),
            ("doors",),
            ("gates",),
            ("contact", PUSHY),
            ("digest", "--text"),
            ("preview",),
            ("dossier", PUSHY, "--out", str(tmp_path / "dossier")),
            ("undo", ids["Tea?"]),
            ("pause", "--for", "1h"),
            ("resume",),
            ("forget", BOB, "--evidence-too", "--yes"),
            ("verify",),
        ):
            said.append(program.run(*words))
            assert said[-1].code == 0, said[-1]

        assert them.subjects() == ["Tea?"]
        assert them.subjects("Screened/Closed") == ["Knock", "Hello"]
    assert plain_postgres.sql(name, "SELECT count(*) FROM decisions WHERE knock") == "1"
    assert not list(program.state.glob("*.sqlite3*"))
    assert not [one for one in said if "secret" in one.out + one.err]


def test_a_second_program_is_told(program: Program, plain_dovecot: Dovecot, tmp_path: Path) -> None:
    """75 also for one with a state of its own, as on another machine."""
    url = program.settings["database"]
    other = Program(tmp_path / "2", port=plain_dovecot.port, user=program.user, database=url)
    other.rules(RULES)
    with running(program) as daemon:
        told = other.once(expect=75).told

        assert f"pid {daemon.process.pid} on host" in told[0]
    other.once()


def test_a_running_program_goes_on_when_the_database_is_back(
    program: Program, plain_dovecot: Dovecot, mortal_postgres: Postgres
) -> None:
    """It says so once, and takes up the mail that came meanwhile."""
    program.configure(account={"poll": "1s"})
    with onlooker(plain_dovecot.port, program.user) as them, running(program) as daemon:
        mortal_postgres.stop()
        them.add(a_letter("tea one", sender=ANN))
        eventually(lambda: "account_not_served" in daemon.process.said)
        mortal_postgres.start()
        them.await_subjects("Tea", "tea one")
        eventually(lambda: "account_served_again" in daemon.process.said)
        them.add(a_letter("tea two", sender=ANN))
        them.await_subjects("Tea", "tea one", "tea two")
        said = daemon.stopped().err

    assert said.count('"account_not_served"') == 1
    assert said.count('"database_away"') <= 1
    assert "job_failed" not in said
    assert said.count('"account_served_again"') == 1
    assert "Traceback" not in said
    assert program.run("verify").code == 0


def test_a_program_may_end_while_the_database_is_away(
    program: Program, mortal_postgres: Postgres
) -> None:
    """0, as always; and 69 for whoever begins meanwhile."""
    with running(program) as daemon:
        mortal_postgres.die()
        second = program.run("run")
        daemon.stopped()

    assert second.code == 69
    assert "cannot be used just now" in second.told[0]
    assert "secret" not in second.err


def test_a_pass_that_the_database_leaves_is_taken_up(
    program: Program, plain_dovecot: Dovecot, mortal_postgres: Postgres
) -> None:
    """69 and one sentence; the next pass finds where each message went."""
    with (
        onlooker(plain_dovecot.port, program.user) as them,
        proxy(plain_dovecot.port) as between,
    ):
        right = program.accounts[0]["imap"]
        program.configure(account={"imap": {**right, "port": between.port}})
        them.add_many([a_letter(f"tea {number}", sender=ANN) for number in range(20)])
        between.step_in("UID MOVE", When.UNANSWERED, mortal_postgres.die)
        told = program.once(expect=69).told
        mortal_postgres.start()
        program.once()

        assert len(told) == 2
        assert "cannot be used just now" in told[0]
        assert sorted(them.subjects("Tea")) == sorted(f"tea {number}" for number in range(20))
        assert them.subjects() == []
    assert [done["file"] for done in program.statuses().values()] == ["done"] * 20
    assert program.run("verify").code == 0


def test_a_backup_is_brought_back(
    program: Program, plain_dovecot: Dovecot, plain_postgres: Postgres, name: str, tmp_path: Path
) -> None:
    """As the page says: the evidence fits, and the program goes on from there."""
    kept = tmp_path / "kept"
    with onlooker(plain_dovecot.port, program.user) as them:
        them.add(a_letter("Knock", sender=PUSHY))
        program.once()
        originals = program.objects()
        typed("pg_dump", program, plain_postgres.url(name), kept)
        program.forget_all()
        shutil.copytree(kept / "state", program.state)
        program.state.chmod(0o700)
        another = plain_postgres.new_database("--encoding=UTF8", "--template=template0")
        typed("pg_restore", program, plain_postgres.url(another), kept)
        program.configure(database=plain_postgres.url_with_password(another))
        them.add(a_letter("Again", sender=PUSHY))
        program.once()

        assert them.subjects("Screened/Closed") == ["Knock", "Again"]
    assert originals.items() < program.objects().items()
    assert program.run("verify").code == 0


def test_a_file_is_moved_there(
    program: Program, plain_dovecot: Dovecot, plain_postgres: Postgres, name: str, tmp_path: Path
) -> None:
    """As the page says: to the last word of each row, and numbers go on behind the last one."""
    url = program.settings.pop("database")
    program.configure()
    with onlooker(plain_dovecot.port, program.user) as them:
        them.add(a_letter("tea", sender=ANN))
        them.add(a_letter('Knock, "knock"', sender=PUSHY, body="Two\r\nlines."))
        program.once()
        before = program.run("log", "--json"), program.run("contact", PUSHY)
        typed("sqlite3 -csv", program, plain_postgres.url(name), tmp_path)
        program.configure(database=url)
        (program.state / "screener.sqlite3").unlink()
        after = program.run("log", "--json"), program.run("contact", PUSHY)
        them.add(a_letter("tea again", sender=ANN))
        program.once()

        assert after == before
        assert them.subjects("Tea") == ["tea", "tea again"]
    assert program.run("verify").code == 0
