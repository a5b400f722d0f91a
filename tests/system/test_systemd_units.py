"""The units: systemd accepts them, they shut the daemon in, and their notes tell the truth.

Nothing is started. systemd-analyze reads a unit file as the manager would; it answers 0 even when
it ignores a directive that it does not know, so what it prints counts as well.
"""

import re
import subprocess
from pathlib import Path

import pytest

UNITS = Path(__file__).parents[2] / "systemd"
SYSTEM = UNITS / "screener.service"
USER = UNITS / "screener.user.service"


def analyze(*arguments: str, home: Path) -> subprocess.CompletedProcess[str]:
    """Runs systemd-analyze with a home of its own, so that no unit of this machine gets in."""
    return subprocess.run(
        ["systemd-analyze", *arguments],
        capture_output=True,
        check=False,
        env={"HOME": str(home), "PATH": "/usr/bin:/bin", "XDG_RUNTIME_DIR": str(home)},
        text=True,
        timeout=300,
    )


def directives(unit: Path) -> list[str]:
    """Every `Key=value` line of a unit, in order."""
    return [line for line in unit.read_text().splitlines() if re.match(r"[A-Z]\w*=", line)]


def values(unit: Path, key: str) -> list[str]:
    """What a unit says of one directive."""
    return [
        value for name, value in (line.split("=", 1) for line in directives(unit)) if name == key
    ]


def noted(where: str) -> list[str]:
    """Every `Key=value` that the notes explain for the unit `where` ("system" or "user")."""
    rows = re.findall(r"^\| (`.+`) \| (\w+) \|", (UNITS / "README.md").read_text(), re.MULTILINE)
    return [
        directive
        for cell, unit in rows
        if unit in {where, "both"}
        for directive in re.findall(r"`([^`]+)`", cell)
    ]


def exposure(unit: Path, home: Path) -> float:
    """The overall exposure level of a unit, from 0 (none) to 10."""
    printed = analyze("security", "--offline=true", "--no-pager", str(unit), home=home).stdout
    found = re.search(r"Overall exposure level for \S+: (\d+\.\d)", printed)
    assert found, printed
    return float(found[1])


@pytest.mark.parametrize("unit", [SYSTEM, USER], ids=["system", "user"])
def test_systemd_knows_every_directive(unit: Path, tmp_path: Path) -> None:
    """No key is misspelt and no value is out of range; only the programs may not be there."""
    installed = re.sub(r"(?m)^(Exec\w+)=\S+", r"\1=/bin/true", unit.read_text())
    copy = tmp_path / "screener.service"
    copy.write_text(installed)
    manager = ["--user"] if unit == USER else []

    result = analyze(*manager, "verify", "--man=no", str(copy), home=tmp_path)

    assert (result.stdout, result.stderr, result.returncode) == ("", "", 0)


def test_a_misspelt_directive_is_noticed(tmp_path: Path) -> None:
    """The test above can fail: systemd-analyze names a key that it does not know."""
    copy = tmp_path / "screener.service"
    copy.write_text("[Service]\nExecStart=/bin/true\nProtectSystems=strict\n")

    result = analyze("verify", "--man=no", str(copy), home=tmp_path)

    assert "ProtectSystems" in result.stderr


def test_the_system_unit_is_exposed_by_no_more_than_1_5(tmp_path: Path) -> None:
    """systemd's own rating, as a figure and as the verdict of its threshold."""
    verdict = analyze("security", "--offline=true", "--threshold=15", str(SYSTEM), home=tmp_path)

    assert exposure(SYSTEM, tmp_path) <= 1.5
    assert verdict.returncode == 0, verdict.stdout


def test_the_rating_tells_an_open_unit_from_a_closed_one(tmp_path: Path) -> None:
    """The figure above means something: without its hardening a unit is rated far worse."""
    bare = tmp_path / "bare.service"
    bare.write_text("[Service]\nExecStart=/bin/true\n")

    assert exposure(bare, tmp_path) > 9


@pytest.mark.parametrize(("unit", "where"), [(SYSTEM, "system"), (USER, "user")])
def test_the_notes_explain_each_directive_as_it_stands(unit: Path, where: str) -> None:
    """systemd/README.md and the unit hold the same lines: none unexplained, none made up."""
    assert sorted(noted(where)) == sorted(directives(unit))


@pytest.mark.parametrize("unit", [SYSTEM, USER], ids=["system", "user"])
def test_what_cannot_pass_by_itself_is_not_tried_again(unit: Path) -> None:
    """Wrong use, a refused login and a wrong configuration stay down; an absent server does not."""
    [never] = values(unit, "RestartPreventExitStatus")

    assert values(unit, "Restart") == ["on-failure"]
    assert never.split() == ["2", "77", "78"]


@pytest.mark.parametrize("unit", [SYSTEM, USER], ids=["system", "user"])
def test_the_daemon_has_time_to_end_cleanly(unit: Path) -> None:
    """It ends within 10 s of SIGTERM; systemd waits longer than that before it kills."""
    [seconds] = values(unit, "TimeoutStopSec")

    assert int(seconds) > 10
    assert values(unit, "KillMode") == ["mixed"]


def test_the_system_unit_can_write_to_its_state_and_nowhere_else() -> None:
    """The doors file is edited by the daemon, so the notes put it where writing is allowed."""
    assert values(SYSTEM, "ProtectSystem") == ["strict"]
    assert values(SYSTEM, "StateDirectory") == ["screener"]
    assert values(SYSTEM, "ReadWritePaths") == []
    assert "doors: /var/lib/screener/" in (UNITS / "README.md").read_text()
