"""How long normalizing takes; run with `python -m tests.benchmarks.normalize FOLDER`.

FOLDER holds one message a file, at any depth. A message counts with the best of three runs, so
that other work on the machine does not show. The figures to hold on a laptop, over the easy and
hard ham and the spam of 2002: 45 µs a header and 300 µs a whole message on average.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from statistics import fmean, quantiles
from time import perf_counter_ns

from screener.domain.event import Event
from screener.normalize.mail import Reading, read_header, read_whole
from tests.builders import an_arrival

RUNS = 3
ARRIVAL = an_arrival()
READING = Reading(
    trusted_authserv=frozenset({"mx.example.com"}), header_names=frozenset({"x-mailer"})
)


def header_of(raw: bytes) -> bytes:
    """The header as a server would send it."""
    ends = [raw.find(mark) + len(mark) for mark in (b"\r\n\r\n", b"\n\n") if mark in raw]
    return raw[: min(ends, default=len(raw))]


def measured(messages: list[bytes], read: Callable[..., Event]) -> list[float]:
    """Microseconds for each message."""
    best = [float("inf")] * len(messages)
    for _ in range(RUNS):
        for number, raw in enumerate(messages):
            began = perf_counter_ns()
            read(raw, arrival=ARRIVAL, reading=READING)
            best[number] = min(best[number], (perf_counter_ns() - began) / 1000)
    return best


def main(folder: Path) -> None:
    """Print one line for headers and one for whole messages."""
    messages = [path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()]
    print(f"{len(messages)} messages, {sum(map(len, messages)) / 1e6:.1f} MB")  # noqa: T201 - a benchmark prints
    for name, read, inputs in (
        ("header", read_header, [header_of(raw) for raw in messages]),
        ("whole", read_whole, messages),
    ):
        times = measured(inputs, read)
        p99 = quantiles(times, n=100)[98]
        print(f"{name:8}mean {fmean(times):7.1f}   p99 {p99:7.1f}   max {max(times):8.1f}   µs")  # noqa: T201 - a benchmark prints


if __name__ == "__main__":
    main(Path(sys.argv[1]))
