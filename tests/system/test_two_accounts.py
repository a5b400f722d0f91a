"""Somebody who writes to two accounts at once, while a running program listens to both."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.servers.dovecot import Dovecot
from tests.servers.onlooker import Onlooker, onlooker
from tests.servers.smtp import sink
from tests.system.program import Program, eventually
from tests.system.test_daemon import running
from tests.system.test_gates import RULES, a_mail, address, asked, installed, stands

PEOPLE = 8

HELLO = "  - {name: Hello, when: {subject: hello there}, then: {reply: thirty}}\n"


def arrives(raw: bytes, at: Sequence[Onlooker]) -> None:
    """One letter in both mailboxes in the same moment."""
    with ThreadPoolExecutor() as both:
        list(both.map(lambda one: one.add(raw), at))


def test_whoever_writes_to_both_is_answered_by_one(
    plain_dovecot: Dovecot, user: str, tmp_path: Path
) -> None:
    """And is in the gate once; the letters of both lie where the gate wants them."""
    with (
        sink() as post,
        onlooker(plain_dovecot.port, user) as mine,
        onlooker(plain_dovecot.port, f"{user}x") as work,
        installed(tmp_path / "it", plain_dovecot.port, user, post, RULES + HELLO) as program,
    ):
        other = Program.account("work", port=plain_dovecot.port, user=f"{user}x")
        program.accounts.append(program.accounts[0] | other)
        program.configure()
        program.once()
        with running(program):
            for number in range(PEOPLE):
                gate = number % 2 == 0
                words, what = ("pick your brain", "hello") if gate else ("Hi.", "hello there")
                raw = a_mail(number, what, body=words)
                both = b"To: me@example.com, work@example.com"
                arrives(raw.replace(b"To: me@example.com", both), (mine, work))
            eventually(lambda: len(mine.subjects("Waiting")) == PEOPLE // 2)
            eventually(lambda: len(work.subjects("Waiting")) == PEOPLE // 2)
        program.once()

        answered = asked(post, b"ask one") + asked(post, b"thirty minutes")
        assert answered == {address(number): 1 for number in range(PEOPLE)}
        assert len(program.run("gates", "--json").out.splitlines()) == len(stands(program))
