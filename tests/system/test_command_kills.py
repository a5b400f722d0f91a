"""kill -9 at any point of a pass that obeys commands: each is done, once, and told once.

The place of each kill comes from a seed.
"""

import random
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from screener.bootstrap import configure, opened_store
from screener.domain.digest.command import FOLDER, Command, Verb, undo_rule
from screener.domain.digest.order import Outcome
from screener.domain.record.chain import Act
from tests.servers.dovecot import Dovecot, Quirks
from tests.servers.onlooker import Onlooker, Seen, onlooker
from tests.servers.proxy import Cut, When, proxy
from tests.system.program import Program, a_letter
from tests.system.test_closing import doors
from tests.system.test_commands_by_mail import HER, HIM, mail
from tests.system.test_kills import WithQuirks, survives

RULES = "rules: [{name: Papers, when: {subject: paper}, then: {mark: flagged, file: Papers}}]\n"

COMMANDS = 40
"""A pass that obeys these needs more on each of the servers."""

SERVERS = (Quirks(), Quirks(hidden=frozenset({"MOVE"})))

PAPERS = [f"paper {number}" for number in range(4)]


@pytest.mark.parametrize("seed", range(16))
def test_a_killed_pass_obeys_in_the_end_and_once(
    dovecot_with: WithQuirks, user: str, tmp_path: Path, seed: int
) -> None:
    """Doors, ledger, messages and outcomes are as if nothing had happened."""
    chance = random.Random(seed)
    server = dovecot_with(SERVERS[seed % len(SERVERS)])
    with onlooker(server.port, user) as them, proxy(server.port) as between:
        program = a_program(between.port, user, tmp_path, them)
        sent = say_everything(program, them)
        for _ in range(chance.randint(1, 2)):
            survives(program, between, chance, among=COMMANDS)
        between.steps.clear()
        program.once()
        program.once()
        assert_done(program, them, sent)


def test_a_kill_while_messages_are_moved_back(
    dovecot_with: Callable[[Quirks], Dovecot], user: str, tmp_path: Path
) -> None:
    """The command is used up and has no outcome, and the server has moved them: it is found out."""
    server = dovecot_with(Quirks())
    with onlooker(server.port, user) as them, proxy(server.port) as between:
        program = a_program(between.port, user, tmp_path, them)
        them.add(mail(program, everything_of_papers()))
        with program.started("once") as process:

            def kill() -> None:
                process.kill()
                raise Cut

            between.step_in("UID MOVE", When.UNANSWERED, kill)
            process.communicate(timeout=60)
        assert process.returncode == -9
        assert outcomes(program) == Counter()
        between.steps.clear()
        program.once()

        assert sorted(papers(them)) == PAPERS
        assert outcomes(program) == Counter({Outcome.DONE: 1})


def a_program(port: int, user: str, folder: Path, them: Onlooker) -> Program:
    """An installation that has filed some papers, and left two letters of his in the inbox."""
    program = Program(folder / "it", port=port, user=user)
    program.rules(RULES)
    for subject in PAPERS:
        them.add(a_letter(subject, sender="friend@example.com"))
    for subject in ("Lunch?", "Lunch??"):
        them.add(a_letter(subject, sender=HIM))
    program.once()
    assert them.subjects("Papers") == PAPERS
    return program


def say_everything(program: Program, them: Onlooker) -> list[bytes]:
    """Commands that are to be obeyed, and some that are not; those that have our signature."""
    mails = [
        mail(program, Verb.CLOSE, HIM),
        mail(program, everything_of_papers()),
        mail(program, Verb.WELCOME, HER),
        mail(program, Verb.CLOSE, HIM),
        mail(program, Verb.OPEN, HIM, valid=-1),
    ]
    for one in mails:
        them.add(one)
    return mails


def everything_of_papers() -> Command:
    """Take back whatever that rule has done until now."""
    now = datetime.now(UTC)
    return undo_rule("Papers", since=now - timedelta(days=1), until=now)


def assert_done(program: Program, them: Onlooker, sent: list[bytes]) -> None:
    """Everything that was said is done, and nothing twice."""
    text = doors(program)
    assert text.count(f"handles: [{HIM}]") == 1
    assert text.count(f"  - {HER}") == 1
    assert sorted(papers(them)) == PAPERS
    assert sorted(them.subjects("Screened/Closed")) == ["Lunch?", "Lunch??"]
    filed = there(them, FOLDER)
    assert sorted(filed) == sorted(sent)
    assert not [one for one in them.messages() if b"Screener:" in one.raw and not deleted(one)]
    assert outcomes(program) == Counter({Outcome.DONE: 3, Outcome.USED: 1, Outcome.LATE: 1})
    with opened_store(configure(program.folder / "config.yaml").settings) as store:
        deeds = [entry.deed for entry in store.entries() if entry.deed]
        moved = [one for one in deeds if one.act in (Act.CLOSED, Act.WELCOMED)]
        assert {(one.act, one.contact) for one in moved} == {(Act.CLOSED, HIM), (Act.WELCOMED, HER)}
        assert len(moved) == 2
        assert store.orders.to_obey("me") == ()


def papers(them: Onlooker) -> list[str]:
    """Those that lie in the inbox; none is left where they were filed."""
    assert there(them, "Papers") == []
    inbox = [one.subject for one in them.messages() if not deleted(one)]
    return [subject for subject in inbox if subject in PAPERS]


def there(them: Onlooker, folder: str) -> list[bytes]:
    """What lies in a folder and is not marked as deleted."""
    return [one.raw for one in them.messages(folder) if not deleted(one)]


def deleted(one: Seen) -> bool:
    """Whether it is only there until somebody tidies up."""
    return r"\Deleted" in one.flags


def outcomes(program: Program) -> Counter[Outcome | None]:
    """How often which outcome was written."""
    now = datetime.now(UTC)
    with opened_store(configure(program.folder / "config.yaml").settings) as store:
        settled = store.orders.settled("me", since=now - timedelta(days=1), until=now)
        return Counter(one.outcome for one in settled)
