"""The daemon: a watcher for each account, what is done beside them, and how all of it ends."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from datetime import timedelta
from functools import partial
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

import structlog

from screener import __version__
from screener.adapters import systemd
from screener.application.pausing import is_paused
from screener.bootstrap import (
    Configured,
    clock,
    configure,
    connect,
    desk,
    mailbox_lock,
    opened_store,
    settle_memory,
    start_logging,
    tell_of_outage,
)
from screener.daemon.bell import MOST, Bell
from screener.daemon.calls import RELOAD, Calls
from screener.daemon.digests import Digests
from screener.daemon.heard import Deadlines, Errands
from screener.daemon.keeping import RENEW, Keeping
from screener.daemon.pulse import HEARTBEAT, Pulse, heartbeat
from screener.daemon.schedule import Schedule
from screener.daemon.trouble import Troubles
from screener.daemon.watcher import Watcher
from screener.domain.settings.settings import Account
from screener.errors import DiskTrouble, InvalidConfiguration, ScreenerError
from screener.ports.store import Store

if TYPE_CHECKING:
    from screener.daemon.metrics import Metrics

log = structlog.get_logger()

HEARKEN = timedelta(seconds=2)
"""How often it is looked whether a command left something to do."""

GRACE = timedelta(seconds=6)
"""How long watchers may take to end; what is cut off then is taken up at the next start."""

A_MOMENT = timedelta(seconds=1)


def run(config: Path | None) -> int:
    """Screen until a signal ends it; the exit code is 0 then.

    Raises InvalidConfiguration, DiskTrouble, MailboxHeld at the start, and once no account at all
    can be let in LoginRefused or, if its password is not where it should be, InvalidConfiguration.
    """
    with closing(Calls()) as calls:
        calls.listen()
        configured = configure(config)
        start_logging(configured.settings)
        call = _run_configured(configured, calls)
        while call == RELOAD:
            systemd.reloading()
            configured = _reconfigured(config, configured)
            start_logging(configured.settings)
            call = _run_again(configured, calls)
    if isinstance(call, ScreenerError):
        raise call
    systemd.stopping()
    return 0


def _run_again(configured: Configured, calls: Calls) -> str | ScreenerError:
    """The same after a reload. A disk that takes nothing is waited for: nobody may be there to
    start the program anew.
    """
    said = ""
    while True:
        try:
            return _run_configured(configured, calls)
        except DiskTrouble as trouble:
            if trouble.message != said:
                log.error("not_going_on", why=trouble.message, advice=trouble.advice)  # noqa: TRY400
            said = trouble.message
        systemd.status(said)
        systemd.watchdog()
        call = calls.within(heartbeat())
        if call is not None:
            return call


def _reconfigured(config: Path | None, before: Configured) -> Configured:
    """The configuration as it is now, with rules; as it was before, if it is broken."""
    configured = before
    try:
        configured = configure(config)
        configured.rules.current()
    except InvalidConfiguration as error:
        log.error("configuration_broken_old_one_kept", findings=error.message)  # noqa: TRY400
        return before
    except DiskTrouble as trouble:
        if configured.settings.state != before.settings.state:
            log.error("state_not_usable_old_one_kept", why=trouble.message)  # noqa: TRY400
            return before
    return configured


def _run_configured(configured: Configured, calls: Calls) -> str | ScreenerError:
    """Run with these settings until a call comes that ends that."""
    configured.rules.current()
    with ExitStack() as held:
        store = held.enter_context(opened_store(configured.settings))
        accounts = configured.settings.accounts
        locks = [
            held.enter_context(mailbox_lock(configured.settings, account, store))
            for account in accounts
        ]
        desks = [desk(configured, account, store) for account in accounts]
        watchers = [
            Watcher(one, connect=partial(connect, account, store), idle=account.idle)
            for account, one in zip(accounts, desks, strict=True)
        ]
        troubles = Troubles(
            store, watchers, clock(), tell=partial(tell_of_outage, configured.settings, desks)
        )
        schedule = Schedule()
        looks: dict[Callable[[], None], timedelta] = {
            Pulse(configured, watchers, calls).beat: heartbeat(),
            Keeping([lock.renew for lock in locks], calls).renew: RENEW,
            troubles.look: HEARTBEAT,
            Digests(desks, watchers).look: HEARTBEAT,
            Deadlines(store, watchers, clock()).look: HEARTBEAT,
            Errands(store, watchers).look: HEARKEN,
        }
        if (metrics := _metrics(configured, watchers, store)) is not None:
            held.enter_context(closing(metrics))
            looks[metrics.look] = HEARTBEAT
            metrics.look()
        for look, interval in looks.items():
            schedule.every(interval, look, name=look.__qualname__)
        for account, watcher in zip(accounts, watchers, strict=True):
            schedule.every(account.poll, watcher.wake, name=f"poll-{account.name}")
        settle_memory()
        bells = _bells(accounts, watchers)
        for thread in (*watchers, *bells):
            thread.start()
        schedule.start()
        systemd.ready()
        mode = configured.settings.mode.value
        log.info("started", version=__version__, accounts=len(watchers), mode=mode)
        try:
            call = calls.next()
            return settled(watchers, calls) if call == RELOAD else call
        finally:
            schedule.stop(A_MOMENT)  # what is done at this moment needs the store
            for bell in bells:
                bell.stop()
            _end(watchers)
            log.info("ended")


def settled(watchers: Sequence[Watcher], calls: Calls) -> str | ScreenerError:
    """Wait until no round is under way any more, however long a server takes to answer.

    Beside a round of old a new one would find its effects half done, and its letters as if their
    sender had died. RELOAD, or what else is called for meanwhile that cannot wait.
    """
    for watcher in watchers:
        watcher.stop()
    while any(watcher.is_alive() for watcher in watchers):
        call = calls.soon()
        if call is not None and call != RELOAD:
            return call
    return RELOAD


def _metrics(configured: Configured, watchers: Sequence[Watcher], store: Store) -> "Metrics | None":
    if (at := configured.settings.metrics) is None:
        return None
    from screener.daemon.metrics import Figures, Metrics

    figures = Figures(
        watchers,
        is_broken=lambda: configured.rules.broken is not None,
        is_paused=lambda: is_paused(store, now=clock().now()),
    )
    return Metrics(at, figures)


def _bells(accounts: Sequence[Account], watchers: Sequence[Watcher]) -> list[Bell]:
    """For every watched folder besides the first, which the watcher itself listens to."""
    return [
        Bell(
            folder,
            connect=partial(connect, account),
            ring=watcher.wake,
            name=f"bell-{account.name}",
        )
        for account, watcher in zip(accounts, watchers, strict=True)
        for folder in account.watch[1 : 1 + MOST]
        if account.idle
    ]


def _end(watchers: Sequence[Watcher]) -> None:
    for watcher in watchers:
        watcher.stop()
    end = monotonic() + GRACE.total_seconds()
    for watcher in watchers:
        watcher.join(max(0.0, end - monotonic()))
        if watcher.is_alive():
            log.warning("watcher_cut_off", account=watcher.account)
