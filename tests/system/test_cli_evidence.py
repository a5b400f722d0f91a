"""`note`, `verify`, `dossier` and `forget`: the real program on a record of its own."""

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest
from pypdf import PdfReader

from screener.adapters.keys import HEAD
from tests.evidence import a_record, a_voicemail_knock
from tests.system.commands import Commands
from tests.system.terminal import on_a_terminal

ROOT = Path(__file__).parents[2]

FINE = {"entries": 4, "objects": 2, "ok": True, "first_bad": None}


@pytest.fixture
def program(tmp_path: Path) -> Commands:
    """A program at whose closed door somebody knocked twice."""
    program = Commands(tmp_path)
    program.write(
        "rules/10.yaml",
        "closed: [him@example.com]\ncontacts:\n  - {name: Ann, handles: [ann@example.com]}\n",
    )
    with a_record(tmp_path / "state") as record:
        record.knock(1)
        record.knock(2)
    return program


def head(program: Commands) -> str:
    """The head, as `verify` prints it for people."""
    return program.run("verify").out.partition("Head: ")[2].strip()


def test_verify_of_nothing_is_fine(tmp_path: Path) -> None:
    """And makes nothing."""
    program = Commands(tmp_path)
    ended = program.run("verify", "--json")

    assert (ended.code, ended.objects) == (0, [FINE | {"entries": 0, "objects": 0}])
    assert not (tmp_path / "state").exists()


def test_verify_prints_one_object(program: Commands) -> None:
    """With the keys of the contract, and nothing else."""
    ended = program.run("verify", "--json")

    assert (ended.code, ended.objects, ended.err) == (0, [FINE], "")


def test_verify_names_what_does_not_fit(program: Commands) -> None:
    """With exit code 1, for programs and for people."""
    archived = sorted((program.home / "state" / "archive").glob("*/*"))
    archived[0].write_bytes(b"")
    ended, told = program.run("verify", "--json"), program.run("verify")
    [verdict] = ended.objects

    assert ended.code == told.code == 1
    assert verdict["ok"] is False
    assert verdict["first_bad"].keys() == {"number", "why", "sha256"}
    assert f"Entry {verdict['first_bad']['number']} does not fit: " in told.out
    assert f"put a copy of {program.home / 'state'} aside" in told.out


def test_a_database_that_is_lost_is_not_taken_for_none_that_ever_was(program: Commands) -> None:
    """Nor is a new one in its place, by `verify` and by the doctor."""
    signed = head(program).partition(":")[0]
    for file in (program.home / "state").glob("screener.sqlite3*"):
        file.unlink()
    gone, asked = program.run("verify"), program.run("doctor", "--json")
    program.run("note", "him@example.com", "He came again.")
    begun_anew = program.run("doctor", "--json")

    assert gone.code == 1
    assert "there is no database, and there was a head" in gone.out
    for told in (asked, begun_anew):
        [ledger] = (one for one in told.objects if one["check"] == "ledger")
        assert (ledger["level"], ledger["found"]) == (
            "warn",
            f"it was signed up to entry {signed}, which is not in the database",
        )


def test_verify_compares_with_a_head_from_a_digest(program: Commands) -> None:
    """One that fits, one of a longer ledger, and what is none."""
    known = head(program)
    longer = "9:" + "ab" * 32

    assert program.run("verify", "--head", known).code == 0
    assert program.run("verify", "--head", known, "--head", longer).code == 1
    assert program.run("verify", "--head", "yesterday").code == 2


def test_a_note_counts_as_a_knock_at_a_closed_door(program: Commands) -> None:
    """In `doors`, and in the ledger with its file."""
    program.write("letter.txt", "Dear all,")
    told = ["--channel", "letter", "--at", "2026-11-20T15:00", "--attach", "letter.txt"]
    ended = program.run("note", "him@example.com", "He left a letter.", *told)
    [door] = program.run("doors", "--json").objects

    assert (ended.code, ended.out) == (
        0,
        "Noted about him@example.com; it counts as a knock.\n",
    )
    assert (door["knocks"], door["last_knock"]) == (3, "2026-11-20T14:00:00Z")
    assert program.run("verify", "--json").objects == [FINE | {"entries": 6, "objects": 4}]


def test_a_note_about_anybody_else_is_none(program: Commands) -> None:
    """It is written down all the same."""
    ended = program.run("note", "Ann", "She rang.", "--channel", "call", "--told-no")

    assert (ended.code, ended.out) == (0, "Noted about Ann.\n")


@pytest.mark.parametrize(
    "words",
    [
        ["nobody you know", "x"],
        ["Ann", "x", "--channel", "pigeon"],
        ["Ann", "x", "--attach", "nowhere.txt"],
        ["Ann", "x", "--at", "2999-01-01"],
    ],
)
def test_a_note_that_cannot_be_is_refused(program: Commands, words: list[str]) -> None:
    """As wrong use; nothing is written."""
    assert program.run("note", *words).code == 2
    assert program.run("verify", "--json").objects == [FINE]


