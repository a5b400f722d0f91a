"""PostgreSQL, started for the tests alone: one cluster, and a database for whoever asks for one.

It runs as an ordinary user, since it refuses root, keeps all it has under one directory in /tmp,
and listens at a socket there, where everybody is let in, and at a port of this machine, where the
role `screener` has the password `secret`. Nothing is forced onto the disk. Text sorts as in a
dictionary and not by its octets, as on most machines.
"""

import os
import shutil
import signal
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import count
from pathlib import Path

from tests.servers.ports import free_port

ROLE = "screener"
PASSWORD = "secret"

# The user that Debian's package makes; only root has to become somebody else.
_USER = "postgres"

_CONFIGURATION = """
listen_addresses = '127.0.0.1'
port = {port}
unix_socket_directories = '{home}'
fsync = off
full_page_writes = off
synchronous_commit = off
shared_buffers = 16MB
autovacuum = off
"""

_WHO_IS_LET_IN = """
local all all trust
host all all 127.0.0.1/32 scram-sha-256
"""


class Postgres:
    """A cluster."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.port = free_port()
        self.log: list[str] = []
        self._numbers = count(1)

    def new_database(self, *options: str) -> str:
        """The name of a database that nobody has used before; options as of createdb."""
        name = f"test{next(self._numbers)}"
        self.run("createdb", *options, name)
        return name

    def url(self, name: str) -> str:
        """How the configuration names a database, at the socket."""
        return f"postgresql://{ROLE}@/{name}?host={self.home}&port={self.port}"

    def url_with_password(self, name: str, password: str = PASSWORD) -> str:
        """How the configuration names a database, at the port."""
        return f"postgresql://{ROLE}:{password}@127.0.0.1:{self.port}/{name}"

    def sql(self, name: str, statements: str) -> str:
        """What psql prints for these, without any ornament."""
        plainly = (
            "--no-psqlrc",
            "--quiet",
            "--tuples-only",
            "--no-align",
            "--variable=ON_ERROR_STOP=1",
        )
        return self.run("psql", *plainly, f"--dbname={name}", f"--command={statements}").strip()

    def run(self, program: str, *options: str) -> str:
        """What one of its own programs prints."""
        where = (f"--host={self.home}", f"--port={self.port}", f"--username={ROLE}")
        done = subprocess.run(
            [_program(program), *where, *options], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    @property
    def is_running(self) -> bool:
        """Whether somebody could be let in."""
        return self._process.poll() is None

    def start(self) -> None:
        """Returns once it lets people in."""
        self._ready = threading.Event()
        self._process = subprocess.Popen(
            [*_as_its_user("--pdeathsig", "QUIT"), _program("postgres"), "-D", str(self._cluster)],
            cwd=self.home,
            stdin=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._reader = threading.Thread(target=self._read)
        self._reader.start()
        self._ready.wait(60)
        assert self._process.poll() is None, "\n".join(["PostgreSQL did not start:", *self.log])

    def stop(self) -> None:
        """Returns once it is gone; whoever is connected is told."""
        self._end(signal.SIGINT)

    def die(self) -> None:
        """Returns once it is gone, at once and without a word."""
        self._end(signal.SIGQUIT)

    def make(self) -> None:
        """Write the cluster to disk."""
        password = self.home / "password"
        password.write_text(PASSWORD)
        if os.geteuid() == 0:
            shutil.chown(self.home, _USER, _USER)
        subprocess.run(
            [
                *_as_its_user(),
                _program("initdb"),
                f"--pgdata={self._cluster}",
                f"--username={ROLE}",
                f"--pwfile={password}",
                "--encoding=UTF8",
                "--locale=C.UTF-8",
                "--locale-provider=icu",
                "--icu-locale=en-US",
                "--no-sync",
            ],
            cwd=self.home,
            capture_output=True,
            check=True,
        )
        configuration = _CONFIGURATION.format(port=self.port, home=self.home)
        (self._cluster / "postgresql.auto.conf").write_text(configuration)
        (self._cluster / "pg_hba.conf").write_text(_WHO_IS_LET_IN)

    @property
    def _cluster(self) -> Path:
        return self.home / "cluster"

    def _end(self, how: signal.Signals) -> None:
        self._process.send_signal(how)
        self._process.wait(60)
        self._reader.join(60)

    def _read(self) -> None:
        assert self._process.stderr
        with self._process.stderr as lines:
            for line in lines:
                self.log.append(line.rstrip())
                if "ready to accept connections" in line:
                    self._ready.set()
        self._ready.set()


@contextmanager
def postgres() -> Iterator[Postgres]:
    """Make a cluster, start it, and end it with all that was in it."""
    home = Path(tempfile.mkdtemp(prefix="postgres-", dir="/tmp"))
    try:
        home.chmod(0o755)
        made = Postgres(home)
        made.make()
        made.start()
        try:
            yield made
        finally:
            made.die()
    finally:
        shutil.rmtree(home, ignore_errors=True)


@cache
def _program(name: str) -> str:
    """Debian keeps each version apart; the newest."""
    places = Path("/usr/lib/postgresql").glob(f"*/bin/{name}")
    return str(max(places, key=lambda place: int(place.parts[-3])))


def _as_its_user(*more: str) -> list[str]:
    if os.geteuid() != 0:
        return ["setpriv", *more]
    return ["setpriv", f"--reuid={_USER}", f"--regid={_USER}", "--init-groups", *more]
