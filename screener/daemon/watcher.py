"""One account's thread: rounds, and waiting in IDLE between them, over one connection.

IDLE is only ever a hint that makes a round come sooner. The scheduler wakes the watcher at the
account's `poll` whatever IDLE says, so a link that went deaf, or a server that never tells, costs
one poll.
"""

import select
import socket
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from threading import Event, Thread
from time import monotonic

import structlog

from screener.application.desk import Desk
from screener.application.rounds.poll import Quiet
from screener.application.rounds.round import one_round
from screener.daemon.backoff import Backoff
from screener.daemon.fault import fault
from screener.daemon.once import log_round
from screener.daemon.tally import Tally
from screener.errors import Interrupted, ScreenerError, ServerRefused
from screener.ports.mailbox import Mailbox

log = structlog.get_logger()

SLICE = timedelta(minutes=4)
"""IDLE is begun anew this often; many routers forget a silent connection after five minutes."""

NOT_VISIBLE_YET = timedelta(milliseconds=300)
"""Some servers announce a message before a search shows it: then once more after this."""


class Watcher(Thread):
    """Screens one account until it is stopped; a lost connection is made again."""

    def __init__(
        self,
        desk: Desk,
        *,
        connect: Callable[[], Mailbox],
        idle: bool,
    ) -> None:
        super().__init__(name=f"watcher-{desk.account}", daemon=True)
        self._desk = desk
        self._connect = connect
        self._idle = idle
        self._stopping = Event()
        # Not a pipe: a number that is closed may be somebody else's file when we are woken late.
        self._bell, self._ringer = socket.socketpair()
        self._bell.setblocking(False)
        self._ringer.setblocking(False)
        self._backoff = Backoff()
        self._last_sign = monotonic()
        self.trouble: ScreenerError | None = None
        """Why the account is not served at present, None while it is."""
        self.ever_served = False
        self.tally = Tally()
        self._fault: str | None = None

    @property
    def account(self) -> str:
        """The name of the account."""
        return self._desk.account

    @property
    def silent_for(self) -> timedelta:
        """How long ago it last showed that it goes on; negative while it rests for longer."""
        return timedelta(seconds=monotonic() - self._last_sign)

    def wake(self) -> None:
        """Begin a round now, or as soon as the present one ends. From any thread."""
        # When so many calls wait that there is no room, one more makes no difference; nor does one
        # that comes when all is over.
        with suppress(OSError):
            self._ringer.send(b"!")

    def stop(self) -> None:
        """End after the message or the command at hand. From any thread."""
        self._stopping.set()
        self.wake()

    def run(self) -> None:
        """Serve, and whatever happens, serve again."""
        with self._bell, self._ringer:
            self._go_on()

    def _go_on(self) -> None:
        while not self._stopping.is_set():
            try:
                self._serve()
            except Interrupted:
                log.info("round_interrupted", account=self.account)
            except ScreenerError as trouble:
                self._in_trouble(trouble)
                self._rest(self._backoff.after(trouble))
            except Exception as error:
                is_known = repr(error) == self._fault
                if not is_known:
                    log.exception("round_broke", account=self.account)
                self._fault, self.trouble = repr(error), fault()
                backoff = self._backoff
                self._rest(backoff.until_mended() if is_known else backoff.pause())

    def _serve(self) -> None:
        self._desk.store.head()  # where nothing can be remembered nobody is bothered with a login
        mailbox = self._connect()
        # Not kept, or watcher and desk would hold each other, and all the rules, after a reload.
        desk = self._desk._replace(breathe=self._breathe)
        try:
            quiet: Quiet = {}
            announced = False
            begun = monotonic()
            while not self._stopping.is_set():
                found = self._round(mailbox, desk, quiet)
                self._backoff.lasted(monotonic() - begun)
                if announced and not found:
                    self._stopping.wait(NOT_VISIBLE_YET.total_seconds())
                    self._round(mailbox, desk, quiet)
                announced = self._wait(mailbox)
        finally:
            mailbox.close()

    def _round(self, mailbox: Mailbox, desk: Desk, quiet: Quiet) -> bool:
        begun = monotonic()
        done = one_round(mailbox, desk, quiet)
        self._last_sign = monotonic()
        self.tally.add(done, seconds=self._last_sign - begun, at=desk.clock.now())
        self._fault, self.ever_served = None, True
        unread = done.polled.unread(self._desk.watch)
        if unread is not None:
            self._in_trouble(unread)
        elif self.trouble is not None:
            log.info("account_served_again", account=self.account)
            self.trouble = None
        worth_saying = done.polled.decided or (done.performed and any(done.performed))
        if worth_saying:
            log_round(self.account, done)
        if done.more:
            self.wake()
        return bool(done.polled.decided)

    def _wait(self, mailbox: Mailbox) -> bool:
        """Until something may have happened; True if the server announced it."""
        if self._stopping.is_set():
            return False
        if self._idle and mailbox.capabilities.idle and self._is_open(mailbox):
            happened = mailbox.wait(SLICE, self._bell.fileno())
        else:
            happened = bool(select.select([self._bell], [], [], SLICE.total_seconds())[0])
        self._last_sign = monotonic()
        return happened and not self._rung()

    def _is_open(self, mailbox: Mailbox) -> bool:
        """Whether the folder that IDLE hears can be opened; that it cannot the round has told."""
        with suppress(ServerRefused):
            mailbox.open(self._desk.watch[0], writable=self._desk.writes)
            return True
        return False

    def _breathe(self) -> None:
        """The round goes on, which is a sign of life; unless it is to end."""
        self._last_sign = monotonic()
        if self._stopping.is_set():
            raise Interrupted("The program is about to end.")

    def _rung(self) -> bool:
        """Whether somebody woke us; takes all the calls that wait."""
        try:
            return bool(self._bell.recv(4096))
        except BlockingIOError:
            return False

    def _rest(self, pause: timedelta) -> None:
        """Wait without a connection, but not longer than until somebody wakes us to stop."""
        self._last_sign = monotonic() + pause.total_seconds()  # nothing is expected before
        self._stopping.wait(pause.total_seconds())
        self._rung()

    def _in_trouble(self, trouble: ScreenerError) -> None:
        """Say it once for each kind of trouble, not at every try."""
        if self.trouble is None or self.trouble.message != trouble.message:
            said = {"advice": trouble.advice} if trouble.advice else {}
            log.error("account_not_served", account=self.account, why=trouble.message, **said)
        self.trouble = trouble
