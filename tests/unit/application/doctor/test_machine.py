"""What the doctor says of the machine."""

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from screener.adapters.disk import look_at
from screener.application.doctor.finding import Finding, Level, exit_code, fail, failed, ok, warn
from screener.application.doctor.machine import (
    examine_database,
    examine_mode,
    examine_rules,
    examine_service,
    examine_state,
)
from screener.application.pausing import pause
from screener.domain.record.decision import Mode
from screener.domain.record.stay import Stage, Stay
from screener.domain.rules.rulebook import Rulebook
from screener.errors import DiskTrouble, InvalidConfiguration, LoginRefused, Unreachable
from screener.ports.inspection import StateDirectory
from screener.ports.store import Store
from tests.builders import a_decision
from tests.databases import new_store

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def by_check(findings: Iterator[Finding]) -> dict[str, Finding]:
    """The findings by what was looked at."""
    return {finding.check: finding for finding in findings}


def test_observing_says_how_to_go_on() -> None:
    """Who wonders why nothing happens finds it at the top."""
    [finding] = examine_mode(Mode.OBSERVE)

    assert finding.level is Level.OK
    assert "mode: enforce" in finding.fix
    assert [finding.found for finding in examine_mode(Mode.ENFORCE)] == ["enforce"]


@pytest.mark.parametrize(
    ("broken", "warnings", "level"),
    [(None, 0, Level.OK), (None, 2, Level.WARN), ("rules/a.yaml:1:1: bad", 0, Level.WARN)],
)
def test_rules_that_are_not_those_of_the_files_are_told(
    broken: str | None, warnings: int, level: Level
) -> None:
    """The last good ones are in force, and what is wrong is quoted."""
    [finding] = examine_rules(Rulebook, lambda: broken, lambda: warnings)

    assert finding.level is level
    assert (broken or "") in finding.fix


def test_no_rules_at_all_fail_as_an_invalid_configuration() -> None:
    """The daemon would not start."""

    def refuse() -> Rulebook:
        raise InvalidConfiguration("rules/a.yaml:1:1: bad")

    found = list(examine_rules(refuse, lambda: None, lambda: 0))

    assert exit_code(found) == 78


def test_rules_that_cannot_be_kept_are_not_taken_for_broken_ones() -> None:
    """The disk is at fault, and nobody shall look for a mistake in the files."""

    def refuse() -> Rulebook:
        raise DiskTrouble("last-good-rules.json cannot be written")

    [found] = examine_rules(refuse, lambda: None, lambda: 0)

    assert found.level is Level.FAIL
    assert "could not be kept" in found.means


def test_a_state_directory_that_others_can_enter_is_told(tmp_path: Path) -> None:
    """It holds other people's mail."""
    state = tmp_path / "state"
    state.mkdir(mode=0o700)
    alone = by_check(examine_state(look_at(state)))
    state.chmod(0o750)
    shared = by_check(examine_state(look_at(state)))

    assert alone["state"].level is Level.OK
    assert shared["state"].level is Level.WARN
    assert shared["state"].fix == f"run `chmod 700 {state}`"


def test_a_state_directory_to_come_is_judged_by_what_is_above_it(tmp_path: Path) -> None:
    """The doctor makes nothing."""
    state = tmp_path / "one" / "two"
    found = by_check(examine_state(look_at(state)))

    assert found["state"].level is Level.OK
    assert found["disk"].level is Level.OK
    assert not (tmp_path / "one").exists()


def a_state(**differently: object) -> StateDirectory:
    """A directory as it should be."""
    return StateDirectory("/state", True, True, True, 0o700, 10**10)._replace(**differently)  # type: ignore[arg-type]  # each by its name


def test_what_cannot_be_written_fails_and_what_is_short_is_told() -> None:
    """Permissions, an owner, and room on the disk."""
    assert by_check(examine_state(a_state(writable=False)))["state"].level is Level.FAIL
    assert by_check(examine_state(a_state(ours=False)))["state"].level is Level.WARN
    assert by_check(examine_state(a_state(free=10**6)))["disk"].level is Level.WARN


def test_whose_the_directory_is_comes_from_the_file_system(tmp_path: Path) -> None:
    """As the daemon would find it."""
    found = look_at(tmp_path)

    assert found.ours is (tmp_path.stat().st_uid == os.geteuid())
    assert found.free > 0


def test_a_database_is_opened_if_it_is_there(tmp_path: Path) -> None:
    """A new one is for `once` and `run` to make."""

    @contextmanager
    def opened() -> Iterator[Store]:
        store = new_store(tmp_path / "db")
        try:
            yield store
        finally:
            store.close()

    def broken() -> AbstractContextManager[Store]:
        raise DiskTrouble("it is no database")

    [none] = examine_database(opened, there=False, accounts=["me"], now=NOW)
    assert (none.level, (tmp_path / "db").exists()) == (Level.OK, False)
    [there] = examine_database(opened, there=True, accounts=["me"], now=NOW)
    assert there.level is Level.OK
    [bad] = examine_database(broken, there=True, accounts=["me"], now=NOW)
    assert bad.level is Level.FAIL


def test_people_who_are_stuck_in_a_gate_are_told(tmp_path: Path) -> None:
    """Nothing goes on with them while their account is away."""

    @contextmanager
    def opened() -> Iterator[Store]:
        store = new_store(tmp_path / "db")
        stay = Stay(
            contact="him@example.com",
            gate="talks",
            account="gone",
            since=NOW,
            stage=Stage.CHOOSING,
            latest="d1",
        )
        try:
            store.remember([a_decision(1, stay=stay)], bookmark=None)
            yield store
        finally:
            store.close()

    stuck = by_check(examine_database(opened, there=True, accounts=["me"], now=NOW))
    back = by_check(examine_database(opened, there=True, accounts=["me", "gone"], now=NOW))

    assert stuck["gates"].level is Level.WARN
    assert stuck["gates"].found.startswith("1 in gates came in by `gone`")
    assert "screener gates lapse WHO" in stuck["gates"].fix
    assert "gates" not in back


def test_a_pause_is_told(tmp_path: Path) -> None:
    """Who wonders why nothing happens may have forgotten it."""

    @contextmanager
    def opened() -> Iterator[Store]:
        store = new_store(tmp_path / "db")
        try:
            pause(store, until=NOW + timedelta(hours=1))
            yield store
        finally:
            store.close()

    now = by_check(examine_database(opened, there=True, accounts=["me"], now=NOW))
    later = by_check(
        examine_database(opened, there=True, accounts=["me"], now=NOW + timedelta(hours=2))
    )

    assert now["pause"].level is Level.WARN
    assert "pause" not in later


@pytest.mark.parametrize(
    ("units", "levels"),
    [
        ({}, [Level.OK]),
        ({"system": "active"}, [Level.OK]),
        ({"system": "failed"}, [Level.WARN]),
        ({"system": "inactive", "user": "active"}, [Level.OK]),
    ],
)
def test_a_unit_that_failed_is_told(units: dict[str, str], levels: list[Level]) -> None:
    """One that is not started is the user's choice."""
    assert [finding.level for finding in examine_service(units)] == levels


def test_the_exit_code_is_that_of_the_first_server_that_fails() -> None:
    """Warnings never make one; a failure without a code of its own is 1."""
    away, refused = Unreachable("away"), LoginRefused("refused")
    plain = fail("watch", "gone", "", "")

    assert exit_code([ok("a", "b"), warn("a", "b", "c", "d")]) == 0
    assert exit_code([plain]) == 1
    assert exit_code([plain, failed("login", refused, ""), failed("login", away, "")]) == 77
