"""Passwords, read where the configuration says they are and kept nowhere.

No error shows a secret, nor what a command printed. SecretWithheld is for what may go well later: a
keyring that is locked, a command that waits for somebody. What is not there will not be there.
"""

import errno
import os
import stat
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from screener.config.settings.asking import answer_within
from screener.domain.settings.login import Secret
from screener.errors import InvalidConfiguration, SecretWithheld

TIMEOUT = 30.0
"""Seconds that a command, a keyring or a disk has to give a password."""

_LIMIT = 64 * 1024
"""Octets of a file that are read; no password is longer."""

_CANNOT_BE_RUN = (126, 127)
"""Exit codes of shells and their kin for a program that cannot be run or is not there (POSIX)."""

_FOR_GOOD = frozenset(
    {errno.ENOENT, errno.EACCES, errno.EPERM, errno.ENOEXEC, errno.EISDIR, errno.ENOTDIR}
)
"""What the system says of a file that will be no better the next time."""

_ORDINARY_FILE = "it has to be an ordinary file, on a disk that answers"

_UNLOCK = (
    "perhaps it asks on the screen: unlock it there; where nobody sits, keep the password in a "
    "file or a credential"
)

Run = Callable[[Sequence[str]], str]
"""Runs a program without a shell and gives what it printed."""


def run_command(command: Sequence[str], *, timeout: float = TIMEOUT) -> str:
    """What the program printed within `timeout` seconds.

    Raises SecretWithheld if it fails or takes longer, InvalidConfiguration if it cannot be run.
    """
    program = command[0]
    try:
        done = subprocess.run(
            list(command),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            timeout=timeout,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise SecretWithheld(
            f"the command `{program}` gave no password within {timeout:g} seconds",
            advice="run it by hand: perhaps it waits for a passphrase",
        ) from None
    except ValueError:
        raise InvalidConfiguration(f"the command `{program}` cannot be run") from None
    except OSError as error:
        raise _trouble(error, f"the command `{program}` cannot be run") from None
    if done.returncode != 0:
        kind = InvalidConfiguration if done.returncode in _CANNOT_BE_RUN else SecretWithheld
        raise kind(
            f"the command `{program}` ended with exit code {done.returncode} and no password",
            advice="run it by hand to see why",
        )
    return done.stdout.decode("utf-8", "replace")


def read_secret(
    secret: Secret,
    *,
    environ: Mapping[str, str],
    user: str = "",
    run: Run = run_command,
    timeout: float = TIMEOUT,
) -> str:
    """The secret. Raises InvalidConfiguration if it cannot be had, saying why and never what, and
    SecretWithheld if that may change, as it may of what gives no answer within `timeout` seconds.

    `user` is the name under which a keyring keeps it.
    """
    match secret:
        case Secret(env=str(name)):
            found, where = environ.get(name, ""), f"the environment variable `{name}`"
        case Secret(file=Path() as path):
            with _patiently(f"the password file {path}", advice=_ORDINARY_FILE):
                found = answer_within(timeout, partial(_from_file, path), about=secret)
            where = f"the file {path}"
        case Secret(command=tuple(command)):
            found, where = _first_line(run(command)), f"the output of `{command[0]}`"
        case Secret(keyring=str(service)):
            with _patiently("the keyring", advice=_UNLOCK):
                ask = partial(_from_keyring, service, user)
                found = answer_within(timeout, ask, about=(secret, user))
            where = f"the keyring's `{service}` for `{user}`"
        case Secret(credential=str(name)):
            found, where = _from_credential(name, environ), f"the credential `{name}`"
        case _:
            found, where = "", "the configuration"
    if not found:
        kind = SecretWithheld if secret.command else InvalidConfiguration
        raise kind(f"there is no password in {where}", advice=_missing(secret, user))
    return found


def _missing(secret: Secret, user: str) -> str:
    match secret:
        case Secret(env=str()):
            return "export it where screener is started"
        case Secret(file=Path()):
            return "write the password into it"
        case Secret(keyring=str(service)):
            return f"put it there with `keyring set {service} {user}`"
        case _:
            return "run the command by hand to see what it prints" if secret.command else ""


@contextmanager
def _patiently(whom: str, *, advice: str) -> Iterator[None]:
    try:
        yield
    except TimeoutError:
        raise SecretWithheld(f"{whom} gave no password in time", advice=advice) from None


def _from_file(path: Path) -> str:
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            octets = file.read(_LIMIT)
    except OSError as error:
        advice = (
            "write the password into it, for the eyes of that user only (mode 600)"
            if isinstance(error, FileNotFoundError)
            else "it has to be a file that the user of screener can read"
        )
        raise _trouble(error, f"the password file {path} cannot be read", advice=advice) from None
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise InvalidConfiguration(
            f"others than you have access to the password file {path}",
            advice=f"run `chmod 600 {path}`",
        )
    return _text(octets, path)


def _from_credential(name: str, environ: Mapping[str, str]) -> str:
    directory = environ.get("CREDENTIALS_DIRECTORY")
    if not directory:
        raise InvalidConfiguration(
            f"there is no credential `{name}`: $CREDENTIALS_DIRECTORY is not set",
            advice=f"write `LoadCredential={name}:PATH` into the systemd unit",
        )
    if "/" in name or name in (".", ".."):
        raise InvalidConfiguration(f"`{name}` is not the name of a credential")
    path = Path(directory) / name
    try:
        return _text(path.read_bytes()[:_LIMIT], path)
    except OSError as error:
        advice = f"write `LoadCredential={name}:PATH` into the systemd unit"
        raise _trouble(error, f"the credential `{name}` cannot be read", advice=advice) from None


def _from_keyring(service: str, user: str) -> str:
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        raise InvalidConfiguration(
            "the keyring cannot be asked: its library is not installed",
            advice="run `pip install 'screener[keyring]'`, or keep the password elsewhere",
        ) from None
    try:
        return keyring.get_password(service, user) or ""
    except KeyringError as error:
        raise SecretWithheld(
            f"the keyring does not answer: {type(error).__name__}",
            advice="without a desktop session, keep the password in a file or a credential",
        ) from None


def _trouble(error: OSError, what: str, *, advice: str = "") -> InvalidConfiguration:
    kind = InvalidConfiguration if error.errno in _FOR_GOOD else SecretWithheld
    return kind(f"{what}: {error.strerror}", advice=advice)


def _text(octets: bytes, path: Path) -> str:
    try:
        return octets.decode("utf-8").removesuffix("\n").removesuffix("\r")
    except UnicodeDecodeError:
        raise InvalidConfiguration(f"what is in {path} is not UTF-8") from None


def _first_line(printed: str) -> str:
    return printed.splitlines()[0] if printed else ""
