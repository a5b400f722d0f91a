"""What systemd wants to hear of a service, and what it lets be known (sd_notify(3)).

Without systemd every call does nothing; and a service that cannot be heard works all the same.
"""

import os
import socket
import subprocess
import time
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta

UNIT = "screener.service"


def notify(environ: Mapping[str, str] = os.environ, **fields: str | int) -> bool:
    """Send fields such as STATUS="..." to $NOTIFY_SOCKET; whether anybody was there to hear."""
    address = environ.get("NOTIFY_SOCKET", "")
    if not address.startswith(("/", "@")):
        return False
    # A name that begins with `@` is in the abstract namespace (unix(7)).
    name = "\0" + address[1:] if address.startswith("@") else address
    lines = (f"{key}={' '.join(str(value).split())}" for key, value in fields.items())
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as sock:
        # A systemd that does not read must not keep us.
        sock.settimeout(1)
        with suppress(OSError):
            sock.sendto("\n".join(lines).encode(), name)
            return True
    return False


def ready(environ: Mapping[str, str] = os.environ) -> None:
    """The service is up, or up again after `reloading`."""
    notify(environ, READY=1)


def reloading(environ: Mapping[str, str] = os.environ) -> None:
    """The configuration is being read anew; `ready` ends it."""
    notify(environ, RELOADING=1, MONOTONIC_USEC=time.monotonic_ns() // 1000)


def stopping(environ: Mapping[str, str] = os.environ) -> None:
    """The service is about to end."""
    notify(environ, STOPPING=1)


def status(text: str, environ: Mapping[str, str] = os.environ) -> None:
    """One line for `systemctl status`."""
    notify(environ, STATUS=text)


def watchdog(environ: Mapping[str, str] = os.environ) -> None:
    """The service is alive: to be said once in each `watchdog_interval`."""
    notify(environ, WATCHDOG=1)


def watchdog_interval(environ: Mapping[str, str] = os.environ) -> timedelta | None:
    """Half of the silence that systemd allows; None if it does not watch this process."""
    allowed = environ.get("WATCHDOG_USEC", "")
    if not allowed.isdecimal() or int(allowed) == 0:
        return None
    if environ.get("WATCHDOG_PID", str(os.getpid())) != str(os.getpid()):
        return None
    return timedelta(microseconds=int(allowed)) / 2


def unit_state(*, user: bool) -> str | None:
    """What `systemctl is-active` says of our unit, the system's or the user's.

    None where there is no systemd to ask, or no such unit.
    """
    command = ["systemctl", *(["--user"] if user else []), "is-active", UNIT]
    try:
        asked = subprocess.run(command, capture_output=True, text=True, timeout=5, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    said = asked.stdout.strip()
    return said if said and said != "unknown" else None
