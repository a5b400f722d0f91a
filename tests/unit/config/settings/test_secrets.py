"""Passwords come from where the configuration says, and never appear in an error."""

import os
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from screener.config.settings.secrets import read_secret, run_command
from screener.domain.settings.login import Secret
from screener.errors import InvalidConfiguration, SecretWithheld


def test_a_variable_holds_it() -> None:
    """White space in it is part of it."""
    assert read_secret(Secret(env="PW"), environ={"PW": " horse "}) == " horse "


@pytest.mark.parametrize("environ", [{}, {"PW": ""}])
def test_a_variable_that_is_not_set_is_named(environ: dict[str, str]) -> None:
    """An empty one counts as not set."""
    with pytest.raises(InvalidConfiguration, match="`PW`"):
        read_secret(Secret(env="PW"), environ=environ)


@pytest.mark.parametrize(
    ("written", "read"),
    [("horse\n", "horse"), ("horse", "horse"), ("horse\r\n", "horse"), (" a\n\n", " a\n")],
)
def test_a_file_holds_it_before_its_last_line_end(tmp_path: Path, written: str, read: str) -> None:
    """One line end is the editor's; anything else is the password's."""
    file = tmp_path / "secret"
    file.write_bytes(written.encode())
    file.chmod(0o600)
    assert read_secret(Secret(file=file), environ={}) == read


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_file_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    """As ssh does; the error says how to put it right."""
    file = tmp_path / "secret"
    file.write_text("horse")
    file.chmod(mode)
    with pytest.raises(InvalidConfiguration, match="chmod 600") as error:
        read_secret(Secret(file=file), environ={})
    assert "horse" not in str(error.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    """With the reason that the system gives, and what to do."""
    with pytest.raises(InvalidConfiguration, match="No such file") as caught:
        read_secret(Secret(file=tmp_path / "none"), environ={})
    assert caught.value.advice.startswith("write the password into it")


def test_a_variable_that_is_not_set_is_to_be_exported() -> None:
    """People set it in the terminal, and forget that word."""
    with pytest.raises(InvalidConfiguration, match="variable `NONE`") as caught:
        read_secret(Secret(env="NONE"), environ={})
    assert "export" in caught.value.advice


def test_a_place_with_nothing_in_it_is_to_be_filled(tmp_path: Path) -> None:
    """The file was made and forgotten, or the command prints an empty line."""
    empty = tmp_path / "password"
    empty.touch(0o600)
    for secret, advice in (
        (Secret(file=empty), "write the password into it"),
        (Secret(command=("echo",)), "run the command by hand"),
    ):
        with pytest.raises(InvalidConfiguration, match="there is no password") as caught:
            read_secret(secret, environ={})
        assert advice in caught.value.advice


def test_a_command_prints_it_on_its_first_line() -> None:
    """What password stores print below is about the password."""
    printing = (sys.executable, "-c", "print('horse'); print('user: me')")
    assert read_secret(Secret(command=printing), environ={}) == "horse"


def test_a_command_is_not_read_by_a_shell() -> None:
    """Its arguments arrive as they are written."""
    printing = (sys.executable, "-c", "import sys; print(sys.argv[1])", "$HOME; *")
    assert read_secret(Secret(command=printing), environ={}) == "$HOME; *"


@pytest.mark.parametrize(
    ("program", "why"),
    [
        ((sys.executable, "-c", "print('horse'); exit(3)"), "exit code 3"),
        ((sys.executable, "-c", ""), "there is no password in the output"),
        (("/nowhere/pass", "horse"), "No such file"),
    ],
)
def test_a_command_that_fails_says_how_and_not_what(program: tuple[str, ...], why: str) -> None:
    """Neither its output nor its arguments are shown."""
    with pytest.raises(InvalidConfiguration, match=why) as error:
        read_secret(Secret(command=program), environ={})
    assert "horse" not in str(error.value)


def test_a_command_that_waits_is_given_up() -> None:
    """A program that asks somebody for a passphrase would wait forever."""
    waiting = (sys.executable, "-c", "import signal; signal.pause()")
    with pytest.raises(InvalidConfiguration, match="no password within"):
        read_secret(Secret(command=waiting), environ={}, run=partial(run_command, timeout=0.2))


@pytest.mark.parametrize(
    ("secret", "may_change"),
    [
        (Secret(env="NOT_SET"), False),
        (Secret(file=Path("/nowhere/password")), False),
        (Secret(file=Path("/")), False),
        (Secret(credential="imap"), False),
        (Secret(command=("/nowhere/pass",)), False),
        (Secret(command=("/etc/passwd",)), False),
        (Secret(command=("sh", "-c", "nowhere-pass")), False),
        (Secret(command=("sh", "-c", "exit 1")), True),
        (Secret(command=("true",)), True),
        (Secret(command=("sh", "-c", "kill $$")), True),
    ],
    ids=str,
)
def test_what_may_be_had_later_is_told_from_what_is_not_there(
    secret: Secret, *, may_change: bool
) -> None:
    """A command may wait for a key to be unlocked; a file that is missing waits for nobody."""
    with pytest.raises(InvalidConfiguration) as error:
        read_secret(secret, environ={})
    assert isinstance(error.value, SecretWithheld) == may_change


@pytest.mark.parametrize(
    ("backend", "said"),
    [
        ("null", "InvalidConfiguration: there is no password in the keyring's `mail` for `me`"),
        ("fail", "SecretWithheld: the keyring does not answer"),
    ],
)
def test_a_keyring_is_asked_by_service_and_user(backend: str, said: str) -> None:
    """In a process of its own, since a keyring is chosen once in each."""
    program = (
        "from screener.config.settings.secrets import read_secret\n"
        "from screener.domain.settings.login import Secret\n"
        "try: read_secret(Secret(keyring='mail'), environ={}, user='me')\n"
        "except Exception as error: print(f'{type(error).__name__}: {error}')\n"
    )
    environ = {"PYTHON_KEYRING_BACKEND": f"keyring.backends.{backend}.Keyring"}
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=environ,
        cwd=Path(__file__).parents[4],
        capture_output=True,
        text=True,
        check=True,
    )
    assert said in done.stdout


