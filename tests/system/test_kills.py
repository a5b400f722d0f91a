"""kill -9 at any point of a pass: nothing is lost, and nothing that counts happens twice.

The place of each kill comes from a seed. `make soak` tries a thousand of them.
"""

import random
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from pathlib import Path

import pytest

from screener.bootstrap import configure, opened_store
from screener.domain.record.effect import Status
from screener.ports.store import Query, Recorded
from tests.servers.dovecot import Dovecot, Quirks
from tests.servers.onlooker import Onlooker, onlooker
from tests.servers.proxy import Cut, Proxy, Step, When, proxy
from tests.system.program import Program, a_letter

WithQuirks = Callable[[Quirks], Dovecot]

SERVERS = (
    Quirks(),
    Quirks(hidden=frozenset({"MOVE"})),
    Quirks(hidden=frozenset({"MOVE", "UIDPLUS"})),
)

MESSAGES = 60
COMMANDS = 35
"""A pass over that mailbox needs more on each of the servers."""

RULES = """
closed: [pushy@example.com]
rules:
  - {name: Copy, when: {subject: copy}, then: {copy: [Records, Also]}}
  - {name: File, when: {subject: file}, then: {mark: flagged, file: Filed/Deep}}
  - {name: Both, when: {subject: both}, then: {tag: noticed, copy: Records, file: Filed}}
  - {name: Tag, when: {body: tag me}, then: {tag: noticed}}
"""

WHERE: dict[str, dict[str, set[str]]] = {
    "closed": {"Screened/Closed": {r"\Seen", "$MDNSent"}},
    "copy": {"INBOX": set(), "Records": set(), "Also": set()},
    "file": {"Filed/Deep": {r"\Flagged"}},
    "both": {"Records": {"noticed"}, "Filed": {"noticed"}},
    "tag": {"INBOX": {"noticed"}},
    "plain": {"INBOX": set()},
}
"""By what its subject says: where a message lies in the end, and with which flags."""


@pytest.mark.parametrize("seed", range(30))
def test_a_killed_pass_is_taken_up_by_the_next(
    dovecot_with: WithQuirks, user: str, tmp_path: Path, seed: int
) -> None:
    """Every message and copy is where it belongs, once; every decision once; all of it settled."""
    kill_and_look(dovecot_with, user, tmp_path, seed)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(30, 1030))
def test_a_thousand_kills(dovecot_with: WithQuirks, user: str, tmp_path: Path, seed: int) -> None:
    """The same for longer."""
    kill_and_look(dovecot_with, user, tmp_path, seed)


def kill_and_look(dovecot_with: WithQuirks, user: str, folder: Path, seed: int) -> None:
    """Fill a mailbox, kill a pass over it, mostly the next ones too, and see what is there."""
    chance = random.Random(seed)
    server = dovecot_with(SERVERS[seed % len(SERVERS)])
    with onlooker(server.port, user) as them, proxy(server.port) as between:
        letters = filled(them)
        program = Program(folder / "it", port=between.port, user=user)
        program.rules(RULES)
        assert not survives(program, between, chance, among=COMMANDS)
        for _ in range(chance.randint(0, 1)):
            # To take up what was interrupted needs many commands: everything is looked for.
            survives(program, between, chance, among=2 * COMMANDS)
        between.steps.clear()
        program.once()
        assert_in_place(them, letters)
    assert_on_record(program, letters)


def filled(them: Onlooker) -> list[bytes]:
    """Sixty messages in the inbox; every sixth is the like of the one before, to the octet."""
    now = datetime.now(UTC)
    kinds = list(WHERE)
    letters = []
    for number in range(MESSAGES):
        kind = kinds[number // 2 % len(kinds)]
        alike = number // 2 if number % 12 < 2 else number
        sender = "pushy@example.com" if kind == "closed" else "him@example.com"
        body = "tag me" if kind == "tag" else "nothing"
        letters.append(a_letter(kind, sender=sender, body=body, number=alike))
        them.add(letters[-1], received=now)
    return letters


def survives(program: Program, between: Proxy, chance: random.Random, *, among: int) -> bool:
    """Whether a pass ends that is to be killed at one of its first so many commands."""
    number, when = chance.randint(1, among), chance.choice(list(When))
    pause = chance.uniform(0, 0.03) if when is When.AFTER else 0
    between.forget()
    with program.started("once") as process:

        def kill() -> None:
            time.sleep(pause)
            process.kill()
            raise Cut

        between.steps[:] = [Step(partial(is_number, number), when, kill)]
        _, said = process.communicate(timeout=300)
    assert process.returncode in (0, -9), said
    return process.returncode == 0


def is_number(wanted: int, number: int, _: str) -> bool:
    """Whether it is the command that is meant."""
    return number == wanted


def assert_in_place(them: Onlooker, letters: list[bytes]) -> None:
    """What is not marked as deleted lies in its place, with the flags it should have."""
    wanted = Counter(
        (place, letter, frozenset(flags))
        for letter in letters
        for place, flags in WHERE[kind_of(letter)].items()
    )
    found = Counter(
        (folder, one.raw, one.flags)
        for folder in them.folders()
        for one in them.messages(folder)
        if r"\Deleted" not in one.flags
    )
    assert Counter(map(short, found.elements())) == Counter(map(short, wanted.elements()))
    assert found == wanted


def kind_of(letter: bytes) -> str:
    """What its subject says."""
    return letter.partition(b"Subject: ")[2].partition(b"\r\n")[0].decode()


def short(one: tuple[str, bytes, frozenset[str]]) -> tuple[str, str, str]:
    """The same for people to read."""
    return one[0], kind_of(one[1]), " ".join(sorted(one[2]))


def assert_on_record(program: Program, letters: list[bytes]) -> None:
    """One decision a message, each effect done, and the evidence whole."""
    settings = configure(program.folder / "config.yaml").settings
    with opened_store(settings) as store:
        recorded: list[Recorded] = list(store.decisions(Query()))
    assert len({one.decision.event.arrival.uid for one in recorded}) == MESSAGES
    assert len(recorded) == MESSAGES
    assert {effect.status for one in recorded for effect in one.effects} == {Status.DONE}
    closed = {sha256(one).hexdigest(): one for one in letters if kind_of(one) == "closed"}
    assert program.objects() == closed
