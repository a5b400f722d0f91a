"""What a monitoring program finds."""

import http.client
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from prometheus_client.openmetrics import parser
from structlog.testing import capture_logs

from screener import __version__
from screener.application.rounds.perform import Performed
from screener.application.rounds.poll import Polled
from screener.application.rounds.round import Round
from screener.daemon.metrics import Figures, Metrics
from screener.daemon.tally import Tally
from screener.domain.settings.setting_types import HostAndPort
from screener.errors import ScreenerError, Unreachable
from tests.servers.ports import free_port

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)

OPENMETRICS = {"Accept": "application/openmetrics-text; version=1.0.0"}


@dataclass
class Watched:
    """What is looked at of a watcher."""

    account: str = "me"
    trouble: ScreenerError | None = None
    ever_served: bool = False
    tally: Tally = field(default_factory=Tally)


@contextmanager
def listening(figures: Figures, *, port: int = 0) -> Iterator[int]:
    """Somewhere on this machine; its port."""
    at = HostAndPort(host="127.0.0.1", port=port or free_port())
    metrics = Metrics(at, figures)
    metrics.look()
    yield at.port
    metrics.close()


def told(*watched: Watched, is_broken: bool = False, is_paused: bool = False) -> dict[str, float]:
    """The figures, as a reader of OpenMetrics reads them, by name and account."""
    figures = Figures(watched, is_broken=lambda: is_broken, is_paused=lambda: is_paused)
    with listening(figures) as port:
        visit = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        visit.request("GET", "/metrics", headers=OPENMETRICS)
        answer = visit.getresponse()
        text = answer.read().decode()
        visit.close()
    assert answer.status == 200
    assert (answer.getheader("Content-Type") or "").startswith("application/openmetrics-text")
    return {
        " ".join([sample.name, *sample.labels.values()]): sample.value
        for family in parser.text_string_to_metric_families(text)  # type: ignore[no-untyped-call]
        for sample in family.samples
    }


def test_rounds_are_added_up() -> None:
    """Account by account; what the brake holds is as it was last."""
    tally = Tally()
    first = Performed(done=5, refused=1, failed=2, waiting=0, held=("One", "Other"))
    tally.add(Round(Polled(7, 1, {}), first), seconds=0.5, at=NOON)
    tally.add(
        Round(Polled(2, 0, {}), first._replace(failed=0, held=("One",))),
        seconds=0.25,
        at=NOON + timedelta(hours=1),
    )

    found = told(Watched(ever_served=True, tally=tally), Watched("other"))

    ended = found.pop("screener_last_round_timestamp_seconds me")
    assert ended == NOON.timestamp() + 3600
    assert found == {
        f"screener_build_info {__version__}": 1,
        "screener_rules_broken": 0,
        "screener_paused": 0,
        "screener_account_served me": 1,
        "screener_account_served other": 0,
        "screener_rules_held me": 1,
        "screener_rules_held other": 0,
        "screener_messages_decided_total me": 9,
        "screener_messages_decided_total other": 0,
        "screener_messages_troubled_total me": 1,
        "screener_messages_troubled_total other": 0,
        "screener_actions_done_total me": 10,
        "screener_actions_done_total other": 0,
        "screener_actions_refused_total me": 2,
        "screener_actions_refused_total other": 0,
        "screener_actions_failed_total me": 2,
        "screener_actions_failed_total other": 0,
        "screener_round_seconds_count me": 2,
        "screener_round_seconds_count other": 0,
        "screener_round_seconds_sum me": 0.75,
        "screener_round_seconds_sum other": 0,
    }


def test_a_round_that_only_observes_carries_out_nothing() -> None:
    """It is counted all the same."""
    tally = Tally()
    tally.add(Round(Polled(7, 1, {}), None), seconds=1, at=NOON)
    found = told(Watched(tally=tally))
    assert found["screener_messages_decided_total me"] == 7
    assert found["screener_actions_done_total me"] == 0


def test_trouble_shows() -> None:
    """An account that is cut off, broken rules, a pause."""
    away = Watched(trouble=Unreachable("Nobody answers."), ever_served=True)
    found = told(away, is_broken=True, is_paused=True)
    assert found["screener_account_served me"] == 0
    assert found["screener_rules_broken"] == found["screener_paused"] == 1


def test_whoever_asks_for_nothing_special_gets_what_prometheus_reads() -> None:
    """A browser, too."""
    figures = Figures([Watched()], is_broken=lambda: False, is_paused=lambda: False)
    with listening(figures) as port:
        visit = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        visit.request("GET", "/")
        answer = visit.getresponse()
        assert answer.status == 200
        assert b'screener_account_served{account="me"} 0.0\n' in answer.read()
        visit.close()


def test_a_port_that_is_taken_is_told_once_and_tried_again() -> None:
    """Nothing else stops for it."""
    figures = Figures([Watched()], is_broken=lambda: False, is_paused=lambda: False)
    with socket.create_server(("127.0.0.1", 0)) as other, capture_logs() as logs:
        metrics = Metrics(HostAndPort(host="127.0.0.1", port=other.getsockname()[1]), figures)
        metrics.look()
        metrics.look()
        assert [one["event"] for one in logs] == ["metrics_not_served"]
        assert logs[0]["why"] == "Nothing can listen there: Address already in use."
        other.close()
        metrics.look()
        metrics.look()
        assert [one["event"] for one in logs] == ["metrics_not_served", "metrics_served"]
        metrics.close()


def test_nobody_listens_afterwards() -> None:
    """A reload begins anew at the same port."""
    figures = Figures([], is_broken=lambda: False, is_paused=lambda: False)
    with listening(figures) as port:
        pass
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=60)
    with listening(figures, port=port) as again:
        socket.create_connection(("127.0.0.1", again), timeout=60).close()
