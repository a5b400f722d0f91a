"""How a database comes to the present schema, and what is said of one that cannot."""

import errno
import os
import re
import sqlite3
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
from screener.errors import DiskTrouble, InvalidConfiguration
from tests.builders import a_bookmark, a_decision, an_effect

STRUCTURE = "SELECT type, name, sql FROM sqlite_master"

FUTURE = '''
"""A revision that only this test knows."""

import sqlalchemy as sa
from alembic import op

revision = "9000"
down_revision = "{head}"


def upgrade() -> None:
    op.add_column("decisions", sa.Column("mood", sa.Text))
    op.execute("UPDATE decisions SET mood = 'good'")
    {more}
'''


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    """A database of the present schema with something in it."""
    path = tmp_path / "screener.db"
    store = open_store(path)
    store.remember([a_decision(1, an_effect())], bookmark=a_bookmark())
    store.close()
    return path


def migrate_to_the_future(path: Path, more: str = "") -> None:
    """Bring the database one revision further than this program is."""
    versions = path.parent / "versions 100%"
    versions.mkdir()
    (versions / "9000_mood.py").write_text(FUTURE.format(head=HEAD, more=more))
    database = Database(path)
    try:
        bring_to_head(database, head="9000", versions=[VERSIONS, versions])
    finally:
        database.close()


def ask(path: Path, question: str) -> list[tuple[object, ...]]:
    """Ask the database behind the store's back."""
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(question).fetchall()


@pytest.fixture
def migrated(tmp_path: Path) -> Path:
    """A database that began with the first migration and had all the others."""
    path = tmp_path / "migrated.db"
    database = Database(path)
    database.create_file()
    bring_to_head(database, head="0001")
    bring_to_head(database)
    database.close()
    return path


def test_the_migrations_make_what_the_tables_say(migrated: Path) -> None:
    """Who changes one changes the other."""
    database = Database(migrated)
    with database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        differences = compare_metadata(context, metadata)
    database.close()

    assert differences == []


def test_a_new_database_is_like_one_that_was_migrated(filled: Path, migrated: Path) -> None:
    """Every table, index and trigger, to the word."""
    new, old = (
        {(kind, name): " ".join(str(sql).split()) for kind, name, sql in ask(path, STRUCTURE)}
        for path in (filled, migrated)
    )

    assert new == old
    assert ask(filled, "SELECT * FROM alembic_version") == ask(
        migrated, "SELECT * FROM alembic_version"
    )


def test_the_head_is_the_last_migration() -> None:
    """Numbers, so that a newer schema can be told from an older one."""
    script = ScriptDirectory(str(MIGRATIONS))
    revisions = [revision.revision for revision in script.walk_revisions()]

    assert script.get_heads() == [HEAD]
    assert revisions == sorted(revisions, reverse=True)
    assert all(re.fullmatch(r"\d{4}", revision) for revision in revisions)


def test_a_filled_database_is_migrated_and_kept(filled: Path) -> None:
    """What was in it is there, and the copy beside it is what it was before."""
    migrate_to_the_future(filled)
    (kept,) = filled.parent.glob("*.backup")

    assert ask(filled, "SELECT id, mood FROM decisions") == [("d1", "good")]
    assert ask(kept, "SELECT version_num, id FROM alembic_version, decisions") == [(HEAD, "d1")]
    assert kept.name == f"screener.db.{HEAD}.backup"
    assert kept.stat().st_mode & 0o777 == 0o600


def test_a_migration_that_fails_changes_nothing(filled: Path) -> None:
    """Not half of it: SQLite undoes changes of the schema too."""
    with pytest.raises(ZeroDivisionError):
        migrate_to_the_future(filled, more="1 / 0")

    assert ask(filled, "SELECT version_num FROM alembic_version") == [(HEAD,)]
    assert "mood" not in str(ask(filled, "SELECT sql FROM sqlite_master"))
    open_store(filled).close()


