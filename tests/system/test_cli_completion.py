"""What a shell offers when somebody presses the tabulator: asked of the real program."""

import os
import pty
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest

from screener.adapters.store import open_store
from screener.domain.record.decision import Door
from screener.domain.record.effect import Do, Effect, Status
from screener.domain.record.stay import Stage, Stay
from tests.builders import NOON, a_decision, a_mail
from tests.system.commands import Commands
from tests.system.test_cli_start import HEAVY, MODULES

PEOPLE = """\
closed:
  - pushy@example.com
  - name: The man from the street
    handles: [him@example.com, +1 202 555 0143]
    notes: his secret
contacts:
  - {name: Ann, handles: [ann@example.com]}
  - {name: "Street, John", handles: [john@street.example]}
welcome: [friend@example.com]
replies: {polite-no: {body: No.}}
gates:
  - {name: intake, choices: {Meet: {keep: true}, Kind no: {keep: true}}}
  - {name: press, choices: {Answer: {keep: true}}}
rules:
  - {name: Newsletters, when: {is: list}, then: {file: News}}
"""

FILED = Effect(do=Do.FILE, value="Screened/Closed", status=Status.DONE)


@pytest.fixture
def program(tmp_path: Path) -> Commands:
    """A program that knows some people, of whom two have written."""
    program = Commands(tmp_path)
    program.write("rules/10.yaml", PEOPLE)
    him = a_mail(1, subject="Dreadful words", name="Dreadful name")
    new = a_mail(2, sender="New@example.com", subject="Good words", name="Good name")
    closed = {"contact": "The man from the street", "door": Door.CLOSED, "rule": "closed door"}
    stay = Stay(
        contact="new@example.com",
        gate="press",
        account="me",
        since=NOON,
        stage=Stage.CHOOSING,
        latest="d2",
    )
    program.remember(
        [
            a_decision(1, FILED, event=him, **closed),
            a_decision(2, event=new, contact="new@example.com", stay=stay),
        ]
    )
    return program


def asked(program: Commands, line: str, *, shell: str = "bash", **environ: str) -> list[str]:
    """What it offers for the end of the line, as click's own scripts ask."""
    ended = program.run(
        _SCREENER_COMPLETE=f"{shell}_complete",
        COMP_WORDS=line,
        COMP_CWORD=str(len(line.split(" ")) - 1),
        **environ,
    )
    assert (ended.code, ended.err) == (0, ""), ended
    return ended.out.split("\n")[:-1] if ended.out.strip() else []


def offered(program: Commands, line: str) -> list[str]:
    """The words that may stand there."""
    return [word.removeprefix("plain,") for word in asked(program, line)]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("screener pa", ["pause"]),
        ("screener do", ["doctor", "doors", "dossier"]),
        ("screener gates ", ["advance", "choose", "lapse"]),
        ("screener log --c", ["--contact"]),
        ("screener log --rule ", ["Newsletters", "closed door", "gate intake", "gate press"]),
        ("screener undo --rule new", ["Newsletters"]),
        ("screener log --contact F", ["friend@example.com"]),
        ("screener contact Str", ["Street, John"]),
        ("screener why --from new", ["new@example.com"]),
        ("screener close ne", ["new@example.com"]),
        ("screener close pu", []),
        ("screener close +1", []),
        ("screener open pu", ["pushy@example.com"]),
        ("screener open fr", ["friend@example.com"]),
        ("screener open ann", []),
        ("screener open pushy@example.com pu", []),
        ("screener welcome fr", []),
        ("screener welcome pu", ["pushy@example.com"]),
        ("screener close new@example.com --decline ", ["polite-no"]),
        ("screener once --account ", ["me"]),
        ("screener why d", ["d2", "d1"]),
        ("screener undo d", ["d1"]),
        ("screener gates choose ", ["new@example.com"]),
        ("screener gates choose new@example.com ", ["Answer"]),
        ("screener gates choose other@example.com ", ["Meet", "Kind no", "Answer"]),
        ("screener note Ann Hello --channel in", ["in-person"]),
        ("screener schema c", ["config"]),
    ],
)
def test_words_are_completed_by_what_there_is(
    program: Commands, line: str, words: list[str]
) -> None:
    """Commands and options, and names, handles and ids of this installation."""
    assert offered(program, line) == words


@pytest.mark.parametrize("name", ["note", "dossier", "tell", "forget", "contact"])
def test_every_command_about_somebody_knows_everybody(program: Commands, name: str) -> None:
    """Those of the files in their order, and then who wrote."""
    assert offered(program, f"screener {name} ") == [
        "pushy@example.com",
        "The man from the street",
        "him@example.com",
        "+1 202 555 0143",
        "friend@example.com",
        "Ann",
        "ann@example.com",
        "Street, John",
        "john@street.example",
        "new@example.com",
    ]


def test_a_configuration_that_the_line_names_is_the_one(program: Commands) -> None:
    """As for the command itself."""
    program.write("other.yaml", program.read("config.yaml").replace("name: me", "name: other"))
    line = "screener --config other.yaml once --account "

    assert offered(program, line) == ["other"]


LINES = [
    "screener ",
    "screener close ",
    "screener open ",
    "screener log --rule ",
    "screener log --contact n",
    "screener once --account ",
    "screener close x --decline ",
    "screener why ",
    "screener undo d",
    "screener gates choose x ",
]


