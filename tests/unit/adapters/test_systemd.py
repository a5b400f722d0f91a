"""What is said to systemd arrives, word for word, on a real datagram socket."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from screener.adapters import systemd

ROOT = Path(__file__).parents[3]


class Ear:
    """The manager's end of the socket."""

    def __init__(self, address: str) -> None:
        self.environ = {"NOTIFY_SOCKET": address}
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind("\0" + address[1:] if address.startswith("@") else address)
        self._socket.settimeout(5)

    def hears(self) -> dict[str, str]:
        """The fields of the next message."""
        lines = self._socket.recv(4096).decode().split("\n")
        return dict(line.split("=", 1) for line in lines)

    def close(self) -> None:
        """Be deaf."""
        self._socket.close()


@pytest.fixture(params=["path", "abstract"])
def ear(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ear]:
    """A manager that listens in the file system, and one in the abstract namespace."""
    names = {"path": str(tmp_path / "notify"), "abstract": f"@screener-{os.getpid()}-{id(request)}"}
    listening = Ear(names[request.param])
    yield listening
    listening.close()


def test_every_state_is_told_by_its_own_field(ear: Ear) -> None:
    """The words are those of sd_notify(3)."""
    systemd.ready(ear.environ)
    systemd.stopping(ear.environ)
    systemd.watchdog(ear.environ)

    assert [ear.hears() for _ in range(3)] == [{"READY": "1"}, {"STOPPING": "1"}, {"WATCHDOG": "1"}]


def test_a_reload_says_when_it_began(ear: Ear) -> None:
    """Type=notify-reload wants the monotonic clock in microseconds in the same message."""
    before = time.monotonic_ns() // 1000
    systemd.reloading(ear.environ)
    told = ear.hears()

    assert told["RELOADING"] == "1"
    assert before <= int(told["MONOTONIC_USEC"]) <= time.monotonic_ns() // 1000


def test_a_status_is_one_line_whatever_is_in_it(ear: Ear) -> None:
    """A line break inside would begin a field of the sender's choice."""
    systemd.status("one account is away\nREADY=1", ear.environ)

    assert ear.hears() == {"STATUS": "one account is away READY=1"}


def test_several_fields_go_in_one_message(ear: Ear) -> None:
    """So that systemd sees them together."""
    heard = systemd.notify(ear.environ, READY=1, STATUS="two accounts")

    assert heard
    assert ear.hears() == {"READY": "1", "STATUS": "two accounts"}


@pytest.mark.parametrize("environ", [{}, {"NOTIFY_SOCKET": ""}, {"NOTIFY_SOCKET": "vsock:2:1"}])
def test_without_a_socket_nothing_happens(environ: dict[str, str]) -> None:
    """The same program runs in a terminal."""
    assert not systemd.notify(environ, READY=1)


def test_a_socket_that_is_gone_is_no_error(tmp_path: Path) -> None:
    """A service that cannot be heard goes on."""
    assert not systemd.notify({"NOTIFY_SOCKET": str(tmp_path / "nobody")}, READY=1)


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({"WATCHDOG_USEC": "120000000"}, timedelta(minutes=1)),
        ({"WATCHDOG_USEC": "120000000", "WATCHDOG_PID": str(os.getpid())}, timedelta(minutes=1)),
        ({"WATCHDOG_USEC": "120000000", "WATCHDOG_PID": "1"}, None),
        ({"WATCHDOG_USEC": "0"}, None),
        ({"WATCHDOG_USEC": "soon"}, None),
        ({}, None),
    ],
)
def test_the_watchdog_is_fed_twice_as_often_as_it_asks(
    environ: dict[str, str], expected: timedelta | None
) -> None:
    """Once would be too late as soon as anything takes a moment; another process is not ours."""
    assert systemd.watchdog_interval(environ) == expected


@pytest.mark.parametrize(
    ("says", "expected"), [("active", "active"), ("failed", "failed"), ("unknown", "None")]
)
def test_the_state_of_the_unit_is_what_systemctl_says(
    says: str, expected: str, tmp_path: Path
) -> None:
    """Its exit code is 3 for all but `active`, and does not matter; no such unit is None."""
    systemctl = tmp_path / "systemctl"
    systemctl.write_text(
        f'#!/bin/sh\n[ "$*" = "--user is-active {systemd.UNIT}" ] && echo {says}\nexit 3\n'
    )
    systemctl.chmod(0o700)

    assert asked(tmp_path) == expected


def test_without_systemctl_nobody_knows_of_a_unit(tmp_path: Path) -> None:
    """A container has none."""
    assert asked(tmp_path) == "None"


def asked(path: Path) -> str:
    """What unit_state says in a process that finds programs only there."""
    program = "from screener.adapters.systemd import unit_state; print(unit_state(user=True))"
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={"PATH": str(path), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()
