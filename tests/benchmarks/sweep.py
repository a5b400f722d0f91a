"""What looking for past messages costs: `python -m tests.benchmarks.sweep`.

A mailbox of 20,000 messages on a Dovecot of this machine, half of them from somebody whose door is
then closed; the pass is the daemon's own. The figures to hold on a laptop: 25 s by an address with
10,000 hits, 5 s by an address with none, 60 s by a telephone number, for which every header is
read, and 150 MB of memory at the most.
"""

import imaplib
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

from tests.servers.dovecot import PASSWORD, Dovecot, dovecot
from tests.system.program import Program, a_letter

MESSAGES = 20_000

PASS = """
import resource, sys
from pathlib import Path
from screener.bootstrap import configure
from screener.daemon.once import once

once(configure(Path(sys.argv[1])))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


@contextmanager
def timed(what: str) -> Iterator[None]:
    """Print how long the block took."""
    began = perf_counter()
    yield
    print(f"{perf_counter() - began:7.2f} s  {what}")  # noqa: T201 - a benchmark prints


def fill(server: Dovecot, user: str) -> None:
    """Letters of some 4 kB, every second from him; many in one APPEND (RFC 3502)."""
    imap = imaplib.IMAP4("127.0.0.1", server.port)
    imap.login(user, PASSWORD)
    body = "Some words of a letter. " * 150
    for number in range(MESSAGES):
        sender = "him@example.com" if number % 2 else f"person{number % 500}@elsewhere.example"
        raw = a_letter(f"letter {number}", sender=sender, number=number, body=body)
        imap.append("INBOX", "", "", raw)
    imap.logout()


def a_pass(program: Program, what: str) -> None:
    """One pass, with its time and its greatest memory."""
    with timed(what):
        done = subprocess.run(
            [sys.executable, "-c", PASS, str(program.folder / "config.yaml")],
            capture_output=True,
            text=True,
            check=True,
        )
    print(f"{done.stdout.split()[-1]:>7} MB")  # noqa: T201 - a benchmark prints


def measure(folder: Path, server: Dovecot) -> None:
    """Three closings, one after the other."""
    program = Program(folder / "it", port=server.port, user="swept")
    program.configure(account={"backfill": "0d"})
    program.rules("rules: []\n")
    with timed(f"filling the mailbox with {MESSAGES:,} messages"):
        fill(server, "swept")
    a_pass(program, "the first pass")
    program.run("close", "nobody@example.net")
    a_pass(program, "an address that is in no message")
    program.run("close", "+1 202 555 0143")
    a_pass(program, "a telephone number")
    program.run("close", "him@example.com")
    a_pass(program, f"an address with {MESSAGES // 2:,} messages, preserved and filed")
    print(f"{resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime:7.2f} s of processor")  # noqa: T201


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch, dovecot() as running:
        measure(Path(scratch), running)
