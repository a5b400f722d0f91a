"""The secret that signs commands by mail: 32 octets in `commands.key`, for us alone.

Whoever has it can say anything in the user's name. Where it was moved away a new one is made, and
every command that was offered before is void.
"""

import secrets
from pathlib import Path

from screener.adapters.keys.files import alone, told, write
from screener.errors import DiskTrouble

FILE = "commands.key"

OCTETS = 32

WHAT = "The key of commands by mail"


def command_secret(directory: Path) -> bytes:
    """The secret of that directory, made where there is none; one for any number of processes.

    Raises DiskTrouble.
    """
    path = directory / FILE
    with told(directory, WHAT):
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            with alone(directory):
                _make(path)
        secret = path.read_bytes()
    if len(secret) != OCTETS:
        raise DiskTrouble(
            f"{path} is no key: it should have {OCTETS} octets, and has {len(secret)}.",
            advice="Bring it back from a copy; or move it away, and a new one is made: links of"
            " digests that came before do nothing then.",
        )
    return secret


def has_command_secret(directory: Path) -> bool:
    """Whether one was ever made there."""
    return (directory / FILE).exists()


def lend_secret(directory: Path, *, to: Path) -> None:
    """A copy of the secret for another directory, if there is one. Raises DiskTrouble."""
    with told(directory, WHAT):
        if has_command_secret(directory):
            write(to / FILE, (directory / FILE).read_bytes())


def _make(path: Path) -> None:
    """A new secret; of several processes that make one at once, the first does."""
    if not path.exists():
        write(path, secrets.token_bytes(OCTETS))
