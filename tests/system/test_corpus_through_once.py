"""Every message there is goes through a mailbox and one enforcing pass, and comes out whole.

The project has no other people's mail in it. With no collection beside the checkout the messages
of tests/corpus go through alone, and a line says so.
"""

import re
import socket
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from screener.bootstrap import configure, opened_store
from screener.domain.record.effect import Status
from screener.ports.store import Query
from tests.corpus.hostile import HOSTILE
from tests.corpus.odd import ODD
from tests.servers.dovecot import PASSWORD, Dovecot
from tests.servers.onlooker import Onlooker, onlooker
from tests.system.program import Program, a_letter

COLLECTION = Path(__file__).parents[3] / "shared" / "corpus"

RULES = r"""
rules:
  - {name: Whole, continue: true, when: {body: {regex: "(?i)unsub(scribe)?\\b"}}, then: {tag: u}}
  - {name: Pictures, when: {attachment: {type: [png, jpg, gif]}}, then: {file: Pictures}}
  - {name: Invites, when: {has: invite}, then: {mark: flagged, file: Invites}}
  - {name: Bounces, when: {is: bounce}, then: {preserve: true, file: Bounces}}
  - {name: Lists, when: {is: list}, then: {copy: Lists}}
  - {name: Strangers, when: {text: {word: [viagra, lottery, mortgage]}}, then: {trash: true}}
"""
"""Nothing here is decided by a header alone."""


def test_every_message_is_decided_and_none_is_lost(
    plain_dovecot: Dovecot, user: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit 0, a decision for each, no trouble left, and the same octets in the end as before."""
    letters = [as_sent(raw) for raw in everything()]
    program = Program(tmp_path / "it", port=plain_dovecot.port, user=user)
    program.rules(RULES)
    taken = append_all(plain_dovecot.port, user, letters)
    with onlooker(plain_dovecot.port, user) as them:
        before = octets_in(them, ["INBOX"])
        done = program.once()
        after = octets_in(them, them.folders())
        copies = octets_in(them, ["Lists"])
    assert before.total() == taken
    assert after == before + copies
    assert done.told == []
    assert [one for one in done.logged if one["level"] != "info"] == []
    assert_all_decided(program, taken)

    with capsys.disabled():
        there = "the large collection" if COLLECTION.is_dir() else "NO large collection beside us"
        refused = len(letters) - taken
        print(f"\n{taken} messages screened, {refused} refused by the server; {there}", end=" ")  # noqa: T201 - tells what was tested


FOR_EACH_RULE = (
    a_letter("words", body="Please unsubscribe me."),
    a_letter("a list", List_Id="<talk.example.com>"),
    a_letter("a stranger", body="You won the lottery."),
    a_letter("a bounce", Content_Type="multipart/report; report-type=delivery-status"),
)
"""Lest a collection of odd messages alone meets no rule."""


def everything() -> Iterator[bytes]:
    """Our own messages, and those of the collection if there is one."""
    yield from (HOSTILE | ODD).values()
    yield from FOR_EACH_RULE
    for path in sorted(COLLECTION.rglob("*")):
        if path.is_file():
            yield path.read_bytes()


def as_sent(raw: bytes) -> bytes:
    """With the line ends that IMAP wants."""
    return re.sub(rb"\r\n|\r|\n", b"\r\n", raw)


def append_all(port: int, user: str, letters: list[bytes]) -> int:
    """How many of them the server took into the inbox."""
    taken = 0
    with socket.create_connection(("127.0.0.1", port)) as server, server.makefile("rb") as answers:
        server.sendall(f"in LOGIN {user} {PASSWORD}\r\n".encode())
        assert any(line.startswith(b"in OK") for line in answers)
        for start in range(0, len(letters), 50):
            lot = letters[start : start + 50]
            # Nobody waits for an answer before the next one is sent (LITERAL+, RFC 7888).
            for letter in lot:
                server.sendall(b"add APPEND INBOX {%d+}\r\n%s\r\n" % (len(letter), letter))
            tagged = (line for line in answers if line.startswith(b"add "))
            taken += sum(next(tagged).startswith(b"add OK") for _ in lot)
    return taken


def octets_in(them: Onlooker, folders: list[str]) -> Counter[bytes]:
    """Every message of these folders by its hash."""
    return Counter(sha256(one.raw).digest() for folder in folders for one in them.messages(folder))


def assert_all_decided(program: Program, count: int) -> None:
    """Each has one decision with all of its effects done, and nothing is to be tried again."""
    settings = configure(program.folder / "config.yaml").settings
    with opened_store(settings) as store:
        recorded = list(store.decisions(Query()))
        left = store.troubles("me", due=datetime.max.replace(tzinfo=UTC))
    assert left == ()
    assert len({one.decision.event.arrival.uid for one in recorded}) == len(recorded) == count
    statuses = Counter(effect.status for one in recorded for effect in one.effects)
    assert set(statuses) == {Status.DONE}
    assert len({one.decision.rule for one in recorded}) > 3
