"""Fixtures that several folders of tests use. Servers start once a run, when first asked for."""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import count

import pytest
from hypothesis import HealthCheck, settings

from tests.databases import Reused, reused_in_postgres
from tests.servers.dovecot import Dovecot, Quirks, dovecot
from tests.servers.postgres import Postgres, postgres

_USERS = count(1)

# No machine is too slow for a test.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")

MEMORY = "/dev/shm"  # noqa: S108  what tests make there has a name that nobody can guess
ROOM = 4 * 2**30
"""Octets; what all tests leave together is a quarter of that."""


def pytest_configure(config: pytest.Config) -> None:
    """Files lie in memory where there is room, but for what measures: no test pulls a plug, and
    one with a database waits some fifty times until a disk has written.
    """
    if config.option.markexpr != "bench" and _may_hold_everything(MEMORY):
        os.environ["TMPDIR"] = tempfile.tempdir = MEMORY


def _may_hold_everything(folder: str) -> bool:
    try:
        there = os.statvfs(folder)
    except OSError:
        return False
    runs_programs = not there.f_flag & os.ST_NOEXEC
    room = there.f_bavail * there.f_frsize
    return runs_programs and room > ROOM and os.access(folder, os.W_OK)


@pytest.fixture(scope="session")
def dovecot_with() -> Iterator[Callable[[Quirks], Dovecot]]:
    """The Dovecot with such quirks; one for each set of them."""
    running: dict[str, Dovecot] = {}
    with ExitStack() as stack:

        def start(quirks: Quirks) -> Dovecot:
            key = repr(quirks)
            if key not in running:
                running[key] = stack.enter_context(dovecot(quirks))
            return running[key]

        yield start


@pytest.fixture(scope="session")
def plain_dovecot(dovecot_with: Callable[[Quirks], Dovecot]) -> Dovecot:
    """A Dovecot as it comes."""
    return dovecot_with(Quirks())


@pytest.fixture(scope="session")
def plain_postgres() -> Iterator[Postgres]:
    """A PostgreSQL as it comes. Whoever asks is of the group `postgres`, so that there is one."""
    with postgres() as cluster:
        yield cluster


@pytest.fixture(scope="session")
def reused_postgres(plain_postgres: Postgres) -> Iterator[Reused]:
    """One database there; who asks for it empties it."""
    with reused_in_postgres(plain_postgres) as reused:
        yield reused


@pytest.fixture
def mortal_postgres(plain_postgres: Postgres) -> Iterator[Postgres]:
    """The same, to be stopped and started as one likes; it runs again for those who come after."""
    yield plain_postgres
    if not plain_postgres.is_running:
        plain_postgres.start()


@pytest.fixture
def user() -> str:
    """A login that nobody has used before; its password is `secret`."""
    return f"user{next(_USERS)}"
