"""How a database in PostgreSQL comes to the present schema."""

import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from screener.adapters.store import open_store
from screener.adapters.store.database import Database
from screener.adapters.store.schema import HEAD, MIGRATIONS, VERSIONS, bring_to_head
from screener.adapters.store.tables import metadata
from screener.errors import InvalidConfiguration
from tests.builders import a_decision, an_effect
from tests.servers.postgres import Postgres

pytestmark = pytest.mark.xdist_group("postgres")

ALL = [one.revision for one in ScriptDirectory(str(MIGRATIONS)).walk_revisions()]

FUTURE = '''
"""A revision that only this test knows."""

from alembic import op

revision = "9000"
down_revision = "{head}"


def upgrade() -> None:
    op.execute("ALTER TABLE decisions ADD COLUMN mood TEXT DEFAULT 'good'")
    {more}
'''


@pytest.fixture
def name(plain_postgres: Postgres) -> str:
    """A database with nothing in it."""
    return plain_postgres.new_database()


def migrate_to_the_future(url: str, folder: Path, more: str = "") -> None:
    """Bring the database one revision further than this program is."""
    (folder / "9000_mood.py").write_text(FUTURE.format(head=HEAD, more=more))
    with closing(Database(url)) as database:
        bring_to_head(database, head="9000", versions=[VERSIONS, folder])


def dumped(cluster: Postgres, name: str) -> str:
    """The whole of it, as pg_dump writes it."""
    lines = cluster.run("pg_dump", name).splitlines()
    # Newer ones write a word of chance against tampering.
    return "\n".join(line for line in lines if not line.startswith((r"\restrict", r"\unrestrict")))


def test_the_migrations_make_what_the_tables_say(plain_postgres: Postgres, name: str) -> None:
    """Who changes one changes the other."""
    url = plain_postgres.url(name)
    open_store(url).close()
    with closing(Database(url)) as database, database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        assert compare_metadata(context, metadata) == []


def test_a_database_of_any_version_comes_to_the_same(plain_postgres: Postgres) -> None:
    """By all steps at once, or by each for itself."""
    made = set()
    for revision in ALL:
        name = plain_postgres.new_database()
        with closing(Database(plain_postgres.url(name))) as database:
            bring_to_head(database, head=revision)
        open_store(plain_postgres.url(name)).close()
        made.add(dumped(plain_postgres, name))

    assert len(made) == 1
    assert HEAD in made.pop()


def test_a_filled_database_is_migrated(plain_postgres: Postgres, name: str, tmp_path: Path) -> None:
    """What was in it is there, and no file is beside it."""
    url = plain_postgres.url(name)
    with closing(open_store(url)) as store:
        store.remember([a_decision(1, an_effect())], bookmark=None)
    migrate_to_the_future(url, tmp_path)

    assert plain_postgres.sql(name, "SELECT id, mood FROM decisions") == "d1|good"
    with pytest.raises(InvalidConfiguration, match="9000"):
        open_store(url)


def test_a_migration_that_fails_changes_nothing(
    plain_postgres: Postgres, name: str, tmp_path: Path
) -> None:
    """Not half of it."""
    url = plain_postgres.url(name)
    open_store(url).close()
    before = dumped(plain_postgres, name)
    with pytest.raises(ZeroDivisionError):
        migrate_to_the_future(url, tmp_path, more="1 / 0")

    assert dumped(plain_postgres, name) == before


OPENS = """
import sys
from screener.adapters.store import open_store

sys.stdin.readline()
open_store(sys.argv[1]).close()
"""


def test_processes_that_start_at_once_make_one_database(
    plain_postgres: Postgres, name: str
) -> None:
    """One makes it, the others wait and find it made."""
    run = [sys.executable, "-c", OPENS, plain_postgres.url(name)]
    together = [
        subprocess.Popen(run, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) for _ in range(2)
    ]
    for process in together:
        process.communicate(b"\n")

    assert [process.returncode for process in together] == [0] * 2
    assert plain_postgres.sql(name, "SELECT * FROM alembic_version") == HEAD
