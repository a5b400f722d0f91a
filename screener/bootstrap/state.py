"""What lies in the state directory, and who may touch it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urlsplit

from screener.bootstrap.configured import Configured
from screener.bootstrap.process import clock
from screener.config.known_folders import FolderNotes
from screener.config.places import DATABASE
from screener.domain.record.decision import Mode
from screener.domain.settings.settings import Account, Settings

if TYPE_CHECKING:
    from screener.adapters.lock import MailboxLock
    from screener.ports.archive import Archive
    from screener.ports.inspection import StateDirectory
    from screener.ports.store import Store


def state_directory(settings: Settings) -> "StateDirectory":
    """How the state directory is found on disk; nothing is made."""
    from screener.adapters.disk import look_at

    return look_at(settings.state)


def has_database(settings: Settings) -> bool:
    """Whether opening the database would not have to make it."""
    return bool(settings.database) or (settings.state / DATABASE).exists()


@contextmanager
def opened_store(settings: Settings) -> Iterator["Store"]:
    """The database, made or migrated if need be.

    Raises DiskTrouble, or InvalidConfiguration if it is none for this program.
    """
    from screener.adapters.store import open_store

    if settings.database:
        _hide_password(settings.database)
    store = open_store(settings.database or settings.state / DATABASE)
    try:
        yield store
    finally:
        store.close()


def _hide_password(url: str) -> None:
    """No log shows it from now on, wherever in the URL it stands."""
    from screener.adapters.logs import hide

    parts = urlsplit(url)
    named = (value for key, value in parse_qsl(parts.query) if key.endswith("password"))
    for password in (unquote(parts.password or ""), *named):
        hide(password)


@contextmanager
def rehearsal(configured: Configured) -> Iterator[tuple[Configured, "Store"]]:
    """The same program in enforce mode, with a copy of what it remembers, which is thrown away.

    Its rules are those of the files, or none. A database in PostgreSQL is not copied: then it
    knows of the past what the mailbox tells. Raises DiskTrouble.
    """
    from screener.adapters.keys import lend_secret
    from screener.adapters.store.copy import copy_database

    settings = configured.settings
    original = settings.state / DATABASE
    with TemporaryDirectory(prefix="screener-") as scratch:
        if settings.database is None and original.exists():
            copy_database(original, Path(scratch) / DATABASE)
        lend_secret(settings.state, to=Path(scratch))
        elsewhere = {"state": Path(scratch), "database": None, "mode": Mode.ENFORCE}
        copy = Configured(settings.model_copy(update=elsewhere), [])
        with opened_store(copy.settings) as store:
            yield copy, store


def archive(settings: Settings) -> "Archive":
    """The original messages that were preserved. Raises DiskTrouble."""
    from screener.adapters.archive import DirectoryArchive

    return DirectoryArchive(settings.state / "archive", now=clock().now())


def mailbox_lock(settings: Settings, account: Account, store: "Store") -> "MailboxLock":
    """The right to screen one account, yet to be acquired (MailboxHeld)."""
    from screener.adapters.lock import MailboxLock

    return MailboxLock(account.name, directory=settings.state / "locks", store=store, clock=clock())


def folder_notes(settings: Settings, account: Account) -> FolderNotes:
    """What was last seen of the account's folders."""
    return FolderNotes(settings.state, account.name)
