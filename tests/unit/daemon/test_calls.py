"""Signals, and what other threads ask for."""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from screener.daemon.calls import END, RELOAD, Calls
from screener.errors import ScreenerError
from tests.system.program import eventually

PATIENCE = timedelta(seconds=60)

HEARD = (signal.SIGHUP, signal.SIGTERM, signal.SIGINT)


@pytest.fixture
def calls() -> Iterator[Calls]:
    """Some that listen; the signals are for others again afterwards."""
    before = {number: signal.getsignal(number) for number in HEARD}
    with closing(Calls()) as made:
        made.listen()
        yield made
    for number, handler in before.items():
        signal.signal(number, handler)


def state_of(thread: threading.Thread) -> str:
    """As the kernel has it (proc_pid_stat(5)); `S` waits for something."""
    stat = Path(f"/proc/self/task/{thread.native_id}/stat").read_text()
    return stat.rpartition(")")[2].split()[0]


@pytest.mark.parametrize(
    ("number", "call"), [(signal.SIGHUP, RELOAD), (signal.SIGTERM, END), (signal.SIGINT, END)]
)
def test_a_signal_is_heard_whoever_gets_it(calls: Calls, number: signal.Signals, call: str) -> None:
    """By a main thread that waits already, while the kernel interrupts another one."""

    def get_it() -> None:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [number])
        eventually(lambda: state_of(threading.main_thread()) == "S")
        os.kill(os.getpid(), number)

    signal.pthread_sigmask(signal.SIG_BLOCK, [number])
    try:
        for _ in range(20):
            other = threading.Thread(target=get_it)
            other.start()
            assert calls.within(PATIENCE) == call
            other.join()
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [number])


def test_a_signal_before_anybody_waits_is_heard(calls: Calls) -> None:
    """It was not lost, and calls come in their order."""
    signal.raise_signal(signal.SIGHUP)
    signal.raise_signal(signal.SIGTERM)
    assert [calls.next(), calls.next()] == [RELOAD, END]
    assert calls.within(timedelta(0)) is None


def test_what_a_thread_asks_for_is_done(calls: Calls) -> None:
    """However much of it there is; a trouble is handed over as it is."""
    trouble = ScreenerError("It cannot go on.")
    for _ in range(10_000):
        calls.put(RELOAD)
    threading.Thread(target=calls.put, args=[trouble]).start()
    assert [calls.next() for _ in range(10_000)] == [RELOAD] * 10_000
    assert calls.next() is trouble


def test_nobody_waits_for_longer_than_was_said(calls: Calls) -> None:
    """Nothing came."""
    assert calls.within(timedelta(milliseconds=1)) is None
