"""What comes out of the log, and what never does."""

import ast
import io
import json
import logging
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

import pytest
import structlog

import screener
from screener.adapters.logs import HIDDEN, Form, Level, configure_logs, hide

LEVELS = ("debug", "info", "warning", "error", "exception")

NAMING = {*(f"log.{level}" for level in LEVELS), "self._complaints.about"}

Logged = Callable[..., io.StringIO]


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """The log is one for the process: each test leaves it as it was."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    structlog.reset_defaults()
    root.handlers[:] = handlers
    root.setLevel(level)


def a_log(form: Form = "json", level: Level = "info", **environ: str) -> io.StringIO:
    """A log that can be read again."""
    stream = io.StringIO()
    configure_logs(form, level, stream=stream, environ=environ)
    return stream


def events(stream: io.StringIO) -> list[dict[str, Any]]:
    """The lines of a JSON log."""
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_an_event_is_one_json_line_with_a_time_in_utc() -> None:
    """Machines read it line by line, and no zone has to be guessed."""
    stream = a_log()
    structlog.get_logger().info("round_ended", account="me", decided=3)

    [event] = events(stream)
    assert list(event) == ["timestamp", "level", "event", "account", "decided"]
    assert (event["level"], event["event"], event["decided"]) == ("info", "round_ended", 3)
    assert datetime.fromisoformat(event["timestamp"]).tzinfo == UTC


def test_what_is_below_the_level_is_not_logged() -> None:
    """`log.level` in the configuration."""
    stream = a_log(level="warning")
    log = structlog.get_logger()
    log.info("quiet")
    log.warning("loud")

    assert [event["event"] for event in events(stream)] == ["loud"]


def test_under_the_journal_each_line_has_its_priority(tmp_path: Path) -> None:
    """JOURNAL_STREAM names the very file that standard error is: then, and only then."""
    with (tmp_path / "journal").open("w+") as journal:
        stat = os.fstat(journal.fileno())
        for named in (f"{stat.st_dev}:{stat.st_ino}", "1:2"):
            configure_logs("auto", "debug", stream=journal, environ={"JOURNAL_STREAM": named})
            structlog.get_logger().error("told")
            structlog.get_logger().debug("told")
        journal.seek(0)
        lines = journal.read().splitlines()

    assert [line[:4] for line in lines[:2]] == ["<3>{", "<7>{"]
    assert json.loads(lines[0][3:])["event"] == "told"
    assert not any(line.startswith("<") for line in lines[2:])


def test_people_get_a_plain_line_without_colour_in_a_file() -> None:
    """Escape sequences are for terminals."""
    stream = a_log("console")
    structlog.get_logger().warning("account_not_served", account="me", why="no answer")

    timestamp, rest = stream.getvalue().split(" ", 1)
    assert datetime.fromisoformat(timestamp).tzinfo == UTC
    assert rest.split() == ["warning", "account_not_served", "account=me", 'why="no', 'answer"']
    assert "\x1b" not in rest


@pytest.mark.parametrize(("environ", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_a_terminal_gets_colour_unless_it_is_declined(
    environ: dict[str, str],
    coloured: bool,  # noqa: FBT001  pytest passes by name
) -> None:
    """NO_COLOR is kept."""
    manager, terminal = os.openpty()
    with os.fdopen(terminal, "w") as stream:
        configure_logs("auto", "info", stream=stream, environ=environ)
        structlog.get_logger().info("started")
    shown = os.read(manager, 4096)
    os.close(manager)

    assert b"started" in shown
    assert (b"\x1b[" in shown) is coloured


def test_nothing_in_a_plain_log_moves_the_cursor() -> None:
    """A hostile folder name or server's answer is shown and not obeyed."""
    stream = a_log("console")
    structlog.get_logger().info("told", folder="a\x1b[2Jb\u202ec", said="one\ntwo")

    assert len(stream.getvalue().splitlines()) == 1
    assert not {"\x1b", "\u202e"} & set(stream.getvalue())


@pytest.mark.parametrize("form", ["json", "console"])
@pytest.mark.parametrize("secret", ["hunter2-of-this-test", 'qu"o\\te', "naïve ßecret", "a'b/c?d"])
def test_a_hidden_secret_never_comes_out(form: Form, secret: str) -> None:
    """Not as a value or a key, not inside other values, not escaped, and not in a traceback."""
    stream = a_log(form)
    assert hide(secret) == secret
    log = structlog.get_logger()
    log.info(
        "tried", password=secret, nested={"deep": [secret, {secret: 1}], "raw": secret.encode()}
    )
    event = f"said {secret}"
    log.info(event, shown=repr(secret), sent=json.dumps(secret))
    try:
        raise ValueError(f"the server says {secret!r}")
    except ValueError:
        log.exception("failed")

    came_out = stream.getvalue()
    forms = {secret, repr(secret)[1:-1], repr(secret.encode())[2:-1], json.dumps(secret)[1:-1]}
    assert [form for form in forms if form in came_out] == []
    assert came_out.count(HIDDEN) >= 6


