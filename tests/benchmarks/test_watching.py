"""What the daemon costs between messages, and how soon it files one that comes."""

import random
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import pytest

from screener.adapters.imap import Server, connect
from screener.application.rounds.round import one_round
from screener.bootstrap import configure, desk, opened_store
from screener.ports.mailbox import FolderState
from tests.benchmarks.contest import Contest
from tests.benchmarks.process import Running, running, tell
from tests.benchmarks.proxy import wire
from tests.servers.dovecot import PASSWORD, Dovecot, Quirks

pytestmark = pytest.mark.bench

LETTERS = 20
STEP = 0.001


@pytest.fixture
def contest_of(
    dovecot_with: Callable[[Quirks], Dovecot], tmp_path: Path
) -> Callable[[int], Contest]:
    """A mailbox of so many messages."""
    server = dovecot_with(Quirks(storage="maildir"))
    return lambda messages: Contest(server, tmp_path, messages)


@pytest.mark.parametrize("folders", [1, 3])
def test_a_poll_that_finds_nothing_says_little(
    contest_of: Callable[[int], Contest], folders: int
) -> None:
    """One command a watched folder, on a connection that is open already."""
    contest = contest_of(1_000)
    user = contest.new_user()
    watch = ["INBOX", "Drafts", "Junk"][:folders]
    with wire(contest.server.port) as link:
        words = contest.screener(user, "rule", 200, port=link.port, watch=watch)
        configured = configure(Path(words[-1]))
        [account] = configured.settings.accounts
        with opened_store(configured.settings) as store:
            where = Server(host="127.0.0.1", port=link.port, user=user, tls="none")
            mailbox = connect(where, lambda: PASSWORD)
            me, quiet = desk(configured, account, store), dict[str, FolderState]()
            for _ in range(3):  # to the end of what is new, and of what was moved
                one_round(mailbox, me, quiet)
            before = link.commands, link.octets
            one_round(mailbox, me, quiet)
            commands, octets = link.commands - before[0], link.octets - before[1]
            mailbox.close()
    tell(
        f"\nempty poll of {folders} and closed doors: {commands} commands, {octets} octets",
        target="1 command a watched folder, 2 kB",
        met=commands <= folders and octets < 2_000,
    )


@pytest.mark.parametrize("messages", [1_000, 20_000])
def test_a_message_is_filed_as_soon_as_a_script_could(
    contest_of: Callable[[int], Contest], messages: int
) -> None:
    """From the delivery to the file in its folder; most of it is the server telling late."""
    contest = contest_of(messages)
    script, daemon = contest.new_user(), contest.new_user()
    with (
        running(contest.raw("idle", script, 200)) as first,
        running([*contest.screener(daemon, "rule", 200), "run"]) as second,
    ):
        settle(contest, {script: first, daemon: second})
        taken: dict[str, list[float]] = {script: [], daemon: []}
        for number in range(LETTERS):
            for user, times in taken.items():
                times.append(filed_after(contest, user, number))
    raw, ours = median(taken[script]), median(taken[daemon])
    tell(
        f"\n{messages} messages: filed after {ours:.3f} s, by the script {raw:.3f} s",
        target="1.15 x",
        met=ours <= 1.15 * raw,
    )


def test_a_daemon_that_waits_uses_nothing(contest_of: Callable[[int], Contest]) -> None:
    """A minute of CPU time and memory, after the first pass over 20,000 messages."""
    contest = contest_of(20_000)
    user = contest.new_user()
    with running([*contest.screener(user, "rule", 200), "run"]) as daemon:
        settle(contest, {user: daemon})
        before = daemon.cpu()
        time.sleep(60)
        share = (daemon.cpu() - before) / 60
        memory = daemon.memory()
    tell(
        f"\nidle: {share:.2%} of a CPU, {memory:.0f} MiB",
        target="0.2 %, 120 MB",
        met=share < 0.002 and memory * 1.048576 < 120,
    )


def settle(contest: Contest, users: dict[str, Running]) -> None:
    """Wait until everybody has screened what was there, and sits still."""
    wanted = len(contest.mail.wanted)
    while any(len(contest.screened(user)) < wanted for user in users):
        time.sleep(0.1)
    before: list[float] = []
    while (now := [process.cpu() for process in users.values()]) != before:
        before = now
        time.sleep(2)


def filed_after(contest: Contest, user: str, number: int) -> float:
    """Seconds from the beginning of a delivery until the message lies in `Screened`."""
    chance = random.Random(number)
    sender = chance.choice(contest.mail.senders[:200])
    raw = f"From: News <{sender}>\r\nSubject: {number}\r\nMessage-ID: <l{number}@bench.example>\r\n"
    there = contest.screened(user)
    began = time.perf_counter()
    contest.deliver(user, f"{raw}\r\nHello.\r\n".encode())
    while contest.screened(user) == there:
        time.sleep(STEP)
        assert time.perf_counter() < began + 30, "it was never filed"
    taken = time.perf_counter() - began
    time.sleep(chance.uniform(1.0, 1.5))  # until it waits again, and out of step with any clock
    return taken
