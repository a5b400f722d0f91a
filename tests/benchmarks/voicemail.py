"""What looking for calls costs ordinary mail: `python -m tests.benchmarks.voicemail FOLDER`.

FOLDER holds one message a file, at any depth. The figure to hold is 5 % of reading a header. Each
message counts with the best of several runs, taken in turns so that other work does not show.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from statistics import fmean
from time import perf_counter_ns

from screener.domain.event import MailReceived
from screener.domain.settings import Provider
from screener.normalize.calls import may_report_call
from screener.normalize.header import scan
from screener.normalize.mail import Reading, read_header
from tests.benchmarks.normalize import header_of
from tests.builders import an_arrival

RUNS = 7
ARRIVAL = an_arrival()
READING = Reading(
    trusted_authserv=frozenset({"mx.example.com"}),
    header_names=frozenset({"x-mailer"}),
    exchanges={"pbx.example": Provider.ASTERISK, "phones.example": Provider.GENERIC},
)


def best(look: Callable[[], object]) -> float:
    """Microseconds."""
    times = []
    for _ in range(RUNS):
        began = perf_counter_ns()
        look()
        times.append(perf_counter_ns() - began)
    return min(times) / 1000


def main(folder: Path) -> None:
    """Print one line."""
    reading, looking, nothing = [], [], []
    maybe = 0
    for path in sorted(folder.rglob("*")):
        raw = header_of(path.read_bytes()) if path.is_file() else b""
        mail = read_header(raw, arrival=ARRIVAL, reading=READING)
        if not isinstance(mail, MailReceived):
            continue
        header = scan(raw)
        maybe += mail.may_be_call
        reading.append(best(lambda: read_header(raw, arrival=ARRIVAL, reading=READING)))  # noqa: B023 - called at once
        looking.append(best(lambda: may_report_call(header, mail, listed=READING.exchanges)))  # noqa: B023 - called at once
        nothing.append(best(lambda: None))
    look = fmean(looking) - fmean(nothing)
    print(  # noqa: T201 - a benchmark prints
        f"{len(reading)} headers {fmean(reading):.1f} µs; looking for calls {look:.2f} µs,"
        f" {look / (fmean(reading) - look):.1%}; {maybe} may be calls"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
