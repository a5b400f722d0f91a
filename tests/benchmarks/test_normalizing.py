"""How long reading one message takes, and what looking for calls adds to it.

Over synthetic mail, or over real mail in the folder that BENCH_MAIL names (one message a file, at
any depth). A message counts with the best of some runs, so that other work on the machine does
not show. The figures to hold on a laptop, over the ham and spam of SpamAssassin's public corpus:
45 µs a header and 300 µs a whole message on average, and 5 % of a header for calls.
"""

import os
from collections.abc import Callable
from pathlib import Path
from statistics import fmean, quantiles
from time import perf_counter_ns

import pytest

from screener.domain.record.event import Event, MailReceived
from screener.domain.settings.settings import Provider
from screener.normalize.calls import may_report_call
from screener.normalize.header.block import scan
from screener.normalize.mail import Reading, read_header, read_whole
from tests.benchmarks.mail import write_mail
from tests.benchmarks.process import tell
from tests.builders import an_arrival

pytestmark = pytest.mark.bench

BEST_OF = 5
ARRIVAL = an_arrival()
READING = Reading(
    trusted_authserv=frozenset({"mx.example.com"}),
    header_names=frozenset({"x-mailer"}),
    exchanges={"pbx.example": Provider.ASTERISK, "phones.example": Provider.GENERIC},
)


@pytest.fixture(scope="module")
def messages(tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    """What is to be read."""
    folder = Path(os.environ.get("BENCH_MAIL") or tmp_path_factory.mktemp("mail") / "Maildir")
    if not folder.exists():
        write_mail(folder, 2_000)
    found = [path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()]
    return [raw for raw in found if raw]


def header_of(raw: bytes) -> bytes:
    """The header as a server would send it."""
    ends = [raw.find(mark) + len(mark) for mark in (b"\r\n\r\n", b"\n\n") if mark in raw]
    return raw[: min(ends, default=len(raw))]


def best(look: Callable[[], object]) -> float:
    """Microseconds."""
    times = []
    for _ in range(BEST_OF):
        began = perf_counter_ns()
        look()
        times.append(perf_counter_ns() - began)
    return min(times) / 1000


@pytest.mark.parametrize(("name", "read"), [("header", read_header), ("whole", read_whole)])
def test_reading(messages: list[bytes], name: str, read: Callable[..., Event]) -> None:
    """Of every message the header, and all of it."""
    inputs = [header_of(raw) for raw in messages] if read is read_header else messages
    times = [best(lambda: read(raw, arrival=ARRIVAL, reading=READING)) for raw in inputs]  # noqa: B023 - called at once
    p99 = quantiles(times, n=100)[98]
    tell(f"\n{name:8}mean {fmean(times):7.1f}   p99 {p99:7.1f}   max {max(times):8.1f}   µs")


def test_looking_for_calls(messages: list[bytes]) -> None:
    """What no provider writes is passed over at once."""
    reading: list[float] = []
    looking: list[float] = []
    for raw in map(header_of, messages):
        mail = read_header(raw, arrival=ARRIVAL, reading=READING)
        if isinstance(mail, MailReceived):
            header = scan(raw)
            reading.append(best(lambda: read_header(raw, arrival=ARRIVAL, reading=READING)))  # noqa: B023 - called at once
            looking.append(best(lambda: may_report_call(header, mail, listed=READING.exchanges)))  # noqa: B023 - called at once
    look = fmean(looking) - best(lambda: None)
    tell(f"\nlooking for calls {look:.2f} µs, {look / fmean(reading):.1%} of reading a header")
