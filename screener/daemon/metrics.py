"""Figures for a monitoring program that comes to fetch them over HTTP, in the form of OpenMetrics.

They tell how the service does, account by account; who wrote, and what, is not among them.
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from typing import Protocol

import structlog
from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    InfoMetricFamily,
    Metric,
    SummaryMetricFamily,
)
from prometheus_client.registry import Collector

from screener import __version__
from screener.daemon.complaints import Complaints
from screener.daemon.tally import Tally
from screener.domain.settings.setting_types import HostAndPort
from screener.errors import ScreenerError

log = structlog.get_logger()


class Watched(Protocol):
    """What is looked at of a watcher."""

    trouble: ScreenerError | None
    ever_served: bool
    tally: Tally

    @property
    def account(self) -> str:
        """The name of its account."""
        ...


class Figures(Collector):
    """What is told at each visit. All counters begin at 0 with the program, or with a reload."""

    def __init__(
        self,
        watchers: Sequence[Watched],
        *,
        is_broken: Callable[[], bool],
        is_paused: Callable[[], bool],
    ) -> None:
        self._watchers = watchers
        self._is_broken = is_broken
        self._is_paused = is_paused

    def describe(self) -> Iterable[Metric]:
        """Nothing: all that there is, is told by a visit."""
        return ()

    def collect(self) -> Iterable[Metric]:
        """As it is at this moment. Raises DiskTrouble."""
        version = {"version": __version__}
        yield InfoMetricFamily("screener_build", "The program.", value=version)
        broken = "Whether rules are broken, and the last good ones in force instead."
        yield GaugeMetricFamily("screener_rules_broken", broken, value=self._is_broken())
        paused = "Whether everything waits for `screener resume`."
        yield GaugeMetricFamily("screener_paused", paused, value=self._is_paused())
        yield self._gauge(
            "account_served",
            "Whether the mailbox can be read at present.",
            lambda one: one.ever_served and one.trouble is None,
        )
        yield self._gauge(
            "last_round_timestamp_seconds",
            "When a round last came to its end, in Unix time.",
            lambda one: one.tally.ended.timestamp() if one.tally.ended else None,
        )
        yield self._gauge("rules_held", "Rules that the brake holds.", lambda one: one.tally.held)
        for outcome, told in {
            "decided": "Messages that were decided.",
            "troubled": "Messages that could not be read, each time that it was tried.",
        }.items():
            yield self._counter(f"messages_{outcome}", told, outcome)
        for outcome, told in {
            "done": "Actions that were carried out.",
            "refused": "Actions that must not be, such as an answer to a list.",
            "failed": "Actions that failed for good.",
        }.items():
            yield self._counter(f"actions_{outcome}", told, outcome)
        yield self._rounds()

    def _gauge(
        self, name: str, told: str, value: Callable[[Watched], float | None]
    ) -> GaugeMetricFamily:
        family = GaugeMetricFamily(f"screener_{name}", told, labels=["account"])
        for one in self._watchers:
            if (now := value(one)) is not None:
                family.add_metric([one.account], now)
        return family

    def _counter(self, name: str, told: str, field: str) -> CounterMetricFamily:
        family = CounterMetricFamily(f"screener_{name}", told, labels=["account"])
        for one in self._watchers:
            family.add_metric([one.account], getattr(one.tally, field))
        return family

    def _rounds(self) -> SummaryMetricFamily:
        told = "Rounds that came to their end, and how long they took together."
        family = SummaryMetricFamily("screener_round_seconds", told, labels=["account"])
        for one in self._watchers:
            family.add_metric([one.account], one.tally.rounds, one.tally.seconds)
        return family


class Metrics:
    """Listens at `at`. Where nobody can, mail is screened all the same, and it is tried again."""

    def __init__(self, at: HostAndPort, figures: Figures) -> None:
        self._at = at
        self._registry = CollectorRegistry()
        self._registry.register(figures)
        self._listening = ExitStack()
        self._listens = False
        self._complaints = Complaints()

    def look(self) -> None:
        """Begin to listen, unless it listens already."""
        if self._listens:
            return
        where = f"{self._at.host}, port {self._at.port}"
        with self._complaints.about("metrics_not_served", where=where):
            self._listen()
            log.info("metrics_served", where=where)

    def _listen(self) -> None:
        try:
            server, thread = start_http_server(self._at.port, self._at.host, self._registry)
        except OSError as error:
            raise ScreenerError(f"Nothing can listen there: {error.strerror}.") from error
        self._listening.callback(thread.join)
        self._listening.callback(server.server_close)
        self._listening.callback(server.shutdown)
        self._listens = True

    def close(self) -> None:
        """Listen no more."""
        self._listening.close()