@pytest.mark.parametrize("line", LINES)
def test_nothing_heavy_is_imported_for_a_word(program: Commands, line: str) -> None:
    """Whoever has pressed a key waits."""
    environ = {
        "_SCREENER_COMPLETE": "zsh_complete",
        "COMP_WORDS": line,
        "COMP_CWORD": str(len(line.split(" ")) - 1),
    }
    ended = program.python("-c", MODULES, **environ)
    modules = set(ended.out.rpartition("modules:")[2].split())

    assert "click" in modules
    assert modules.isdisjoint({*HEAVY, "structlog", "pydantic", "re2", "jinja2"})
    assert "yaml" not in modules or line != "screener "


def test_no_secret_and_no_word_of_a_message_is_offered(program: Commands) -> None:
    """Nor what a sender calls himself; also not in what zsh shows beside a word."""
    program.write(
        "config.yaml",
        program.read("config.yaml").replace("{env: NOBODY_ASKS}", "hunter2-in-the-open"),
    )
    told = "\n".join(
        "\n".join(asked(program, line, shell=shell))
        for line in LINES
        for shell in ("bash", "zsh", "fish")
    )

    assert "new@example.com" in told
    assert "d1" in told
    for secret in ("hunter2", "NOBODY", "secret", "words", "Dreadful", "Good"):
        assert secret not in told


@pytest.mark.parametrize(
    "spoil",
    [
        lambda program: program.write("config.yaml", "accounts: [\n"),
        lambda program: program.write("config.yaml", "- 1\n"),
        lambda program: (program.home / "config.yaml").unlink(),
        lambda program: (program.home / "config.yaml").write_bytes(b"\xff\x00\x80"),
        lambda program: program.write("rules/10.yaml", "closed: [\n"),
        lambda program: program.write("state/screener.sqlite3", "no database at all" * 99),
        lambda program: (program.home / "state" / "screener.sqlite3").unlink(),
        lambda program: program.write(
            "config.yaml", program.read("config.yaml") + "database: postgresql://u:p@h/d\n"
        ),
    ],
)
@pytest.mark.parametrize("line", ["screener close ", "screener why d", "screener log --rule "])
def test_nothing_that_is_broken_is_told_in_the_middle_of_a_line(
    program: Commands, spoil: "object", line: str
) -> None:
    """Exit code 0, nothing on standard error, and perhaps nothing to choose from."""
    assert callable(spoil)
    spoil(program)

    asked(program, line)


def test_looking_makes_no_database(tmp_path: Path) -> None:
    """A fresh machine stays fresh."""
    program = Commands(tmp_path)

    assert asked(program, "screener why ") == []
    assert not (tmp_path / "state").exists()


def test_what_a_running_screener_has_just_decided_is_offered(program: Commands) -> None:
    """The database is read beside its writer, and not waited for."""
    with_it = open_store(program.home / "state" / "screener.sqlite3")
    try:
        with_it.remember([a_decision(3, contact="ann@example.com")], bookmark=None)
        assert offered(program, "screener why d3") == ["d3"]
    finally:
        with_it.close()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_has_its_script(program: Commands, shell: str) -> None:
    """It names the program and the way to ask it."""
    script = program.run(_SCREENER_COMPLETE=f"{shell}_source").out

    assert f"_SCREENER_COMPLETE={shell}_complete" in script
    assert "screener" in script


class Bash:
    """An interactive bash at a terminal, with completion switched on."""

    def __init__(self, program: Commands) -> None:
        ours, theirs = pty.openpty()
        self._terminal = ours
        bin_ = program.home / "bin"
        bin_.mkdir()
        (bin_ / "screener").write_text(f'#!/bin/sh\nexec {sys.executable} -m screener "$@"\n')
        (bin_ / "screener").chmod(0o755)
        self._process = subprocess.Popen(
            ["bash", "--norc", "--noprofile", "-i"],
            cwd=program.home,
            env={
                "PATH": f"{bin_}:{os.environ['PATH']}",
                "PYTHONPATH": str(Path(__file__).parents[2]),
                "HOME": str(program.home),
                "LANG": "C.UTF-8",
                "TERM": "dumb",
                "PS1": "ready> ",
            },
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
        )
        os.close(theirs)
        self.said("ready> ")
        self.types('eval "$(_SCREENER_COMPLETE=bash_source screener)"\n')
        self.said("ready> ")

    def types(self, text: str) -> None:
        """Press these keys."""
        os.write(self._terminal, text.encode())

    def said(self, end: str) -> str:
        """What comes from the terminal up to that, within half a minute."""
        deadline = time.monotonic() + 30
        heard = ""
        while not heard.endswith(end):
            left = deadline - time.monotonic()
            assert left > 0, heard
            ready, _, _ = select.select([self._terminal], [], [], left)
            if ready:
                heard += os.read(self._terminal, 4096).decode()
        return heard

    def close(self) -> None:
        """Away with it."""
        self._process.kill()
        self._process.wait()
        os.close(self._terminal)


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("open pu", "pushy@example.com"),
        ("open pushy@ex", "pushy@example.com"),
        ("open 'pushy@ex", "pushy@example.com"),
        ("open The", "The man from the street"),
        ('open "The', "The man from the street"),
        ("open +1", "+1 202 555 0143"),
        ("contact Str", "Street, John"),
        ("log --rule=clo", "--rule=closed door"),
        ("log --contact=pushy@", "--contact=pushy@example.com"),
    ],
)
def test_bash_completes_to_one_word_that_is_meant(program: Commands, typed: str, word: str) -> None:
    """Whatever quotes are open, and in spite of the places where readline breaks words."""
    bash = Bash(program)
    try:
        bash.types('show() { printf "[%s]" "${@: -1}"; }\n')
        bash.said("ready> ")
        bash.types("screener " + typed + "\t")
        # The key that was pressed is read after what completion has written.
        bash.types("\x01show \x05\n")
        assert bash.said("]ready> ").rpartition("[")[2].partition("]")[0] == word
    finally:
        bash.close()
