"""The heartbeat: what systemd is told, and whether it makes sense to go on."""

import os
from collections.abc import Mapping, Sequence
from datetime import timedelta

from screener.adapters import systemd
from screener.bootstrap import Configured
from screener.daemon.calls import Calls
from screener.daemon.complaints import Complaints
from screener.daemon.trouble import Served
from screener.daemon.watcher import Watcher
from screener.errors import (
    InvalidConfiguration,
    LoginRefused,
    ScreenerError,
    SecretWithheld,
)

HEARTBEAT = timedelta(seconds=15)

TOO_SILENT = timedelta(minutes=15)
"""A watcher that shows no sign of life for so long is stuck; then the watchdog is not petted."""


class Pulse:
    """What happens every HEARTBEAT, and proves to systemd that the program is alive."""

    def __init__(self, configured: Configured, watchers: Sequence[Watcher], calls: Calls) -> None:
        self._configured = configured
        self._watchers = watchers
        self._calls = calls
        self._complaints = Complaints()

    def beat(self) -> None:
        """Look at the rules, tell systemd."""
        with self._complaints.about("rules_not_read"):
            self._configured.rules.current()
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


def heartbeat(environ: Mapping[str, str] = os.environ) -> timedelta:
    """How often it has to beat: more often if the unit's `WatchdogSec` is short."""
    return min(HEARTBEAT, systemd.watchdog_interval(environ) or HEARTBEAT)


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
