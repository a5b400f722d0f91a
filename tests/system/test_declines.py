"""The one answer to somebody whose door was closed: once at most, whatever fails and dies.

The server can fail at each point of the dialogue; the program is killed at a place that comes from
a seed. `make soak` tries many more of those.
"""

import os
import random
import signal
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from screener.application.rounds.round import one_round
from screener.bootstrap import configure, connect, desk, opened_store
from tests.servers.dovecot import Dovecot
from tests.servers.onlooker import onlooker
from tests.servers.proxy import Cut, Proxy, Step, When, proxy
from tests.servers.smtp import Answer, Client, ScriptedSmtp, hang_up, scripted_smtp
from tests.system.program import Program, a_letter
from tests.system.test_daemon import running

if TYPE_CHECKING:
    from tests.system.forked import Process

HIM = "him@example.com"

VOUCHED = {
    "Return_Path": f"<{HIM}>",
    "Authentication_Results": "mx.example.com; dmarc=pass header.from=example.com",
}

RULES = """
replies:
  hello: {body: "Thank you."}
  polite-no: {body: "That's very kind, but I'm going to have to decline.", every: never-again}
rules:
  - {name: Answer, then: {reply: hello}}
"""

DOORS = """
closed:
  # met on the street
  - {name: Him, handles: [him@example.com, his@example.net], decline: polite-no}
"""

POINTS = ("greeting", "EHLO", "MAIL", "RCPT", "DATA", ".", "QUIT")


FAILURES: dict[str, Answer] = {
    "refuses for now": "451 4.3.0 not now",
    "refuses for good": "554 5.7.1 never",
    "breaks off": hang_up,
}


class Ahead:
    """A clock that goes so much ahead."""

    def __init__(self, by: timedelta) -> None:
        self._by = by

    def now(self) -> datetime:
        """Now, and that."""
        return datetime.now(UTC) + self._by


def declining(folder: Path, *, imap: int, user: str, smtp: int) -> Program:
    """A program that is to decline once."""
    program = Program(folder, port=imap, user=user)
    login = {"host": "127.0.0.1", "port": smtp, "tls": "none"}
    program.configure(account={"smtp": login, "trusted_authserv": ["mx.example.com"]})
    program.rules(RULES)
    (folder / "rules" / "doors.yaml").write_text(DOORS)
    return program


def a_round(program: Program, *, later: timedelta) -> None:
    """One round, so much later."""
    configured = configure(program.folder / "config.yaml")
    (account,) = configured.settings.accounts
    with opened_store(configured.settings) as store, closing(connect(account)) as mailbox:
        one_round(mailbox, desk(configured, account, store)._replace(clock=Ahead(later)), {})


def arrive(number: int, *, sender: str = HIM) -> bytes:
    """One more letter of his."""
    return a_letter(f"Lunch {number}", sender=sender, number=number, **VOUCHED)


def test_the_command_says_whether_the_answer_was_sent(
    plain_dovecot: Dovecot, user: str, tmp_path: Path
) -> None:
    """And why not: of one day nobody can tell two of them apart in the sent folder."""
    close = ("close", HIM, "--decline", "polite-no")
    with onlooker(plain_dovecot.port, user) as them, scripted_smtp() as smtp:
        program = declining(tmp_path / "it", imap=plain_dovecot.port, user=user, smtp=smtp.port)
        (program.folder / "rules" / "doors.yaml").write_text("closed: []\n")
        program.rules(RULES.partition("rules:")[0])
        them.add(arrive(1))
        program.once()
        with running(program):
            assert f"The one answer to {HIM} was sent." in program.run(*close).out
            assert program.run("open", HIM).code == 0
            again = program.run(*close).out
        assert f"{HIM} was not sent: one went out already for an earlier closing" in again
        assert len(smtp.arrived) == 1


REFUSABLE = frozenset({"MAIL", "RCPT", "DATA", "."})
"""Where a server says no to a letter, and not to whom it talks with."""


def outcome(point: str, how: str) -> int:
    """How many letters he has in the end."""
    return 0 if how == "refuses for good" and point in REFUSABLE else 1


