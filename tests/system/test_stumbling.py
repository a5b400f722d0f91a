"""A message at which the server hangs up is found and left alone, and stops nobody else."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from screener.adapters.imap.sequence import expanded
from screener.application.deciding.setbacks import NOT_SHOWN
from screener.application.rounds.round import one_round
from screener.bootstrap import configure, connect, desk, opened_store
from screener.domain.record.decision import Decision
from screener.domain.record.event import Unreadable
from screener.domain.record.stumble import TIMES
from screener.errors import Unreachable
from screener.ports.store import Query
from tests.servers.dovecot import Dovecot
from tests.servers.onlooker import Onlooker, onlooker
from tests.servers.proxy import Proxy, proxy
from tests.system.program import Program, a_letter
from tests.system.test_daemon import running

HIM = "him@example.com"

RULES = "rules:\n  - {name: Tea, when: {subject: tea}, then: {file: Tea}}\n"


def asks_for(*uids: int, part: str = "") -> Callable[[str], bool]:
    """A FETCH of that part of one of these, whatever else it asks for."""

    def asks(command: str) -> bool:
        words = command.split()
        return (
            words[:2] == ["UID", "FETCH"]
            and part in command
            and not set(uids).isdisjoint(expanded(words[2], at_most=1000))
        )

    return asks


@contextmanager
def installed(
    server: Dovecot, user: str, folder: Path, *, rules: str
) -> Iterator[tuple[Program, Proxy, Onlooker]]:
    """The program, the proxy through which it goes, and somebody else at the mailbox."""
    with proxy(server.port) as between, onlooker(server.port, user) as them:
        program = Program(folder / "it", port=between.port, user=user)
        program.configure(account={"poll": "1h"})
        program.rules(rules)
        yield program, between, them


def rounds(program: Program, *, at_most: int) -> int:
    """Rounds over new connections until one is finished; how many broke before."""
    configured = configure(program.folder / "config.yaml")
    (account,) = configured.settings.accounts
    with opened_store(configured.settings) as store:
        its_desk = desk(configured, account, store)
        for broken in range(at_most + 1):
            with closing(connect(account, store)) as mailbox:
                try:
                    one_round(mailbox, its_desk, {})
                except Unreachable:
                    continue
                return broken
    raise AssertionError(f"the connection broke more than {at_most} times")


def decisions(program: Program) -> list[Decision]:
    """All that were made."""
    with opened_store(configure(program.folder / "config.yaml").settings) as store:
        return [one.decision for one in store.decisions(Query())]


@pytest.mark.parametrize("part", ["", "BODY.PEEK[HEADER]", "BODY.PEEK[]"])
def test_all_others_are_decided_and_filed(
    plain_dovecot: Dovecot, user: str, tmp_path: Path, part: str
) -> None:
    """The one is told, stays where it is, and is never asked for again."""
    rules = RULES.replace("subject", "body")
    with installed(plain_dovecot, user, tmp_path, rules=rules) as (program, between, them):
        for number in range(1, 7):
            them.add(a_letter(f"{number}", body="Come to tea."))
        between.deadly = asks_for(4, part=part)
        assert rounds(program, at_most=20) == 1 + TIMES

        assert them.subjects() == ["4"]
        assert sorted(them.subjects("Tea")) == ["1", "2", "3", "5", "6"]
        (told,) = (one for one in decisions(program) if isinstance(one.event, Unreadable))
        assert (told.event.arrival.uid, told.reason, told.effects) == (4, NOT_SHOWN, ())
        between.forget()
        them.add(a_letter("new", body="More tea."))
        assert rounds(program, at_most=0) == 0
        assert them.subjects() == ["4"]
        assert not any(asks_for(4, part=part)(command) for command in between.commands)


def test_one_pass_is_enough(plain_dovecot: Dovecot, user: str, tmp_path: Path) -> None:
    """`once` connects again by itself, and ends well."""
    with installed(plain_dovecot, user, tmp_path, rules=f"closed: [{HIM}]") as (
        program,
        between,
        them,
    ):
        for number in range(5):
            them.add(a_letter(f"{number}", sender=HIM))
        between.deadly = asks_for(3, part="BODY.PEEK[]")
        done = program.once()

        assert them.subjects() == ["2"]
        assert sorted(them.subjects("Screened/Closed")) == ["0", "1", "3", "4"]
        (given_up,) = (one for one in done.logged if one["event"] == "message_given_up")
        assert (given_up["folder"], given_up["uid"]) == ("INBOX", 3)
        (told,) = (one for one in program.log() if one["kind"] == "unreadable")
        assert (told["uid"], told["actions"], told["destination"]) == (3, [], None)


def test_the_daemon_gets_past_it(plain_dovecot: Dovecot, user: str, tmp_path: Path) -> None:
    """By itself, and what comes afterwards is filed at once."""
    with (
        installed(plain_dovecot, user, tmp_path, rules=RULES) as (program, between, them),
        running(program),
    ):
        between.deadly = asks_for(2)
        for subject in ("tea", "bad tea", "more tea"):
            them.add(a_letter(subject))
        them.await_subjects("Tea", "tea", "more tea", seconds=60)
        them.add(a_letter("tea again"))
        them.await_subjects("Tea", "tea", "more tea", "tea again")
        assert them.subjects() == ["bad tea"]


def test_a_server_that_shows_nothing_at_all_costs_no_message(
    plain_dovecot: Dovecot, user: str, tmp_path: Path
) -> None:
    """However often: when it shows messages again, every one is decided."""
    with installed(plain_dovecot, user, tmp_path, rules=RULES) as (program, between, them):
        for number in range(4):
            them.add(a_letter(f"tea {number}"))
        between.deadly = asks_for(*range(1, 5), part="BODY.PEEK")
        with pytest.raises(AssertionError, match="more than 12 times"):
            rounds(program, at_most=12)
        between.deadly = None
        assert rounds(program, at_most=0) == 0
        assert them.subjects() == []
        assert len(them.subjects("Tea")) == 4


def test_several_side_by_side_are_all_found(
    plain_dovecot: Dovecot, user: str, tmp_path: Path
) -> None:
    """The one beside it may be no better, so any may be asked whether the server is well."""
    with installed(plain_dovecot, user, tmp_path, rules=RULES) as (program, between, them):
        for number in range(1, 9):
            them.add(a_letter(f"tea {number}"))
        between.deadly = asks_for(3, 4, 5)
        rounds(program, at_most=60)
        assert them.subjects() == ["tea 3", "tea 4", "tea 5"]
        assert len(them.subjects("Tea")) == 5


def test_the_past_is_swept_past_it(plain_dovecot: Dovecot, user: str, tmp_path: Path) -> None:
    """A folder where nothing is decided is read to its end all the same."""
    with installed(plain_dovecot, user, tmp_path, rules="closed: []") as (program, between, them):
        them.create("Letters")
        for number in range(1, 6):
            them.add(a_letter(f"{number}", sender=HIM), "Letters")
        assert program.run("close", HIM).code == 0
        between.deadly = asks_for(3, part="BODY.PEEK[]")
        rounds(program, at_most=20)
        assert len(program.objects()) == 4
        between.forget()
        assert rounds(program, at_most=0) == 0
        assert not any("FETCH" in command for command in between.commands)
