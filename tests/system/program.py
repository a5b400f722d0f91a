"""The program as people have it: a directory with its files, and the command beside them.

Everything runs as a process of its own, so that a test sees exit codes, standard error and what
is left after a kill.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from tests.databases import lay_new_database
from tests.servers.dovecot import PASSWORD
from tests.system import forked
from tests.system.forked import Process

ROOT = Path(__file__).parents[2]

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


class Done(NamedTuple):
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def told(self) -> list[str]:
        """Standard error without the log: what a person is told."""
        return [line for line in self.err.splitlines() if line and not line.startswith("{")]

    @property
    def logged(self) -> list[dict[str, Any]]:
        """The log."""
        return [json.loads(line) for line in self.err.splitlines() if line.startswith("{")]


class Program:
    """One installation of it in `folder`, with the account `me` at a port of this machine."""

    def __init__(self, folder: Path, *, port: int, user: str, **settings: Any) -> None:
        self.folder = folder
        self.state = folder / "state"
        self.user = user
        self.accounts = [self.account("me", port=port, user=user)]
        self.settings: dict[str, Any] = {"mode": "enforce", "log": {"format": "json"}, **settings}
        (folder / "rules").mkdir(parents=True)
        lay_new_database(self.state / "screener.sqlite3")
        self.set_password(PASSWORD)
        self.configure()

    @staticmethod
    def account(name: str, *, port: int, user: str) -> dict[str, Any]:
        """An account that treats what came in the last ten days as new."""
        login = {"host": "127.0.0.1", "port": port, "tls": "none", "user": user}
        imap = {**login, "password": {"file": "password"}}
        return {"name": name, "address": f"{name}@example.com", "backfill": "10d", "imap": imap}

    def forget_all(self) -> None:
        """As before the first start ever."""
        shutil.rmtree(self.state)

    def configure(self, *, account: Mapping[str, Any] | None = None, **settings: Any) -> None:
        """Write the configuration anew, with these differences for good."""
        self.settings |= settings
        self.accounts[0] |= account or {}
        written = {"state": "state", **self.settings, "accounts": self.accounts}
        (self.folder / "config.yaml").write_text(json.dumps(written))

    def set_password(self, password: str) -> None:
        """The password of every account."""
        path = self.folder / "password"
        path.write_text(password)
        path.chmod(0o600)

    def rules(self, text: str) -> None:
        """Write the only file of rules."""
        (self.folder / "rules" / "rules.yaml").write_text(text)

    def command(self, *words: str) -> list[str]:
        """What the shell would run."""
        return [sys.executable, "-m", "screener", *self._words(words)]

    def _words(self, words: Sequence[str]) -> list[str]:
        return ["--config", str(self.folder / "config.yaml"), *words]

    def run(self, *words: str, before: Sequence[str] = ()) -> Done:
        """Run one command to its end; `before` are words such as those of setpriv."""
        if before:
            done = self._run_behind(before, words)
        else:
            done = Done(*forked.run(self._words(words), cwd=ROOT, environ=os.environ))
        assert "Traceback" not in done.err, done.err
        return done

    def _run_behind(self, before: Sequence[str], words: Sequence[str]) -> Done:
        done = subprocess.run(
            [*before, *self.command(*words)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        return Done(done.returncode, done.stdout, done.stderr)

    def once(self, *options: str, expect: int = 0) -> Done:
        """One pass; it ends with that exit code."""
        done = self.run("once", *options)
        assert done.code == expect, done
        return done

    @contextmanager
    def started(self, *words: str, **environ: str) -> Iterator[Process]:
        """Begin a command, and kill it at the end if it has not ended by then."""
        known = {**os.environ, **environ}
        with forked.started(self._words(words), cwd=ROOT, environ=known) as process:
            yield process

    def log(self) -> list[dict[str, Any]]:
        """All decisions, as `log --json` shows them."""
        done = self.run("log", "--json")
        assert done.code == 0, done
        return [json.loads(line) for line in done.out.splitlines()]

    def statuses(self) -> dict[str, dict[str, str]]:
        """By subject, what became of each action."""
        return {
            one["subject"]: {action["do"]: action["status"] for action in one["actions"]}
            for one in self.log()
        }

    def objects(self) -> dict[str, bytes]:
        """What the archive holds, by the name of each object."""
        files = (path for path in self.state.glob("archive/*/*") if path.is_file())
        return {path.parent.name + path.name: path.read_bytes() for path in files}


def a_letter(
    subject: str = "Lunch?",
    *,
    sender: str = "him@example.com",
    body: str = "Call me.",
    number: int = 1,
    **header: Any,
) -> bytes:
    """A plain mail to me; `number` makes its Message-ID."""
    fields = {
        "From": sender,
        "To": "me@example.com",
        "Subject": subject,
        "Message-ID": f"<{number}.{subject.encode().hex()}@example.com>",
        **{name.replace("_", "-"): value for name, value in header.items()},
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"{head}\r\n{body}\r\n".encode()


def eventually(holds: Callable[[], bool], *, seconds: float = 60) -> None:
    """Look again and again until it does."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)