def test_a_keyring_that_waits_for_somebody_is_given_up(tmp_path: Path) -> None:
    """Whoever asks again is told what it said meanwhile, and it is not asked twice at once."""
    (tmp_path / "slow.py").write_text(
        "from threading import Event\n"
        "from keyring.backend import KeyringBackend\n"
        "unlocked, asked = Event(), []\n"
        "class Slow(KeyringBackend):\n"
        "    priority = 1\n"
        "    def get_password(self, service, user):\n"
        "        asked.append(service)\n"
        "        unlocked.wait(60)\n"
        "        return 'horse'\n"
        "    set_password = None\n"
    )
    program = (
        "import slow\n"
        "from screener.config.settings.secrets import read_secret\n"
        "from screener.domain.settings.login import Secret\n"
        "def ask(timeout):\n"
        "    secret = Secret(keyring='mail')\n"
        "    return read_secret(secret, environ={}, user='me', timeout=timeout)\n"
        "try: ask(0.01)\n"
        "except Exception as error: print(f'{type(error).__name__}: {error}')\n"
        "slow.unlocked.set()\n"
        "print(ask(60), slow.asked)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={"PYTHON_KEYRING_BACKEND": "slow.Slow", "PYTHONPATH": str(tmp_path)},
        cwd=Path(__file__).parents[4],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "SecretWithheld: the keyring gave no password in time" in done.stdout
    assert "unlock it" in done.stdout
    assert "horse ['mail']" in done.stdout


def test_a_file_that_never_gives_anything_is_given_up(tmp_path: Path) -> None:
    """Such as a pipe into which nobody writes, or one on a disk that is away."""
    pipe = tmp_path / "password"
    os.mkfifo(pipe, 0o600)
    with pytest.raises(SecretWithheld, match="gave no password in time") as error:
        read_secret(Secret(file=pipe), environ={}, timeout=0.01)
    assert str(pipe) in error.value.message
    pipe.open("w").close()  # lest somebody wait there to the end


def test_a_credential_is_read_from_the_directory_of_systemd(tmp_path: Path) -> None:
    """systemd keeps others out of that directory itself."""
    (tmp_path / "imap").write_text("horse\n")
    environ = {"CREDENTIALS_DIRECTORY": str(tmp_path)}
    assert read_secret(Secret(credential="imap"), environ=environ) == "horse"
    with pytest.raises(InvalidConfiguration, match="LoadCredential=smtp:PATH"):
        read_secret(Secret(credential="smtp"), environ=environ)
    with pytest.raises(InvalidConfiguration, match="CREDENTIALS_DIRECTORY is not set"):
        read_secret(Secret(credential="imap"), environ={})


def test_a_credential_is_a_name_and_no_path(tmp_path: Path) -> None:
    """Nothing outside the directory is read."""
    (tmp_path / "secret").write_text("horse")
    inside = tmp_path / "credentials"
    inside.mkdir()
    with pytest.raises(InvalidConfiguration, match="not the name of a credential"):
        read_secret(Secret(credential="../secret"), environ={"CREDENTIALS_DIRECTORY": str(inside)})
