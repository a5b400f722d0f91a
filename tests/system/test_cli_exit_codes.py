"""How every command ends, by the table of the contract; 75 and 77 are with the servers they need.

Words that do not fit (2) are in tests/unit/cli/test_usage.py as far as no file decides it.
"""

from pathlib import Path

import pytest

from tests.builders import a_decision
from tests.servers.ports import free_port
from tests.system.commands import Commands

HIM = "him@example.com"

READING = [
    "run",
    "once",
    "check",
    "preview",
    "test",
    "doctor",
    "log",
    "why d1",
    f"why --from {HIM}",
    "doors",
    f"close {HIM}",
    f"open {HIM}",
    f"welcome {HIM}",
    "undo d1",
    f"contact {HIM}",
    "gates",
    f"gates advance {HIM}",
    f"gates lapse {HIM}",
    f"gates choose {HIM} Meet",
    f"note {HIM} text",
    f"dossier {HIM}",
    f"tell {HIM}",
    f"forget {HIM} --yes",
    "verify",
    "sieve",
    "pause",
    "resume",
]
"""Every command that needs the configuration: all but `schema` and `demo`."""

CASES = [
    # Nothing was ever decided, and that is no error.
    (0, "log"),
    (0, "doors"),
    (0, "gates"),
    (0, f"contact {HIM}"),
    (0, f"why --from {HIM}"),
    (0, f"forget {HIM} --yes"),
    (0, "verify"),
    (0, "check"),
    (0, "test"),
    (0, "sieve"),
    (0, "schema"),
    (0, f"note {HIM} text"),
    (0, f"welcome {HIM}"),
    (0, "pause --for 2h"),
    (0, "resume"),
    # It ran, and something failed for good.
    (1, "why d1"),
    (1, "undo d1"),
    (1, f"gates advance {HIM}"),
    (1, "forget closed@example.com --yes"),
    (1, f"tell {HIM} --yes"),
    (1, "close me@example.com"),
    # What a word means is in the files, and there is no such thing.
    (2, "once --account nobody"),
    (2, "preview --account nobody"),
    (2, f"why --from {HIM} --account nobody"),
    (2, f"close {HIM} --decline nothing"),
    (2, f"close {HIM} --until 2020-01-01"),
    (2, f"note {HIM} text --at 2999-01-01"),
    (2, "contact Nobody"),
    (2, "log --contact Nobody"),
    (2, "close Nobody"),
    (2, "dossier Nobody"),
    (2, "forget Nobody --yes"),
    (0, f"forget {HIM}"),
    # Nobody is at that port.
    (69, "once"),
    (69, "preview"),
    (69, "doctor"),
]


@pytest.fixture
def program(tmp_path: Path) -> Commands:
    """A program with one closed door, and a server that is not there."""
    program = Commands(tmp_path)
    config = program.read("config.yaml").replace("{env: NOBODY_ASKS}", "{file: password}")
    port = f"{{host: 127.0.0.1, port: {free_port()}, tls: none,"
    program.write("config.yaml", config.replace("{host: 127.0.0.1,", port))
    program.write("password", "open sesame")
    (tmp_path / "password").chmod(0o600)
    program.write("rules/10.yaml", "closed: [closed@example.com]\n")
    return program


@pytest.mark.parametrize(("code", "words"), CASES, ids=[f"{code}-{words}" for code, words in CASES])
def test_a_command_ends_as_the_table_has_it(program: Commands, code: int, words: str) -> None:
    """What went wrong is told on standard error, and what is told there went wrong."""
    ended = program.run(*words.split())

    assert ended.code == code, ended
    assert "Traceback" not in ended.err
    assert ended.err or code == 0 or words == "doctor"


@pytest.mark.parametrize("words", READING)
def test_without_a_configuration_every_command_ends_with_78(tmp_path: Path, words: str) -> None:
    """With where it was looked for, or what is wrong with it."""
    program = Commands(tmp_path)
    (tmp_path / "config.yaml").unlink()
    ended = program.run(*words.split())
    told = ended.out if words == "check" else ended.err

    assert ended.code == 78, ended
    assert "there is no configuration" in told


@pytest.mark.parametrize(
    "words",
    ["run", "once", "check", "preview", "test", "doctor", "doors", f"close {HIM}", "sieve"],
)
def test_where_no_rules_were_ever_good_what_needs_them_ends_with_78(
    program: Commands, words: str
) -> None:
    """With the place of the mistake."""
    program.write("rules/10.yaml", "rules: {\n")
    ended = program.run(*words.split())

    assert ended.code == 78, ended
    assert "rules/10.yaml:" in ended.err + ended.out


@pytest.mark.parametrize("words", ["log", "verify", "pause", "resume"])
def test_what_was_done_can_be_looked_at_beside_broken_rules(program: Commands, words: str) -> None:
    """And the program can be stopped and set going."""
    program.remember([a_decision(1)])
    program.write("rules/10.yaml", "rules: {\n")

    assert program.run(*words.split()).code == 0
