"""Looking for the past messages of a closed contact among 20,000, by whole passes.

The figures to hold on a laptop: 2 s where there are none, 6 s by a telephone number, for which
every header is read, 20 s where 10,000 are preserved and filed, and 120 MiB at the most.
"""

import imaplib
from pathlib import Path

import pytest

from tests.benchmarks.process import run, tell, timed
from tests.servers.dovecot import PASSWORD, Dovecot
from tests.system.program import Program, a_letter

pytestmark = pytest.mark.bench

MESSAGES = 20_000

HIM = "him@example.com"


def fill(server: Dovecot, user: str) -> None:
    """Letters of some 4 kB, every second from him."""
    imap = imaplib.IMAP4("127.0.0.1", server.port)
    imap.login(user, PASSWORD)
    body = "Some words of a letter. " * 150
    for number in range(MESSAGES):
        sender = HIM if number % 2 else f"person{number % 500}@elsewhere.example"
        imap.append("INBOX", "", "", a_letter(f"{number}", sender=sender, number=number, body=body))
    imap.logout()


def test_a_sweep_costs_what_it_finds(plain_dovecot: Dovecot, user: str, tmp_path: Path) -> None:
    """And its memory does not grow with it."""
    program = Program(tmp_path / "it", port=plain_dovecot.port, user=user)
    program.configure(account={"backfill": "0d"}, log={"format": "json", "level": "error"})
    program.rules("rules: []\n")
    with timed(f"filling the mailbox with {MESSAGES:,} messages"):
        fill(plain_dovecot, user)
    tell(f"{run(program.command('once'))}  the first pass")
    for who, seconds in (("stranger@example.net", 2), ("+1 202 555 0143", 6), (HIM, 20)):
        assert program.run("close", who).code == 0
        cost = run(program.command("once"))
        met = cost.wall <= seconds and cost.peak <= 120
        tell(f"{cost}  closing {who}", target=f"{seconds} s, 120 MiB", met=met)
    assert len(program.objects()) == MESSAGES // 2
