"""The daemon: watchers, scheduled jobs, signals, and what systemd is told."""

import signal
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from queue import Empty, SimpleQueue
from time import monotonic

import structlog
from apscheduler.schedulers.background import BackgroundScheduler

from screener.adapters import systemd
from screener.application.errand import last_call
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
from screener.daemon.digests import Digests
from screener.daemon.trouble import Served, Troubles
from screener.daemon.watcher import Watcher
from screener.domain.settings.settings import Account
from screener.errors import (
    InvalidConfiguration,
    LoginRefused,
    MailboxHeld,
    ScreenerError,
    SecretWithheld,
)
from screener.ports.clock import Clock
from screener.ports.store import Store

log = structlog.get_logger()

HEARTBEAT = timedelta(seconds=15)
"""How often the watchdog is petted, leases are renewed, and rules and deadlines are looked at."""

HEARKEN = timedelta(seconds=2)
"""How often it is looked whether a command left something to do."""

TOO_SILENT = timedelta(minutes=15)
"""A watcher that shows no sign of life for so long is stuck; then the watchdog is not petted."""

GRACE = timedelta(seconds=6)
"""How long watchers may take to end; what is cut off then is taken up at the next start."""

RELOAD, END = "reload", "end"


class Calls:
    """What the main thread is asked to do, by signals and by other threads, in order."""

    def __init__(self) -> None:
        self._queue: SimpleQueue[str | ScreenerError] = SimpleQueue()

    def listen(self) -> None:
        """SIGHUP reloads; SIGTERM and SIGINT end."""
        signal.signal(signal.SIGHUP, lambda *_: self.put(RELOAD))
        signal.signal(signal.SIGTERM, lambda *_: self.put(END))
        signal.signal(signal.SIGINT, lambda *_: self.put(END))

    def put(self, call: str | ScreenerError) -> None:
        """Ask for something; a ScreenerError ends the program with it."""
        self._queue.put(call)

    def next(self) -> str | ScreenerError:
        """Wait for the next call."""
        return self._queue.get()

    def soon(self) -> str | ScreenerError | None:
        """The next call if one comes within a second."""
        with suppress(Empty):
            return self._queue.get(timeout=1)
        return None


def run(config: Path | None) -> int:
    """Screen until a signal ends it; the exit code is 0 then.

    Raises InvalidConfiguration, DiskTrouble, MailboxHeld at the start, and once no account at all
    can be let in LoginRefused or, if its password is not where it should be, InvalidConfiguration.
    """
    calls = Calls()
    calls.listen()
    configured = configure(config)
    while True:
        start_logging(configured.settings)
        call = _run_configured(configured, calls)
        if call == END:
            systemd.stopping()
            return 0
        if isinstance(call, ScreenerError):
            raise call
        systemd.reloading()
        configured = _reconfigured(config, configured)


def _reconfigured(config: Path | None, before: Configured) -> Configured:
    """The configuration as it is now; as it was before, if it is broken."""
    try:
        return configure(config)
    except InvalidConfiguration as error:
        log.error("configuration_broken_old_one_kept", findings=error.message)  # noqa: TRY400
        return before


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
        digests = Digests(desks, watchers)
        troubles = Troubles(
            store, watchers, clock(), tell=partial(tell_of_outage, configured.settings, desks)
        )
        pulse = Pulse(configured, watchers, calls, renew=[lock.renew for lock in locks])
        errands = Errands(store, watchers)
        deadlines = Deadlines(store, watchers, clock())
        scheduler = _scheduler(configured, watchers, pulse, errands, deadlines)
        for job in (digests.look, troubles.look):
            scheduler.add_job(job, "interval", seconds=HEARTBEAT.total_seconds())
        settle_memory()
        bells = _bells(accounts, watchers)
        for thread in (*watchers, *bells):
            thread.start()
        scheduler.start()
        systemd.ready()
        log.info("started", accounts=len(watchers), mode=configured.settings.mode.value)
        try:
            call = calls.next()
            return settled(watchers, calls) if call == RELOAD else call
        finally:
            scheduler.shutdown(wait=False)
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


