"""What a process costs: wall and CPU time, and the most memory it ever had."""

import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
RUNS = int(os.environ.get("BENCH_RUNS", "3"))

_TICKS = os.sysconf("SC_CLK_TCK")


class Cost(NamedTuple):
    """Seconds, and mebibytes at the peak."""

    wall: float
    cpu: float
    peak: float

    def __str__(self) -> str:
        return f"{self.wall:7.2f} s wall {self.cpu:7.2f} s CPU {self.peak:6.0f} MiB"


def run(command: Sequence[str], *, expect: int = 0) -> Cost:
    """Run it from start to exit."""
    began = perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    with process:
        assert process.stderr is not None
        said = process.stderr.read()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == expect, said.decode()
    wall = perf_counter() - began
    return Cost(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


@contextmanager
def running(command: Sequence[str]) -> Iterator["Running"]:
    """Run it in the background, and end it with the block."""
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            yield Running(process.pid)
        finally:
            process.terminate()


class Running(NamedTuple):
    """A process that goes on."""

    pid: int

    def cpu(self) -> float:
        """Seconds of CPU so far."""
        # The name in brackets may have spaces: proc_pid_stat(5).
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    def memory(self) -> float:
        """Mebibytes now."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def typical(costs: Sequence[Cost]) -> Cost:
    """The median of each figure."""
    return Cost(*(median(figures) for figures in zip(*costs, strict=True)))


def tell(text: str, *, target: str = "", met: bool | None = None) -> None:
    """One line of the report."""
    verdict = {None: "", True: "  met", False: "  MISSED"}[met]
    print(f"{text}{f'  (target {target})' if target else ''}{verdict}", flush=True)  # noqa: T201 - a benchmark prints
