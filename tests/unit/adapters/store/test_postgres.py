"""A database in PostgreSQL: who may be in its way, and what is said of one that cannot be used."""

import subprocess
import sys
from contextlib import closing
from threading import Barrier, Thread

import pytest
from sqlalchemy import make_url
from sqlalchemy.exc import DBAPIError, IntegrityError

from screener.adapters.store import open_store, postgres
from screener.adapters.store.database import Database
from screener.adapters.store.tables import settings
from screener.errors import DatabaseAway, DiskTrouble, InvalidConfiguration
from tests.builders import a_decision
from tests.databases import Reused
from tests.servers.postgres import Postgres

pytestmark = pytest.mark.xdist_group("postgres")


@pytest.fixture
def database(reused_postgres: Reused) -> Database:
    """One that is empty."""
    reused_postgres.empty()
    return reused_postgres.database


@pytest.fixture
def url(database: Database, reused_postgres: Reused) -> str:
    """That of the same one."""
    return reused_postgres.url


def put(database: Database, key: str) -> None:
    """Write something."""
    with database.writing() as connection:
        connection.execute(settings.insert().values(key=key, value=""))


# --- transactions


def test_one_writes_at_a_time(database: Database) -> None:
    """What was looked up is still so when it is written, whoever else wants to."""
    together = Barrier(8)

    def count() -> None:
        together.wait()
        with database.writing() as connection:
            there = len(connection.execute(settings.select()).all())
            connection.execute(settings.insert().values(key=str(there), value=""))

    threads = [Thread(target=count) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with database.reading() as connection:
        assert {row.key for row in connection.execute(settings.select())} == set("01234567")


def test_a_reader_sees_one_state(database: Database) -> None:
    """Whatever is written meanwhile, which does not wait for the reader."""
    with database.reading() as connection:
        before = connection.execute(settings.select()).all()
        put(database, "meanwhile")
        assert connection.execute(settings.select()).all() == before == []


def test_who_does_not_get_their_turn_is_told(url: str, database: Database) -> None:
    """After some patience."""
    hasty = postgres.engine(make_url(url), patience=0.05)
    with (
        database.writing(),
        postgres.writing(hasty).connect() as connection,
        pytest.raises(DBAPIError, match="lock timeout"),
    ):
        connection.execute(settings.select())
    hasty.dispose()


def test_what_is_committed_is_on_the_disk(plain_postgres: Postgres, database: Database) -> None:
    """Also where the server would not wait for it by itself."""
    ask = "SHOW synchronous_commit"
    with database.writing() as connection:
        assert connection.exec_driver_sql(ask).scalar() == "on"
    assert plain_postgres.sql("postgres", ask) == "off"


# --- what is said


def test_no_password_is_in_the_name() -> None:
    """Wherever in the URL it stands."""
    ways = "postgresql://me:hunter2@db.example.com/x", "postgresql://me@/x?password=hunter2"

    assert [postgres.shown(make_url(way)) for way in ways] == [
        "postgresql://me@db.example.com/x",
        "postgresql://me@/x",
    ]


def test_no_word_of_a_message_is_in_an_error(database: Database) -> None:
    """It would go into the log with the traceback."""
    diary = settings.insert().values(key="key", value="Dear diary")
    with database.writing() as connection:
        connection.execute(diary)
    with pytest.raises(IntegrityError) as caught, database.writing() as connection:
        connection.execute(diary)

    assert "Dear diary" not in str(caught.value)


def test_a_password_that_is_wrong_is_told_without_it(plain_postgres: Postgres) -> None:
    """And the words of the server are."""
    with pytest.raises(DatabaseAway) as caught:
        open_store(plain_postgres.url_with_password("postgres", "correct-horse"))

    assert "password authentication failed" in caught.value.advice
    assert "correct-horse" not in str(caught.value)


def test_a_database_that_is_not_there_is_told(plain_postgres: Postgres) -> None:
    """It is not made."""
    with pytest.raises(DatabaseAway, match="/nowhere cannot be used") as caught:
        open_store(plain_postgres.url("nowhere"))

    assert 'database "nowhere" does not exist' in caught.value.advice


def test_a_database_in_which_nothing_may_be_made_is_told(plain_postgres: Postgres) -> None:
    """As for every user but its owner, from PostgreSQL 15 on."""
    name = plain_postgres.new_database()
    plain_postgres.sql(name, "CREATE ROLE guest LOGIN")

    with pytest.raises(DiskTrouble, match="its server does not allow it") as caught:
        open_store(plain_postgres.url(name).replace("//screener@", "//guest@"))
    assert "own the database" in caught.value.advice


def test_a_database_that_only_follows_is_told(plain_postgres: Postgres, url: str) -> None:
    """Reading works there."""
    with closing(open_store(f"{url}&options=-cdefault_transaction_read_only%3Don")) as store:
        assert store.setting("key") is None
        with pytest.raises(DiskTrouble, match="it cannot be written"):
            store.set("key", "value")


def test_a_database_that_cannot_hold_every_letter_is_refused(plain_postgres: Postgres) -> None:
    """Before the first message with a name in another script comes."""
    options = "--encoding=LATIN1", "--template=template0", "--locale=C"
    name = plain_postgres.new_database(*options)

    with pytest.raises(InvalidConfiguration, match="LATIN1") as caught:
        open_store(plain_postgres.url(name))
    assert "--encoding=UTF8" in caught.value.advice


WITHOUT_DRIVER = """
import sys
sys.modules["psycopg"] = None
from screener.adapters.store import open_store
from screener.errors import InvalidConfiguration
try:
    open_store("postgresql://screener:hunter2@/screener")
except InvalidConfiguration as error:
    print(error)
"""


def test_a_driver_that_is_not_there_is_named() -> None:
    """With the words that bring it."""
    run = [sys.executable, "-c", WITHOUT_DRIVER]
    said = subprocess.run(run, capture_output=True, text=True, check=True).stdout

    assert "its driver is not here" in said
    assert "pip install 'psycopg[binary]'" in said
    assert "hunter2" not in said


# --- a server that comes and goes


def test_a_server_that_was_started_anew_is_no_trouble(mortal_postgres: Postgres) -> None:
    """Connections of old are made again."""
    with closing(open_store(mortal_postgres.url(mortal_postgres.new_database()))) as store:
        store.set("key", "value")
        mortal_postgres.stop()
        mortal_postgres.start()

        assert store.setting("key") == "value"


def test_a_server_that_is_away_is_told_always_alike(mortal_postgres: Postgres) -> None:
    """So that a log says it once; and what was written is there when it is back."""
    with closing(open_store(mortal_postgres.url(mortal_postgres.new_database()))) as store:
        store.remember([a_decision(1)], bookmark=None)
        mortal_postgres.die()
        told = set()
        for _ in range(3):
            with pytest.raises(DatabaseAway, match="cannot be used just now") as caught:
                store.set("key", "value")
            told.add(caught.value.message)
        mortal_postgres.start()

        assert len(told) == 1
        assert store.decision("d1")


def test_a_connection_that_ends_in_a_transaction_undoes_it(url: str, database: Database) -> None:
    """And is told as a server that is away, with what it said."""

    def cut_off() -> None:
        with database.writing() as connection:
            connection.execute(settings.insert().values(key="key", value=""))
            connection.exec_driver_sql("SELECT pg_terminate_backend(pg_backend_pid())")

    with pytest.raises(DatabaseAway) as caught:
        cut_off()
    assert "terminating connection" in caught.value.advice
    with database.reading() as connection:
        assert connection.execute(settings.select()).all() == []
