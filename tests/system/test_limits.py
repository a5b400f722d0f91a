"""Rule files that were made to hurt: `check` ends, says what is wrong, and stays small."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.system.commands import CONFIG

ROOT = Path(__file__).parents[2]

MEGABYTES = 200
"""What a check may take; the program by itself takes some 50."""

RUN = """
import pathlib, re, resource, sys
resource.setrlimit(resource.RLIMIT_CPU, (30, 30))  # so that what never ends does end
from screener.cli.main import screener
try:
    screener.main(["check"], standalone_mode=False)
finally:
    # Not getrusage: that one counts what the test had before it became this program.
    status = pathlib.Path("/proc/self/status").read_text()
    print(re.search(r"VmHWM:\\s+(\\d+) kB", status)[1], file=sys.stderr)
"""

NESTED = "{any: [{not: " * 300 + "{is: list}" + "}]}" * 300
LAUGHS = "lol0: &l0 lol\n" + "".join(
    f"lol{n + 1}: &l{n + 1} [{', '.join([f'*l{n}'] * 9)}]\n" for n in range(9)
)

HOSTILE = {
    "brackets": "rules: " + "[" * 50_000,
    "conditions": f"rules: [{{name: a, when: {NESTED}, then: {{keep: true}}}}]",
    "laughs": LAUGHS,
    "pattern": "rules: [{name: a, when: {subject: {regex: ((a{99}){99}){99}}}, then: {keep: 1}}]",
    "long pattern": f"rules: [{{name: a, when: {{subject: {{regex: {'a?' * 90_000}}}}}}}]",
    "long key": f"rules: [{{{'b' * 900_000}: a, then: {{keep: true}}}}]",
    "long name": f"rules: [{{name: {'a' * 900_000}, then: {{keep: true}}}}]",
    "keys": f"rules: [{{name: a, when: {{{', '.join(f'k{n}: 1' for n in range(20_000))}}}}}]",
    "errors": "rules:\n" + "- {nam: a, whe: 1}\n" * 10_000,
    "template": f"replies: {{a: {{body: '{'{% if my.name %}' * 5_000}'}}}}",
    "expression": "replies: {a: {body: '{{ " + "(" * 20_000 + " }}'}}",
    "not utf-8": "rules: \udcff",
    "nul": "rules: \x00",
    "turned round": "rules: [{name: \u202etxt.exe, then: {file: a\u2066b}}]",
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_file_is_told_and_costs_little(kind: str, tmp_path: Path) -> None:
    """No traceback, no file that eats the machine."""
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "a.yaml").write_text(HOSTILE[kind], "utf-8", "surrogateescape")
    (tmp_path / "config.yaml").write_text(CONFIG.format(mode="observe"))
    done = subprocess.run(
        [sys.executable, "-c", RUN],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert "Traceback" not in done.stderr
    assert done.stdout.startswith(("rules/a.yaml:", "All is well"))
    assert int(done.stderr.splitlines()[-1]) < MEGABYTES * 1024
    assert len(done.stdout) < 1_000_000
