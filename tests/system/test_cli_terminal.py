"""What a terminal gets: tables that fit, times as people say them, colours with a meaning."""

import os
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from screener.application.deciding.brake import HELD_BY_THE_BRAKE
from screener.cli.discretion import HINT
from screener.cli.main import HUNG_UP
from screener.domain.record.decision import Door
from screener.domain.record.effect import Do, Effect, Status
from screener.domain.visible import cells
from tests.builders import a_decision, a_mail, a_voicemail, an_arrival
from tests.system import terminal
from tests.system.commands import Commands

ESCAPE = "\x1b"

ROME = ZoneInfo("Europe/Rome")

STRANGE = [
    a_decision(2, event=a_mail(2, subject="会議のお知らせ：来週の月曜日の打ち合わせについて" * 3)),
    a_decision(3, event=a_mail(3, subject="שלום, מה שלומך היום? נשמח לפגוש אותך בקרוב" * 3)),
    a_decision(4, event=a_mail(4, subject="🎉 Party 👨\u200d👩\u200d👧\u200d👦 ❤\ufe0f" * 9)),
    a_decision(5, event=a_mail(5, subject="\x1b[2J\u202egpj.exe\x00" * 9)),
    a_decision(6, event=a_mail(6, subject="e\u0301" * 200), contact="a" * 64 + "@example.com"),
    a_decision(7, event=a_voicemail(7), contact="+12025550143"),
]
"""What people call things."""


@pytest.fixture
def program(tmp_path: Path) -> Commands:
    """A program that decided one message with a long subject."""
    program = Commands(tmp_path)
    program.remember(
        [a_decision(1, event=a_mail(1, subject="so " * 99), contact="him@example.com")]
    )
    return program


def on_a_terminal(program: Commands, *words: str, **environ: str) -> str:
    """What a terminal of 80 columns is sent, unless another width is said."""
    return terminal.on_a_terminal(words, home=program.home, **environ)


def titles(line: str) -> list[str]:
    """The columns of a table."""
    return line.replace("LAST KNOCK", "LAST_KNOCK").split()


@pytest.mark.parametrize(
    ("columns", "shown"),
    [
        (60, "ID WHEN FROM OUTCOME"),
        (80, "ID WHEN FROM SUBJECT OUTCOME"),
        (100, "ID WHEN FROM SUBJECT RULE OUTCOME"),
        (200, "ID RECEIVED WHEN FROM SUBJECT RULE OUTCOME"),
    ],
)
def test_the_log_fits_the_terminal(program: Commands, columns: int, shown: str) -> None:
    """Who wrote, when, and what came of it is always there, and the id to ask on with."""
    program.remember(STRANGE)
    told = on_a_terminal(program, "log", "--words", COLUMNS=str(columns), NO_COLOR="1")
    head, *lines = told.splitlines()

    assert titles(head) == shown.split()
    assert len(lines) == 1 + len(STRANGE)
    assert max(map(cells, lines)) <= columns
    assert "…" in lines[0]


@pytest.mark.parametrize(
    ("columns", "shown"),
    [
        (60, "DOOR CONTACT KNOCKS KNOCKED"),
        (80, "DOOR CONTACT HANDLES KNOCKS KNOCKED"),
        (100, "DOOR CONTACT HANDLES SINCE KNOCKS KNOCKED"),
        (200, "DOOR CONTACT HANDLES SINCE KNOCKS LAST_KNOCK KNOCKED"),
    ],
)
def test_the_doors_fit_the_terminal(program: Commands, columns: int, shown: str) -> None:
    """However somebody is called, and however many handles they have."""
    handles = ", ".join(f"a.very.long.name.{number}@example.com" for number in range(9))
    program.write("rules/10.yaml", f"closed: [{{name: {'長い名前' * 9}, handles: [{handles}]}}]\n")
    head, *lines = on_a_terminal(program, "doors", COLUMNS=str(columns), NO_COLOR="1").splitlines()

    assert titles(head) == shown.split()
    assert max(map(cells, lines)) <= columns