def test_a_secret_that_is_a_common_word_leaves_the_names_of_events_alone() -> None:
    """Or programs that read the log would not know them any more; what is told beside them counts
    as it always does. In a process of its own, since what is hidden is hidden for good.
    """
    program = (
        "import sys, structlog\n"
        "from screener.adapters.logs import configure_logs, hide\n"
        "configure_logs('json', 'info', stream=sys.stdout, environ={})\n"
        "for secret in ('round', 'warn', '2'): hide(secret)\n"
        "structlog.get_logger().warning('round_ended', rule='a round of onions')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    event = json.loads(done.stdout)
    assert (event["event"], event["level"]) == ("round_ended", "warning")
    assert event["rule"] == f"a {HIDDEN} of onions"
    assert datetime.fromisoformat(event["timestamp"]).tzinfo == UTC


def test_names_of_events_stand_in_the_program() -> None:
    """None is made of what comes from elsewhere, so no secret can be one."""
    named = [
        (path.name, ast.unparse(call.args[0]))
        for path in Path(screener.__file__).parent.rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(call, ast.Call) and ast.unparse(call.func) in NAMING
    ]
    assert len(named) > 50
    assert {one for one in named if not re.fullmatch("'[a-z_]+'", one[1])} == {
        ("complaints.py", "event")  # which is named by whoever calls `about`
    }


def test_what_is_told_otherwise_is_left_out() -> None:
    """By its name; all else comes out."""
    stream = io.StringIO()
    configure_logs("json", "info", stream=stream, environ={}, but={"told_in_words"})
    log = structlog.get_logger()
    log.error("told_in_words")
    log.error("told_in_words_and_more")

    assert [event["event"] for event in events(stream)] == ["told_in_words_and_more"]


def test_an_empty_secret_hides_nothing() -> None:
    """It would stand between any two letters."""
    hide("")
    stream = a_log()
    structlog.get_logger().info("round_ended")

    assert events(stream)[0]["event"] == "round_ended"


@pytest.mark.parametrize("form", ["json", "console"])
def test_an_exception_keeps_its_traceback(form: Form) -> None:
    """What is a bug is told in full."""
    stream = a_log(form)
    try:
        raise KeyError("gone")
    except KeyError:
        structlog.get_logger().exception("message_not_decided", uid=7)

    assert "Traceback (most recent call last)" in stream.getvalue()
    assert "KeyError: 'gone'" in stream.getvalue()
    assert "test_an_exception_keeps_its_traceback" in stream.getvalue()


def test_libraries_are_heard_from_warnings_on() -> None:
    """The scheduler, the migrations and the IMAP library speak through the same log."""
    stream = a_log()
    hide("sesame-of-this-test")
    logging.getLogger("imapclient.imapclient").info("job ran")
    logging.getLogger("imapclient").warning("sent %s", "sesame-of-this-test")
    logging.getLogger("alembic").error("two of %s and %s", *["one word"])

    [warned, broken] = events(stream)
    assert (warned["level"], warned["library"], warned["said"]) == (
        "warning",
        "imapclient",
        f"sent {HIDDEN}",
    )
    assert (broken["level"], broken["library"]) == ("error", "alembic")


class Broken(io.StringIO):
    """A pipe whose reader went away."""

    def write(self, _: str) -> int:
        """Fail."""
        raise BrokenPipeError


@pytest.mark.parametrize("stream", [Broken(), io.StringIO()])
def test_a_log_that_cannot_be_written_stops_nobody(stream: TextIO) -> None:
    """A broken pipe, or a stream that is closed."""
    configure_logs("auto", "info", stream=stream, environ={})
    stream.close()
    structlog.get_logger().info("told")
    configure_logs("auto", "info", stream=stream, environ={})


def test_importing_the_log_brings_no_colourful_library_of_its_own() -> None:
    """Whatever structlog looks for by itself, we import nothing that prints in frames."""
    program = (
        "import sys, structlog; before = set(sys.modules)\n"
        "import screener.adapters.logs\n"
        "print([name for name in set(sys.modules) - before if name.split('.')[0] == 'rich'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "[]"
