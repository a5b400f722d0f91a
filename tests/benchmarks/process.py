"""What a process costs: wall and CPU time, and the most memory it ever had."""

import os
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
RUNS = int(os.environ.get("BENCH_RUNS", "3"))

_TICKS = os.sysconf("SC_CLK_TCK")
_LOOK_EVERY = 0.01

# Installed programs are compiled; here the first run writes what the others read.
_ENVIRON = {key: os.environ[key] for key in os.environ.keys() - {"PYTHONDONTWRITEBYTECODE"}}


class Cost(NamedTuple):
    """Seconds, and mebibytes at the peak."""

    wall: float
    cpu: float
    peak: float

    def __str__(self) -> str:
        return f"{self.wall:7.2f} s wall {self.cpu:7.2f} s CPU {self.peak:6.0f} MiB"


def run(command: Sequence[str], *, expect: int = 0) -> Cost:
    """Run it from start to exit."""
    began = time.perf_counter()
    with started(command) as process:
        peak = 0.0
        # Not ru_maxrss, in which the memory of the parent counts (fork, then exec).
        while os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT | os.WNOHANG) is None:
            peak = max(peak, Running(process.pid).memory("VmHWM"))
            time.sleep(_LOOK_EVERY)
        wall = time.perf_counter() - began
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == expect, command
    return Cost(wall, used.ru_utime + used.ru_stime, peak)


def started(command: Sequence[str]) -> "subprocess.Popen[bytes]":
    """The process, silent but for its complaints."""
    return subprocess.Popen(command, cwd=ROOT, env=_ENVIRON, stdout=subprocess.DEVNULL)


@contextmanager
def running(command: Sequence[str]) -> Iterator["Running"]:
    """Run it in the background, and end it with the block."""
    with started(command) as process:
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

    def memory(self, which: str = "VmRSS") -> float:
        """Mebibytes: `VmRSS` now, `VmHWM` at most; 0 once it has ended."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        _, found, rest = status.partition(f"{which}:")
        return int(rest.split()[0]) / 1024 if found else 0.0


def typical(costs: Sequence[Cost]) -> Cost:
    """The median of each figure."""
    return Cost(*(median(figures) for figures in zip(*costs, strict=True)))


@contextmanager
def timed(what: str) -> Iterator[None]:
    """Print how long the block took."""
    began = time.perf_counter()
    yield
    tell(f"{time.perf_counter() - began:7.3f} s  {what}")


def tell(text: str, *, target: str = "", met: bool | None = None) -> None:
    """One line of the report."""
    verdict = {None: "", True: "  met", False: "  MISSED"}[met]
    print(f"{text}{f'  (target {target})' if target else ''}{verdict}", flush=True)  # noqa: T201 - a benchmark prints