@pytest.mark.parametrize("columns", [60, 80, 100, 200])
@pytest.mark.parametrize(
    "words", [("contact", "him@example.com"), ("why", "d1", "--words"), ("why", "d3", "--words")]
)
def test_what_is_told_of_one_person_or_message_fits_too(
    program: Commands, words: tuple[str, ...], columns: int
) -> None:
    """Long texts are cut in tables, and folded between words elsewhere."""
    program.remember(STRANGE)
    notes = "seen at the station " * 20
    program.write(
        "rules/10.yaml",
        f"contacts: [{{name: Him, handles: [him@example.com, +12025550143], notes: {notes}}}]\n"
        "rules: [{name: Subjects, when: {subject: nothing of the kind}, then: {keep: true}}]\n",
    )
    told = on_a_terminal(program, *words, COLUMNS=str(columns), NO_COLOR="1")

    assert max(map(cells, told.splitlines())) <= columns


def test_times_are_told_as_people_say_them(program: Commands) -> None:
    """And exactly besides, in the zone of the account with its offset."""
    now = datetime.now(UTC)
    lately = an_arrival(9, received=now - timedelta(hours=3, minutes=5))
    program.remember([a_decision(9, event=a_mail(9, arrival=lately), contact="him@example.com")])
    exactly = lately.received.astimezone(ROME).strftime("%Y-%m-%d %H:%M")

    assert "3 h ago" in on_a_terminal(program, "log")
    assert exactly in on_a_terminal(program, "log", COLUMNS="200")
    assert f"{exactly}+0" in program.run("log").out
    assert "3 h ago" not in program.run("log").out
    assert "(3 h ago)" in on_a_terminal(program, "why", "d9")


def test_what_is_hidden_is_told_once(program: Commands) -> None:
    """With the word that shows it; and not where nothing is."""
    program.write("rules/10.yaml", "closed: [him@example.com]\n")
    hidden = on_a_terminal(program, "log")

    assert hidden.endswith(f"{HINT}\n")
    assert "so so" not in hidden
    assert HINT not in on_a_terminal(program, "log", "--words")


def test_colours_mean_something(program: Commands) -> None:
    """A closed door, something that failed, something that was refused or is held; no more."""
    of = {
        "35": a_decision(2, contact="him@example.com", door=Door.CLOSED),
        "31": a_decision(3, Effect(do=Do.FILE, value="A", status=Status.FAILED)),
        "33": a_decision(4, Effect(do=Do.REPLY, value="no", status=Status.REFUSED)),
        None: a_decision(5, Effect(do=Do.FILE, value="A", status=Status.DONE)),
    }
    program.remember(list(of.values()))
    _, _, *lines = on_a_terminal(program, "log", "--words").splitlines()
    found = [re.findall(r"\x1b\[(\d+)m", line) for line in lines]

    assert found == [[colour, "0"] if colour else [] for colour in of]


def test_what_the_brake_holds_is_told_as_held(program: Commands) -> None:
    """It waits for a word, while what is pending will be done."""
    why = f"{HELD_BY_THE_BRAKE}: the rule would move 300 of 400 messages at once"
    held = Effect(do=Do.FILE, value="News", status=Status.PENDING, reason=why)
    program.remember([a_decision(2, held, rule="News", destination="News")])

    assert program.run("log").out.splitlines()[-1].endswith("held → News")
    assert "\x1b[33mheld → News" in on_a_terminal(program, "log")


def test_a_terminal_gets_colours(program: Commands) -> None:
    """They help to find what matters."""
    assert ESCAPE in on_a_terminal(program, "why", "d1")


def test_a_terminal_that_knows_no_colours_gets_none(program: Commands) -> None:
    """It says so itself."""
    assert ESCAPE not in on_a_terminal(program, "why", "d1", TERM="dumb")


def test_no_color_is_kept(program: Commands) -> None:
    """Whatever its value, unless it is empty (no-color.org)."""
    assert ESCAPE not in on_a_terminal(program, "why", "d1", NO_COLOR="1")
    assert ESCAPE in on_a_terminal(program, "why", "d1", NO_COLOR="")


def test_a_pipe_gets_no_colours(program: Commands) -> None:
    """Nor does a file."""
    assert ESCAPE not in program.run("why", "d1").out


@pytest.mark.parametrize("words", [("log",), ("log", "--json"), ("contact", "him@example.com")])
def test_a_reader_that_has_had_enough_is_no_trouble(
    program: Commands, words: tuple[str, ...]
) -> None:
    """As with `| head`: nothing is said, and the exit code is that of SIGPIPE."""
    program.remember([a_decision(number) for number in range(2, 3000)])
    with subprocess.Popen(
        [sys.executable, "-m", "screener", *words],
        cwd=program.home,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(Path(__file__).parents[2])},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        said = process.stderr.read()

    assert (process.returncode, said) == (HUNG_UP, b"")