def test_a_dossier_can_be_checked_and_is_told_in_the_ledger(program: Commands) -> None:
    """With the hash of its list of hashes; the next one tells of this one."""
    ended = program.run("dossier", "him@example.com", "--out", "it")
    sums = ["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"]
    subprocess.run(sums, cwd=program.home / "it", check=True)
    again = program.run("dossier", "him@example.com", "--out", "again")

    assert (ended.code, ended.out.splitlines()[0]) == (
        0,
        "2 items about him@example.com are in it.",
    )
    assert again.out.splitlines()[0] == "3 items about him@example.com are in again."
    assert "A dossier was made" in (program.home / "again" / "timeline.html").read_text("utf-8")
    printed = re.findall(r"SHA-256 of SHA256SUMS: (\w{64})", ended.out)[0]
    assert printed in (program.home / "again" / "ledger" / "ledger.jsonl").read_text("utf-8")
    assert program.run("verify", "--json").objects == [FINE | {"entries": 6}]


def test_the_pdf_of_a_dossier_opens_and_reads_like_the_page(program: Commands) -> None:
    """The same title, the same messages, in the same words."""
    program.run("dossier", "him@example.com", "--out", "it")
    pdf = PdfReader(program.home / "it" / "timeline.pdf")
    text = "\n".join(page.extract_text() for page in pdf.pages)
    page = (program.home / "it" / "timeline.html").read_text("utf-8")

    assert pdf.metadata is not None
    assert pdf.metadata.title == "Dossier: him@example.com"
    assert "1. 2026-11-20 13:01+01:00 · Message" in text
    assert [word in text for word in ("Call me. (1)", "Call me. (2)")] == [True, True]
    assert all(line in page for line in text.splitlines() if line.startswith("Call me."))


def test_on_a_terminal_long_work_shows_how_far_it_is(program: Commands) -> None:
    """A bar for the ledger, and one for the messages or the archive."""
    full = "[####################################]  100%"
    dossier = on_a_terminal(["dossier", "him@example.com", "--out", "it"], home=program.home)
    verify = on_a_terminal(["verify"], home=program.home)

    assert [f"{label}  {full}" in dossier for label in ("ledger", "messages")] == [True, True]
    assert [f"{label}  {full}" in verify for label in ("ledger", "archive")] == [True, True]
    assert "#" not in program.run("verify").err


def test_a_decoder_that_is_installed_makes_copies(program: Commands) -> None:
    """The one that a shell would find; without one the recording is there all the same."""
    with a_record(program.home / "state") as record:
        knock = a_voicemail_knock(
            record.archive, 3, b"#!AMR\n" + bytes(32), contact="him@example.com"
        )
        record.archive.sync()
        record.remember([knock])
    folder = program.home / "bin"
    folder.mkdir()
    program.write("bin/ffmpeg", "#!/bin/sh\nprintf abcd\n")
    (folder / "ffmpeg").chmod(0o700)
    heard = program.run("dossier", "him@example.com", "--out", "heard", PATH=str(folder))
    bare = program.run("dossier", "him@example.com", "--out", "bare", PATH="/nowhere")

    assert (heard.code, bare.code) == (0, 0)
    sums = ["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"]
    subprocess.run(sums, cwd=program.home / "heard", check=True)
    kinds = {
        out: sorted(path.suffix for path in (program.home / out / "audio").iterdir())
        for out in ("heard", "bare")
    }
    assert kinds == {"heard": [".amr", ".wav"], "bare": [".amr"]}


def test_a_dossier_is_named_after_them_and_never_replaced(program: Commands) -> None:
    """What is there is left alone, and that is told."""
    first = program.run("dossier", "him@example.com")
    [folder] = program.home.glob("dossier-him-example-com-*")
    second = program.run("dossier", "him@example.com")

    assert (first.code, second.code) == (0, 1)
    assert folder.name in first.out
    assert "is there already" in second.err


def test_no_dossier_is_made_of_what_cannot_be_checked(program: Commands) -> None:
    """First `verify` has its say."""
    (program.home / "state" / HEAD).unlink()
    ended = program.run("dossier", "him@example.com", "--out", "it")

    assert ended.code == 1
    assert "screener verify" in ended.err
    assert not (program.home / "it").exists()


def test_evidence_is_forgotten_only_if_that_is_said(program: Commands) -> None:
    """Where nobody is at a terminal to be asked, the command is word enough."""
    refused = program.run("forget", "him@example.com", "--yes")
    before = program.run("verify", "--json").objects
    done = program.run("forget", "him@example.com", "--evidence-too")

    assert (refused.code, done.code) == (1, 0)
    assert "--evidence-too" in refused.err
    assert before == [FINE]
    assert done.out == "Forgotten about him@example.com: 2 events, 2 archived objects.\n"
    assert program.run("verify", "--json").objects == [FINE | {"entries": 7, "objects": 0}]
    assert "Lunch" not in program.run("log").out


@pytest.mark.parametrize(("said", "code"), [(b"n\n", 1), (b"\n", 1), (b"y\n", 0)])
def test_on_a_terminal_forgetting_asks(program: Commands, said: bytes, code: int) -> None:
    """Whoever does not say yes keeps everything."""
    ours, theirs = pty.openpty()
    os.write(ours, said)
    ended = subprocess.run(
        [sys.executable, "-m", "screener", "forget", "him@example.com", "--evidence-too"],
        cwd=program.home,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"},
        stdin=theirs,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    os.close(ours)
    os.close(theirs)

    assert ended.returncode == code
    assert "This cannot be undone" in ended.stderr
    assert (program.run("verify", "--json").objects == [FINE]) == (code == 1)