@pytest.mark.parametrize("how", FAILURES)
@pytest.mark.parametrize("point", POINTS)
def test_a_server_that_fails_gets_it_once_at_most(
    plain_dovecot: Dovecot, user: str, tmp_path: Path, point: str, how: str
) -> None:
    """It is tried again only where it is known not to have arrived; and nothing follows it."""
    fails = FAILURES[how]
    well = {"EHLO": "250 hello", "DATA": "354 go on", "QUIT": "221 bye"}.get(point, "250 fine")
    # A letter that is refused may go without the null sender, and is then refused again.
    times = 2 if how == "refuses for good" and point in REFUSABLE else 1
    answers: dict[str, list[Answer]] = {point: [*[fails] * times, well]}
    greeting: Answer = "220 ready"
    if point == "greeting":
        answers, greeting = {}, once_then(fails, "220 ready")
    with (
        onlooker(plain_dovecot.port, user) as them,
        scripted_smtp(answers, greeting=greeting) as smtp,
    ):
        program = declining(tmp_path / "it", imap=plain_dovecot.port, user=user, smtp=smtp.port)
        for number, hours in enumerate((0, 1, 2, 3)):
            them.add(arrive(number))
            a_round(program, later=timedelta(hours=hours))

        assert len(smtp.arrived) == outcome(point, how)
        assert not them.messages("Drafts")
        assert len(them.messages("Screened/Closed")) == 4


def once_then(first: Answer, rest: str) -> Callable[[Client], str | None]:
    """That answer the first time, and this one from then on."""
    left = [first]

    def answer(client: Client) -> str | None:
        if not left:
            return rest
        said = left.pop()
        return said(client) if callable(said) else said

    return answer


@pytest.mark.parametrize("seed", range(12))
def test_random_kills_send_no_second_decline(
    plain_dovecot: Dovecot, user: str, tmp_path: Path, seed: int
) -> None:
    """Be it in the dialogue with the mailbox or with the post, the database lost now and then."""
    kill_and_count(plain_dovecot, user, tmp_path, seed)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(12, 512))
def test_hundreds_of_kills(plain_dovecot: Dovecot, user: str, tmp_path: Path, seed: int) -> None:
    """The same for longer."""
    kill_and_count(plain_dovecot, user, tmp_path, seed)


def kill_and_count(server: Dovecot, user: str, folder: Path, seed: int) -> None:
    """Kill some passes, let the next ones end, and see what he got."""
    chance = random.Random(seed)
    killer = Killer()
    with (
        onlooker(server.port, user) as them,
        proxy(server.port) as between,
        scripted_smtp(killer.answers) as smtp,
    ):
        program = declining(folder / "it", imap=between.port, user=user, smtp=smtp.port)
        them.add(arrive(0))
        for number in range(1, chance.randint(2, 4)):
            killed_pass(program, between, killer, chance)
            if chance.random() < 0.3:
                lose_the_database(program)
            them.add(arrive(number))
        between.steps.clear()
        killer.victim = None
        program.once()
        them.add(arrive(99))
        program.once()
        assert_told_once_at_most(program, smtp)


class Killer:
    """A server of the post that kills its client at the n-th thing that it hears."""

    def __init__(self) -> None:
        self.victim: Process | None = None
        self.left = 0
        usual = {"EHLO": "250 hello", "DATA": "354 go on", "QUIT": "221 bye"}
        names = ("EHLO", "MAIL", "RCPT", "DATA", ".", "QUIT")
        self.answers = {name: self._answer(usual.get(name, "250 fine")) for name in names}

    def _answer(self, usual: str) -> Callable[[Client], str]:
        def answer(_: Client) -> str:
            self.left -= 1
            if self.left == 0 and self.victim is not None:
                os.kill(self.victim.pid, signal.SIGKILL)
            return usual

        return answer


def killed_pass(program: Program, between: Proxy, killer: Killer, chance: random.Random) -> None:
    """One pass that is killed somewhere, if it comes so far."""
    with program.started("once") as process:

        def kill() -> None:
            process.kill()
            raise Cut

        between.forget()
        between.steps.clear()
        killer.victim, killer.left = process, 0
        if chance.random() < 0.5:
            killer.left = chance.randint(1, 6)
        else:
            at, when = chance.randint(1, 40), chance.choice(list(When))
            between.steps[:] = [Step(lambda number, _: number == at, when, kill)]
        process.communicate(timeout=60)
    assert process.returncode in (0, -signal.SIGKILL)


def lose_the_database(program: Program) -> None:
    """With everything that is remembered in it; the files of the user stay."""
    for file in program.state.glob("screener.sqlite3*"):
        file.unlink()


def assert_told_once_at_most(program: Program, smtp: ScriptedSmtp) -> None:
    """And if so, doors.yaml says it."""
    assert len(smtp.arrived) <= 1
    assert all(b"to decline" in one.raw for one in smtp.arrived)
    if smtp.arrived:
        assert "declined:" in (program.folder / "rules" / "doors.yaml").read_text()