def test_a_database_from_the_future_is_refused(filled: Path) -> None:
    """It is left alone, and the user is told to upgrade."""
    migrate_to_the_future(filled)

    with pytest.raises(InvalidConfiguration, match="9000") as caught:
        open_store(filled)
    assert "Upgrade screener" in caught.value.advice
    assert ask(filled, "SELECT version_num FROM alembic_version") == [("9000",)]


def test_nobody_else_can_read_the_database(tmp_path: Path) -> None:
    """Nor its log: files 0600 in a directory 0700."""
    path = tmp_path / "state" / "screener.db"
    store = open_store(path)
    store.set("key", "value")
    modes = {
        each.name: each.stat().st_mode & 0o777 for each in (path.parent, *path.parent.iterdir())
    }
    store.close()

    assert modes == {
        "state": 0o700,
        "screener.db": 0o600,
        "screener.db-wal": 0o600,
        "screener.db-shm": 0o600,
    }


def test_a_database_can_be_named_by_its_url(tmp_path: Path) -> None:
    """As SQLAlchemy writes it."""
    by_url = open_store(f"sqlite:///{tmp_path}/screener.db")
    by_url.set("key", "value")
    by_url.close()
    by_path = open_store(tmp_path / "screener.db")

    assert by_path.setting("key") == "value"
    by_path.close()


OPENS = """
import sys
from screener.adapters.store import open_store

sys.stdin.readline()
open_store(sys.argv[1]).close()
print("alembic" in sys.modules)
"""


def test_alembic_is_imported_only_to_migrate(tmp_path: Path) -> None:
    """It takes longer than most commands, and memory for as long as the program runs."""
    run = [sys.executable, "-c", OPENS, str(tmp_path / "screener.db")]

    assert subprocess.run(run, input="\n", capture_output=True, text=True, check=True).stdout == (
        "False\n"
    )


def test_processes_that_start_at_once_make_one_database(tmp_path: Path) -> None:
    """One makes it, the others wait and find it made."""
    run = [sys.executable, "-c", OPENS, str(tmp_path / "state" / "screener.db")]
    together = [
        subprocess.Popen(run, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) for _ in range(4)
    ]
    for process in together:
        process.communicate(b"\n")

    assert [process.returncode for process in together] == [0] * 4
    assert ask(tmp_path / "state" / "screener.db", "SELECT * FROM alembic_version") == [(HEAD,)]


def test_what_is_no_database_is_told(tmp_path: Path) -> None:
    """And left as it is."""
    path = tmp_path / "screener.db"
    path.write_text("Dear diary, " * 1000)

    with pytest.raises(DiskTrouble, match="it is not a database") as caught:
        open_store(path)
    assert str(path) in caught.value.message
    assert "put the whole state directory aside" in caught.value.advice
    assert path.read_text().startswith("Dear diary")


def test_a_place_where_no_file_can_be_is_told(tmp_path: Path) -> None:
    """With the reason of the operating system."""
    (tmp_path / "file").write_text("")

    with pytest.raises(DiskTrouble, match=os.strerror(errno.EEXIST)):
        open_store(tmp_path / "file" / "screener.db")


@pytest.mark.parametrize(
    ("pragma", "told"),
    [("max_page_count = 1", "the disk is full"), ("query_only = ON", "it cannot be written")],
)
def test_a_database_that_takes_no_more_is_told(filled: Path, pragma: str, told: str) -> None:
    """What was there before can be read still."""
    store = open_store(filled)
    raw = store._database.engine.raw_connection()  # type: ignore[attr-defined]
    raw.execute(f"PRAGMA {pragma}")
    raw.close()

    with pytest.raises(DiskTrouble, match=told) as caught:
        store.remember([a_decision(uid) for uid in range(2, 500)], bookmark=a_bookmark(499))
    assert caught.value.advice
    assert store.decision("d1")
    assert store.decision("d2") is None
    store.close()