def _scheduler(
    configured: Configured,
    watchers: Sequence[Watcher],
    pulse: "Pulse",
    errands: "Errands",
    deadlines: "Deadlines",
) -> BackgroundScheduler:
    """Jobs live in memory only; a late one is run all the same, and only once."""
    scheduler = BackgroundScheduler(
        timezone=UTC,
        job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
    )
    scheduler.add_job(pulse.beat, "interval", seconds=HEARTBEAT.total_seconds())
    scheduler.add_job(errands.look, "interval", seconds=HEARKEN.total_seconds())
    scheduler.add_job(deadlines.look, "interval", seconds=HEARTBEAT.total_seconds())
    for account, watcher in zip(configured.settings.accounts, watchers, strict=True):
        scheduler.add_job(watcher.wake, "interval", seconds=account.poll.total_seconds())
    return scheduler


class Errands:
    """What commands leave to the running program, done as soon as it is noticed."""

    def __init__(self, store: Store, watchers: Sequence[Watcher]) -> None:
        self._store = store
        self._watchers = watchers
        self._last = last_call(store)

    def look(self) -> None:
        """Begin a round in every account if somebody called since."""
        try:
            call = last_call(self._store)
        except ScreenerError as trouble:
            log.warning("errands_not_read", why=trouble.message)
            return
        if call != self._last:
            self._last = call
            for watcher in self._watchers:
                watcher.wake()


class Deadlines:
    """What comes to pass at a time of its own: a round is begun when it has come.

    It looks at the clock and at the store each time, so a restart or a changed clock does no harm.
    """

    def __init__(self, store: Store, watchers: Sequence[Watcher], clock: Clock) -> None:
        self._store = store
        self._watchers = watchers
        self._clock = clock
        self._last: datetime | None = None

    def look(self) -> None:
        """Begin a round in every account if a deadline has passed for which none was begun."""
        try:
            due = self._store.gatebook.next_deadline()
        except ScreenerError as trouble:
            log.warning("deadlines_not_read", why=trouble.message)
            return
        if due is None or due == self._last or due >= self._clock.now():
            return
        self._last = due
        for watcher in self._watchers:
            watcher.wake()


class Pulse:
    """What happens every HEARTBEAT, and proves to systemd that the program is alive."""

    def __init__(
        self,
        configured: Configured,
        watchers: Sequence[Watcher],
        calls: Calls,
        *,
        renew: Sequence[Callable[[], None]],
    ) -> None:
        self._configured = configured
        self._watchers = watchers
        self._calls = calls
        self._renew = renew

    def beat(self) -> None:
        """Renew the leases, look at the rules, tell systemd."""
        try:
            for renew in self._renew:
                renew()
            self._configured.rules.current()
        except MailboxHeld as lost:
            self._calls.put(lost)
        except ScreenerError as trouble:
            log.warning("heartbeat_troubled", why=trouble.message)
        if (refused := nobody_lets_us_in(self._watchers)) is not None:
            self._calls.put(refused)
        systemd.status(self._status())
        if all(watcher.silent_for < TOO_SILENT for watcher in self._watchers):
            systemd.watchdog()

    def _status(self) -> str:
        in_trouble = [watcher for watcher in self._watchers if watcher.trouble]
        served = len(self._watchers) - len(in_trouble)
        said = [f"{served} of {len(self._watchers)} accounts served"]
        said += [f"{watcher.account}: {watcher.trouble}" for watcher in in_trouble]
        if self._configured.rules.broken:
            said.append("the rules are broken, the last good ones are in force")
        return "; ".join(said)


def nobody_lets_us_in(watchers: Sequence[Served]) -> ScreenerError | None:
    """The first trouble, if no account was ever served and none can be without a hand."""
    stopped = [
        one.trouble
        for one in watchers
        if one.trouble is not None and not one.ever_served and _wants_a_hand(one.trouble)
    ]
    return stopped[0] if stopped and len(stopped) == len(watchers) else None


def _wants_a_hand(trouble: ScreenerError) -> bool:
    if isinstance(trouble, SecretWithheld):
        return False
    return isinstance(trouble, LoginRefused | InvalidConfiguration)


def _end(watchers: Sequence[Watcher]) -> None:
    for watcher in watchers:
        watcher.stop()
    end = monotonic() + GRACE.total_seconds()
    for watcher in watchers:
        watcher.join(max(0.0, end - monotonic()))
        if watcher.is_alive():
            log.warning("watcher_cut_off", account=watcher.account)
