"""One pass over the accounts and out again: the same rounds as the daemon's."""

import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import NamedTuple

import structlog

from screener.application.rounds.round import Round, one_round
from screener.bootstrap import (
    Configured,
    clock,
    connect,
    desk,
    mailbox_lock,
    opened_store,
    spare_collector,
    tell_of_outage,
)
from screener.daemon.backoff import Backoff
from screener.daemon.fault import fault
from screener.daemon.trouble import Troubles
from screener.domain.settings.settings import Account
from screener.errors import DiskTrouble, MailboxHeld, ScreenerError, Stumbled, WrongUse
from screener.ports.mailbox import FolderState
from screener.ports.outages import Outage
from screener.ports.store import Store

log = structlog.get_logger()

Between = Callable[[Store, str], None]
"""What is done between two rounds of one account, such as showing how far it is."""


def go_on(_: Store, __: str) -> None:
    """Nothing is done."""


STUMBLES = 6
"""So often the connection may break while messages are read; the next pass goes on from there."""


def once(
    configured: Configured,
    *,
    account: str | None = None,
    past_the_brake: bool = False,
    between: Between = go_on,
) -> int:
    """The exit code: 0, or 1 if an effect failed for good or the brake holds a rule.

    Every account is served before the first trouble is raised: Unreachable, LoginRefused,
    MailboxHeld, or ScreenerError for a fault of the program.
    """
    accounts = _chosen(configured, account)
    configured.rules.current()
    spare_collector()
    rounds: list[Round] = []
    passed: list[Passed] = []
    with opened_store(configured.settings) as store:
        for one in accounts:
            try:
                made = _serve(
                    configured, one, store, past_the_brake=past_the_brake, between=between
                )
                rounds += made
                passed.append(Passed(one.name, unread=made[-1].polled.unread(one.watch)))
            except ScreenerError as trouble:
                # The first is raised, and told in full by whoever catches it.
                why = {"why": trouble.message} if _ended_by(passed) else {}
                log.warning("account_not_served", account=one.name, **why)
                passed.append(Passed(one.name, ended_by=trouble))
            except Exception:
                log.exception("round_broke", account=one.name)
                passed.append(Passed(one.name, ended_by=fault()))
        _remember(passed, configured, store)
    if troubles := _ended_by(passed):
        raise troubles[0]
    return 1 if any(went_wrong(one) for one in rounds) else 0


class Passed(NamedTuple):
    """How the pass over one account went: what ended it, or which folders were not read."""

    account: str
    ended_by: ScreenerError | None = None
    unread: ScreenerError | None = None

    @property
    def trouble(self) -> ScreenerError | None:
        """Why the account is not served."""
        return self.ended_by or self.unread

    @property
    def ever_served(self) -> bool:
        """Whether it was now."""
        return self.ended_by is None


def _ended_by(passed: Iterable[Passed]) -> list[ScreenerError]:
    return [one.ended_by for one in passed if one.ended_by is not None]


def _remember(passed: Sequence[Passed], configured: Configured, store: Store) -> None:
    """Who is cut off and who is back, as the daemon does it. An account that another process serves
    is not cut off, and on a disk that takes nothing nothing can be remembered.
    """
    known = [one for one in passed if not isinstance(one.ended_by, MailboxHeld | DiskTrouble)]

    def tell(outage: Outage) -> None:
        desks = [desk(configured, account, store) for account in configured.settings.accounts]
        tell_of_outage(configured.settings, desks, outage)

    Troubles(store, known, clock(), tell=tell).look()


def went_wrong(done: Round) -> bool:
    """Whether something of the round failed for good or waits for the user's word."""
    if done.polled.refused:
        return True
    return done.performed is not None and bool(done.performed.failed or done.performed.held)


def _serve(
    configured: Configured,
    account: Account,
    store: Store,
    *,
    past_the_brake: bool,
    between: Between,
) -> list[Round]:
    """Rounds until nothing is left that only waited for its turn.

    A message at which the server hangs up is found by trying again (domain.record.stumble).
    """
    backoff = Backoff()
    serve = partial(
        _rounds, configured, account, store, past_the_brake=past_the_brake, between=between
    )
    with mailbox_lock(configured.settings, account, store):
        for _ in range(STUMBLES):
            try:
                return serve()
            except Stumbled as trouble:
                log.warning("connection_broke", account=account.name, why=trouble.message)
                time.sleep(backoff.pause(trouble.retry_after).total_seconds())
        return serve()


def _rounds(
    configured: Configured,
    account: Account,
    store: Store,
    *,
    past_the_brake: bool,
    between: Between,
) -> list[Round]:
    """Over one connection."""
    mailbox = connect(account, store)
    try:
        its_desk = desk(configured, account, store)
        quiet = dict[str, FolderState]()
        rounds = [one_round(mailbox, its_desk, quiet, past_the_brake=past_the_brake)]
        while rounds[-1].more:
            log_round(account.name, rounds[-1])
            between(store, account.name)
            rounds.append(one_round(mailbox, its_desk, quiet, past_the_brake=past_the_brake))
    finally:
        mailbox.close()
    log_round(account.name, rounds[-1])
    unread = rounds[-1].polled.unread(account.watch)
    if unread is not None:
        log.warning(
            "folder_not_read", account=account.name, why=unread.message, advice=unread.advice
        )
    return rounds


def log_round(account: str, done: Round) -> None:
    """Say what a round came to."""
    polled, performed = done.polled, done.performed
    said = performed._asdict() if performed else {"observed": True}
    log.info(
        "round_ended", account=account, decided=polled.decided, troubled=polled.troubled, **said
    )


def _chosen(configured: Configured, name: str | None) -> Sequence[Account]:
    accounts = configured.settings.accounts
    if name is None:
        return accounts
    chosen = [account for account in accounts if account.name == name]
    if not chosen:
        known = ", ".join(f"`{account.name}`" for account in accounts)
        raise WrongUse(f"there is no account `{name}`", advice=f"the accounts are {known}")
    return chosen
