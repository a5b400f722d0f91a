"""PostgreSQL: how it is connected to, and how a transaction on it begins.

Surprising is the one lock for everything that writes: as in SQLite one transaction writes at a
time, so what it has looked up is still so when it writes.
"""

from typing import TYPE_CHECKING

from sqlalchemy import URL, Connection, Engine, create_engine, event

from screener.errors import InvalidConfiguration

if TYPE_CHECKING:
    from psycopg import Connection as PsycopgConnection
    from sqlalchemy.pool import ConnectionPoolEntry

_DRIVER = "postgresql+psycopg"
"""That of the extra `postgres`, whichever SQLAlchemy would take."""

# A server that is gone without a word is noticed within a minute and not after hours. What the URL
# says itself stands (libpq, parameter key words).
_UNLESS_SAID = {
    "application_name": "screener",
    "client_encoding": "utf8",
    "connect_timeout": "10",
    "keepalives_idle": "30",
    "keepalives_interval": "10",
    "keepalives_count": "3",
    "tcp_user_timeout": "60000",
}

# Whoever is gone without a word must not keep the lock for hours. And some servers do not wait for
# their disk: what was begun has to be known after a loss of power, or it is done twice.
_SETTINGS = """
SET lock_timeout = '{patience}s';
SET tcp_keepalives_idle = 30;
SET tcp_keepalives_interval = 10;
SET tcp_keepalives_count = 3;
SELECT set_config('synchronous_commit', 'on', false)
    WHERE current_setting('synchronous_commit') = 'off'
"""

_LOCK = int.from_bytes(b"screener")
"""The number of the lock; each database has locks of its own."""


def shown(url: URL) -> str:
    """What people are told of it: where it is, and nothing that might be a secret."""
    return str(URL.create("postgresql", url.username, None, url.host, url.port, url.database))


def engine(url: URL, *, patience: float) -> Engine:
    """Connections to it; `patience` is how many seconds one waits for another that writes.

    Raises InvalidConfiguration where there is no driver.
    """
    try:
        made = create_engine(
            url.set(drivername=_DRIVER, query={**_UNLESS_SAID, **url.query}),
            max_overflow=-1,
            pool_pre_ping=True,  # a server that was started anew is no trouble
            paramstyle="format",  # see bulk
            use_native_hstore=False,  # asks the server about what nobody needs
            hide_parameters=True,  # no word of any message in an error
        )
    except ImportError as error:
        raise InvalidConfiguration(
            f"The database is in PostgreSQL, and its driver is not here: {error}.",
            advice="Install it beside screener: `pip install 'psycopg[binary]'` with the `pip` of"
            " its virtual environment, or `pipx inject screener 'psycopg[binary]'`.",
        ) from error

    def prepare(connection: "PsycopgConnection", _entry: "ConnectionPoolEntry") -> None:
        if (encoding := connection.info.parameter_status("server_encoding")) != "UTF8":
            connection.close()
            raise _cannot_hold_everything(shown(url), encoding)
        connection.execute(_SETTINGS.format(patience=patience))
        connection.commit()

    event.listen(made, "connect", prepare)
    return made


def reading(made: Engine) -> Engine:
    """Its transactions see one state of the database."""
    return made.execution_options(isolation_level="REPEATABLE READ")


def writing(made: Engine) -> Engine:
    """Its transactions write, one at a time; each sees what those before it have written."""
    writer = made.execution_options(isolation_level="READ COMMITTED")
    event.listen(writer, "begin", _wait_for_turn)
    return writer


def _wait_for_turn(connection: Connection) -> None:
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")


def _cannot_hold_everything(name: str, encoding: str | None) -> InvalidConfiguration:
    return InvalidConfiguration(
        f"The database {name} keeps text as {encoding}, which cannot hold every message.",
        advice="Make another: `createdb --encoding=UTF8 --template=template0 NAME`.",
    )
