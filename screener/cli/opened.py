"""What most commands begin with: the configuration, quietly, and the database if there is one."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import tzinfo
from typing import TYPE_CHECKING

import click

from screener.bootstrap import Configured, configure, has_database, opened_store, start_logging
from screener.domain.rules.rulebook import Rulebook
from screener.domain.settings.settings import Account, LogSettings, Settings
from screener.domain.visible import visible
from screener.errors import WrongUse

if TYPE_CHECKING:
    from screener.ports.store import Store


_TOLD = f"{__name__}.broken_rules"
"""Under which it is remembered for the command what was told of its rules."""


TOLD_IN_FULL = frozenset({"rules_broken_last_good_kept"})
"""Events of the log that commands put into words (rules_in_force)."""


def configured(ctx: click.Context) -> Configured:
    """The configuration that the command line names; of the log only errors are shown."""
    found = configure(ctx.obj)
    quiet = LogSettings(format="console", level="error")
    start_logging(found.settings.model_copy(update={"log": quiet}), but=TOLD_IN_FULL)
    return found


def rules_in_force(found: Configured) -> Rulebook:
    """The rules in force; if the files are broken, that is told on standard error, once."""
    rulebook = found.rules.current()
    told = click.get_current_context().meta
    if found.rules.broken and told.get(_TOLD) != found.rules.broken:
        told[_TOLD] = found.rules.broken
        click.echo("These rules are not in force, the last good ones are:", err=True)
        click.echo(found.rules.broken, err=True)
    return rulebook


@contextmanager
def store_if_there(settings: Settings) -> Iterator["Store | None"]:
    """The database; None where nothing was ever decided, so that looking makes no file."""
    if not has_database(settings):
        yield None
        return
    with opened_store(settings) as store:
        yield store


def zone(settings: Settings, account: str | None = None) -> tzinfo:
    """The zone of that account, else of the first."""
    return account_named(settings, account).timezone if account else settings.accounts[0].timezone


def account_named(settings: Settings, name: str | None) -> Account:
    """That account, the first without a name. Raises WrongUse."""
    if name is None:
        return settings.accounts[0]
    for account in settings.accounts:
        if account.name == name:
            return account
    known = ", ".join(f"`{account.name}`" for account in settings.accounts)
    raise WrongUse(f"there is no account `{visible(name)}`", advice=f"the accounts are {known}")
