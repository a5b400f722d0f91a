"""The process itself, and what runs it."""

import gc
import os
from typing import TYPE_CHECKING

from screener.domain.settings.settings import RunCommand, Settings

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from screener.application.desk import Desk
    from screener.ports.clock import Clock
    from screener.ports.outages import Outage


def clock() -> "Clock":
    """The machine's clock."""
    from screener.adapters.clock import SystemClock

    return SystemClock()


def start_logging(settings: Settings, *, but: "Collection[str]" = ()) -> None:
    """Logs go to standard error from now on, as the configuration has it, but for those events."""
    from screener.adapters.logs import configure_logs

    configure_logs(settings.log.format, settings.log.level, environ=os.environ, but=but)


def spare_collector() -> None:
    """Let the garbage collector look at nothing that is there already, and come less often.

    A batch makes some ten thousand values, none of them in a cycle; with the collector's usual
    thresholds a tenth of the time goes into looking at them again and again.
    """
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def settle_memory() -> None:
    """The same for what runs for weeks: what is nobody's any more goes first.

    What an earlier call spared is looked at once more: after a reload most of it is nobody's.
    """
    gc.unfreeze()
    gc.collect()
    spare_collector()


def unit_states() -> dict[str, str]:
    """How systemd finds our unit: by `system` and `user`, as far as there is one."""
    from screener.adapters.systemd import unit_state

    asked = {"system": unit_state(user=False), "user": unit_state(user=True)}
    return {whose: state for whose, state in asked.items() if state}


def tell_of_outage(settings: Settings, desks: "Sequence[Desk]", outage: "Outage") -> None:
    """Tell somebody, as `trouble` says; nothing happens without it. Raises ScreenerError."""
    from screener.adapters.program import run
    from screener.application.digest.outage import write_of_outage

    match settings.trouble:
        case RunCommand(command=command):
            since = outage.since.isoformat(timespec="seconds")
            run(command, say={"SCREENER_ACCOUNT": outage.account, "SCREENER_SINCE": since})
        case str(name):
            write_of_outage(outage, next(one for one in desks if one.account == name))
        case None:
            pass
