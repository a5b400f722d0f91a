"""One writer per mailbox, on this host and on others."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from screener.adapters.lock import LEASE, MailboxLock
from screener.adapters.memory.clock import StoppedClock
from screener.errors import DiskTrouble, MailboxHeld
from screener.ports.store import Store
from tests.builders import NOON
from tests.databases import new_store

ELSEWHERE = "pid 9 on host elsewhere.example, since 2026-11-20T11:00:00+00:00"


@pytest.fixture
def clock() -> StoppedClock:
    """Noon."""
    return StoppedClock(NOON)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """The store that all processes of this test share."""
    store = new_store(tmp_path / "screener.db")
    yield store
    store.close()


def a_lock(state: Path, store: Store, clock: StoppedClock, *, account: str = "me") -> MailboxLock:
    """A lock as one process has it whose state directory is `state`."""
    return MailboxLock(account, directory=state / "locks", store=store, clock=clock)


def test_a_second_screener_is_told_who_holds_the_mailbox(
    tmp_path: Path, store: Store, clock: StoppedClock
) -> None:
    """With everything it takes to find that process; and the shell sees 75."""
    with a_lock(tmp_path, store, clock), pytest.raises(MailboxHeld) as caught:
        a_lock(tmp_path, store, clock).acquire()

    assert caught.value.message == (
        f"Another screener (pid {os.getpid()} on host {socket.gethostname()},"
        " since 2026-11-20T12:00:00+00:00) holds this mailbox."
    )
    assert caught.value.exit_code == 75


def test_a_released_mailbox_is_free(tmp_path: Path, store: Store, clock: StoppedClock) -> None:
    """At once, here and for a process with a state directory of its own."""
    for state in (tmp_path, tmp_path, tmp_path / "other"):
        with a_lock(state, store, clock):
            pass


def test_each_account_has_a_lock_of_its_own(
    tmp_path: Path, store: Store, clock: StoppedClock
) -> None:
    """Whatever the account is called."""
    with (
        a_lock(tmp_path, store, clock),
        a_lock(tmp_path, store, clock, account="../me"),
        a_lock(tmp_path, store, clock, account="мой"),
    ):
        assert len(list((tmp_path / "locks").iterdir())) == 3


def test_another_host_waits_for_the_lease(
    tmp_path: Path, store: Store, clock: StoppedClock
) -> None:
    """A file lock says nothing about it; five minutes without a renewal do."""
    store.hold("me", holder=ELSEWHERE, now=clock.now(), lease=LEASE)
    clock.advance(LEASE - timedelta(seconds=1))
    with pytest.raises(MailboxHeld, match=r"elsewhere\.example"):
        a_lock(tmp_path, store, clock).acquire()
    clock.advance(timedelta(seconds=1))

    with a_lock(tmp_path, store, clock):
        assert store.hold("me", holder=ELSEWHERE, now=clock.now(), lease=LEASE)


def test_a_live_holder_with_another_state_directory_keeps_the_mailbox(
    tmp_path: Path, store: Store, clock: StoppedClock
) -> None:
    """Same host, same database, but another lock file: that it is free proves nothing."""
    with a_lock(tmp_path, store, clock):
        clock.advance(timedelta(microseconds=1))

        with pytest.raises(MailboxHeld):
            a_lock(tmp_path / "other", store, clock).acquire()


def test_a_renewed_lease_lasts_longer(tmp_path: Path, store: Store, clock: StoppedClock) -> None:
    """Counted from the renewal."""
    with a_lock(tmp_path, store, clock) as lock:
        clock.advance(LEASE - timedelta(seconds=1))
        lock.renew()
        clock.advance(LEASE - timedelta(seconds=1))

        with pytest.raises(MailboxHeld):
            a_lock(tmp_path / "other", store, clock).acquire()


def test_who_has_lost_the_lease_is_told_when_renewing(
    tmp_path: Path, store: Store, clock: StoppedClock
) -> None:
    """A host that slept for too long must not go on."""
    with a_lock(tmp_path, store, clock) as lock:
        clock.advance(LEASE)
        store.hold("me", holder=ELSEWHERE, now=clock.now(), lease=LEASE)

        with pytest.raises(MailboxHeld, match=r"elsewhere\.example"):
            lock.renew()


def test_releasing_takes_nothing_from_who_has_the_lease_now(
    tmp_path: Path, store: Store, clock: StoppedClock
) -> None:
    """The end of a holder that was replaced is nobody else's."""
    with a_lock(tmp_path, store, clock):
        clock.advance(LEASE)
        store.hold("me", holder=ELSEWHERE, now=clock.now(), lease=LEASE)

    with pytest.raises(MailboxHeld):
        a_lock(tmp_path, store, clock).acquire()


def test_a_failed_try_does_not_stand_in_the_way(
    tmp_path: Path, store: Store, clock: StoppedClock
) -> None:
    """The file lock is let go when the lease cannot be had."""
    store.hold("me", holder=ELSEWHERE, now=clock.now(), lease=LEASE)
    for _ in range(2):
        with pytest.raises(MailboxHeld, match=r"elsewhere\.example"):
            a_lock(tmp_path, store, clock).acquire()


def test_a_place_where_no_lock_can_be_is_told(
    tmp_path: Path, store: Store, clock: StoppedClock
) -> None:
    """With the path, and something to do."""
    (tmp_path / "locks").write_text("in the way")

    with pytest.raises(DiskTrouble, match=r"me\.lock") as caught:
        a_lock(tmp_path, store, clock).acquire()
    assert caught.value.advice


HOLDS_UNTIL_KILLED = """
import sys
from datetime import datetime
from pathlib import Path
from screener.adapters.lock import MailboxLock
from screener.adapters.memory.clock import StoppedClock
from screener.adapters.store import open_store

state = Path(sys.argv[1])
clock = StoppedClock(datetime.fromisoformat(sys.argv[2]))
store = open_store(state / "screener.db")
MailboxLock("me", directory=state / "locks", store=store, clock=clock).acquire()
print("held", flush=True)
sys.stdin.read()
"""


@contextmanager
def another_process_holding(state: Path) -> Iterator[int]:
    """The pid of a process that holds the mailbox and is killed at the end of the block."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDS_UNTIL_KILLED, str(state), NOON.isoformat()],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == "held\n"
        try:
            yield process.pid
        finally:
            process.kill()


def test_a_dead_holder_on_this_host_is_replaced_at_once(
    tmp_path: Path, store: Store, clock: StoppedClock
) -> None:
    """However long its lease would last; while it lives it is respected and named."""
    with another_process_holding(tmp_path) as pid, pytest.raises(MailboxHeld, match=f"pid {pid} "):
        a_lock(tmp_path, store, clock).acquire()

    with a_lock(tmp_path, store, clock), pytest.raises(MailboxHeld, match=rf"pid {os.getpid()} "):
        a_lock(tmp_path, store, clock).acquire()


class OnAFullDisk:
    """A store that takes nothing any more."""

    def __init__(self, store: Store) -> None:
        self.hold = store.hold

    def release(self, account: str, *, holder: str) -> None:
        """It cannot."""
        raise DiskTrouble(f"The lease of {account} for {holder} cannot be ended.")


def test_a_mailbox_can_be_given_back_on_a_full_disk(
    tmp_path: Path, store: Store, clock: StoppedClock
) -> None:
    """Nobody here is kept out by it, and the program ends well."""
    full = a_lock(tmp_path, OnAFullDisk(store), clock)  # type: ignore[arg-type]  # all it uses
    with full:
        pass
    with a_lock(tmp_path, store, clock):
        pass
