"""The commands that need no server: the real program, in a directory with files of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

from screener.domain.record.decision import Decision
from tests.databases import new_store
from tests.system import forked

CONFIG = """\
state: state
mode: {mode}
accounts:
  - name: me
    address: me@example.com
    timezone: Europe/Rome
    imap: {{host: 127.0.0.1, user: me, password: {{env: NOBODY_ASKS}}}}
"""


class Ended(NamedTuple):
    """How the program ended."""

    code: int
    out: str
    err: str

    @property
    def objects(self) -> list[dict[str, Any]]:
        """Standard output as objects, one a line."""
        return [json.loads(line) for line in self.out.splitlines()]


class Commands:
    """`screener`, run in a directory that holds a configuration and a directory of rules."""

    def __init__(self, home: Path, *, mode: str = "observe") -> None:
        self.home = home
        self.rules = home / "rules"
        self.rules.mkdir()
        self.write("config.yaml", CONFIG.format(mode=mode))

    def write(self, name: str, text: str) -> None:
        """Write one of its files."""
        (self.home / name).write_text(text, "utf-8")

    def read(self, name: str) -> str:
        """What one of its files holds."""
        return (self.home / name).read_text("utf-8")

    def remember(self, decisions: Sequence[Decision]) -> None:
        """Put decisions where a round would have put them."""
        with closing(new_store(self.home / "state" / "screener.sqlite3")) as store:
            store.remember(decisions, bookmark=None)

    def run(self, *words: str, **environ: str) -> Ended:
        """Run one command to its end."""
        return Ended(*forked.run(words, cwd=self.home, environ=self._known(environ)))

    def _known(self, environ: dict[str, str]) -> dict[str, str]:
        known = {"PATH": os.environ["PATH"], "HOME": str(self.home), "LANG": "C.UTF-8"}
        return {**known, **environ}

    def python(self, *words: str, **environ: str) -> Ended:
        """Start the interpreter, which knows where the program is."""
        done = subprocess.run(
            [sys.executable, *words],
            cwd=self.home,
            env=self._known({"PYTHONPATH": str(Path(__file__).parents[2]), **environ}),
            capture_output=True,
            encoding="utf-8",
            timeout=300,
            check=False,
        )
        return Ended(done.returncode, done.stdout, done.stderr)
