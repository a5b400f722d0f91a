"""Twenty askers at the gate of a real mailbox, and a program that is killed again and again.

The place of each kill comes from a seed.
"""

import json
import random
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from email import policy
from email.message import EmailMessage
from functools import partial
from pathlib import Path

import pytest

from tests.servers.dovecot import Dovecot
from tests.servers.onlooker import Onlooker, onlooker
from tests.servers.proxy import Cut, Proxy, Step, When, proxy
from tests.servers.smtp import Sink, sink
from tests.system.program import Program, eventually

ASKERS = 20
ROOM = 3
COMMANDS = 25
PDF = b"%PDF-1.7 a resume"
PICTURE = b"\x89PNG\r\n\x1a\n a picture"

RULES = """
replies:
  send: {body: ask one}
  why: {body: ask two}
  thirty: {body: thirty minutes}
  favour: {body: as a favour}
gates:
  - name: intake
    steps:
      - {ask: send, expect: {attachment: {type: pdf}}, within: 1h}
      - {ask: why, expect: {body: because}, within: 1h}
    meanwhile: {file: Waiting}
    passed: {file: INBOX, tag: ready}
    lapsed: {file: Lapsed}
    choices:
      Meet: {reply: thirty}
      Refer: {hand_off: {to: recruiter@myfirm.example, say: favour}, file: Done}
    budget: {at_most: 3, per: 7d, over: wait}
rules:
  - {name: Askers, when: {text: pick your brain}, then: {gate: intake}}
"""

WAYS = ("prompt", "silent", "wrong file", "closed", "all at once")


def the_way_of(number: int) -> str:
    """How that asker behaves."""
    return WAYS[number % len(WAYS)]


def address(number: int) -> str:
    """Of that asker."""
    return f"asker{number}@example.com"


def a_mail(number: int, what: str, *, body: str, file: bytes | None = None) -> bytes:
    """A letter of that asker, vouched for and perhaps with a file."""
    mail = EmailMessage(policy=policy.SMTP)
    domain = "mx.example.com; dmarc=pass header.from=example.com"
    mail["Authentication-Results"] = domain
    mail["Return-Path"] = f"<{address(number)}>"
    mail["From"], mail["To"], mail["Subject"] = address(number), "me@example.com", what
    mail["Message-ID"] = f"<{number}.{what}@example.com>"
    mail.set_content(body)
    if file is not None:
        mail.add_attachment(file, maintype="application", subtype="pdf", filename="cv.pdf")
    return mail.as_bytes()


@contextmanager
def installed(
    folder: Path, port: int, user: str, post: Sink, rules: str = RULES
) -> Iterator[Program]:
    """The program, able to send."""
    program = Program(folder, port=port, user=user)
    program.configure(
        account={
            "smtp": {"host": "127.0.0.1", "port": post.port, "tls": "none"},
            "trusted_authserv": ["mx.example.com"],
            "replies_per_hour": 200,
        }
    )
    program.rules(rules)
    yield program


def asked(post: Sink, text: bytes) -> Counter[str]:
    """Who was asked that, and how often."""
    return Counter(one.recipients[0] for one in post.arrived if text in one.raw)


def passes(program: Program, between: Proxy, chance: random.Random, *, kills: int) -> None:
    """Some passes are killed on their way, and then one comes to its end."""
    for _ in range(kills):
        number, when = chance.randint(1, COMMANDS), chance.choice(list(When))
        between.forget()
        with program.started("once") as process:

            def kill(pause: float = chance.uniform(0, 0.02)) -> None:
                time.sleep(pause)
                process.kill()
                raise Cut

            between.steps[:] = [Step(partial(_is_number, number), when, kill)]
            _, said = process.communicate(timeout=300)
        assert process.returncode in (0, -9), said
    between.steps.clear()
    program.once()


def _is_number(wanted: int, number: int, _: str) -> bool:
    return number == wanted


def stands(program: Program) -> dict[str, str]:
    """Who is inside, and at which stage."""
    done = program.run("gates", "--json")
    assert done.code == 0, done
    found = [json.loads(line) for line in done.out.splitlines()]
    return {one["contact"]: one["stage"] for one in found}


@pytest.mark.parametrize(
    "seed", [1, *(pytest.param(seed, marks=pytest.mark.soak) for seed in range(2, 26))]
)
def test_twenty_askers_and_kills(
    plain_dovecot: Dovecot, user: str, tmp_path: Path, seed: int
) -> None:
    """Nobody is asked twice, nobody after a closing, and every letter lies where it should."""
    chance = random.Random(seed)
    with (
        sink() as post,
        onlooker(plain_dovecot.port, user) as them,
        proxy(plain_dovecot.port) as between,
        installed(tmp_path / "it", between.port, user, post) as program,
    ):
        for number in range(ASKERS):
            file = PDF if the_way_of(number) == "all at once" else None
            them.add(a_mail(number, "hello", body="Can I pick your brain?", file=file))
        passes(program, between, chance, kills=chance.randint(1, 3))
        answer(them)
        closed = [address(number) for number in range(ASKERS) if the_way_of(number) == "closed"]
        (program.folder / "rules" / "doors.yaml").write_text(f"closed: [{', '.join(closed)}]\n")
        before = len(post.arrived)
        passes(program, between, chance, kills=chance.randint(1, 3))
        for number in range(ASKERS):
            them.add(a_mail(number, "reasons", body="because I like it"))
        passes(program, between, chance, kills=chance.randint(1, 3))
        inside = stands(program)
        assert_in_place(them, inside)
        words = say_a_word(program, inside)
        passes(program, between, chance, kills=chance.randint(1, 3))
        program.once()
        asked_so_far = len(post.arrived)
        for number in range(ASKERS):
            them.add(a_mail(number, "again", body="Can I pick your brain, please?"))
        program.once()

        assert max(asked(post, b"ask one").values()) == 1
        assert max(asked(post, b"ask two").values()) == 1
        assert max(asked(post, b"thirty minutes").values()) == 1
        assert set(asked(post, b"thirty minutes")) <= {who for who in words if words[who] == "Meet"}
        assert not {one.recipients[0] for one in post.arrived[before:]} & set(closed)
        assert not set(inside) & set(closed)
        assert len(post.arrived) == asked_so_far
        assert not set(stands(program)) & set(words)
        assert sum(stage == "choosing" for stage in inside.values()) == ROOM
        assert_left(them, words)


def say_a_word(program: Program, inside: dict[str, str]) -> dict[str, str]:
    """Those who passed are met, those who wait for an answer lapse; by whom it was said what."""
    words = {
        who: "Meet" if stage == "choosing" else "lapse"
        for who, stage in inside.items()
        if stage in ("choosing", "waiting", "unasked")
    }
    for who, word in words.items():
        command = ("lapse", who) if word == "lapse" else ("choose", who, word)
        assert program.run("gates", *command).code == 0
    return words


def assert_left(them: Onlooker, words: dict[str, str]) -> None:
    """What the lapsed sent before lies together, and nothing lies twice."""
    lapsed = [one.raw for one in them.messages("Lapsed")]
    waiting = [one.raw for one in them.messages("Waiting")]
    assert len(set(lapsed)) == len(lapsed)
    for who, word in words.items():
        mine = f"Return-Path: <{who}>".encode()
        assert not any(mine in raw for raw in waiting), who
        assert any(mine in raw for raw in lapsed) is (word == "lapse"), who


def answer(them: Onlooker) -> None:
    """Each in their way."""
    for number in range(ASKERS):
        match the_way_of(number):
            case "prompt" | "closed":
                them.add(a_mail(number, "cv", body="here it is", file=PDF))
            case "wrong file":
                them.add(a_mail(number, "cv", body="here it is", file=PICTURE))
            case _:
                pass  # they say nothing


def assert_in_place(them: Onlooker, inside: dict[str, str]) -> None:
    """Who passed lies in the inbox, who waits in the waiting room, and nothing lies twice."""
    places = {
        folder: [one.raw for one in them.messages(folder)]
        for folder in ("INBOX", "Waiting", "Screened/Closed")
    }
    every = Counter(raw for found in places.values() for raw in found)
    answers = sum(the_way_of(number) in ("prompt", "closed", "wrong file") for number in range(20))
    assert max(every.values()) == 1
    assert sum(every.values()) == 2 * ASKERS + answers
    for number in range(ASKERS):
        way, stage = the_way_of(number), inside.get(address(number))
        if way == "wrong file":
            assert stage in ("waiting", "unasked")
        if stage == "choosing":
            mine = f"Return-Path: <{address(number)}>".encode()
            assert not any(mine in raw for raw in places["Waiting"])


def test_silence_lapses_and_your_word_is_heard_by_the_daemon(
    plain_dovecot: Dovecot, user: str, tmp_path: Path
) -> None:
    """A round begins at the deadline, long before the next poll; a choice is done in seconds."""
    rules = RULES.replace("1h", "3s", 1)
    with (
        sink() as post,
        onlooker(plain_dovecot.port, user) as them,
        installed(tmp_path / "it", plain_dovecot.port, user, post, rules) as program,
    ):
        program.configure(account={"poll": "1h"})
        them.add(a_mail(1, "silent", body="Can I pick your brain?"))
        with program.started("run"):
            eventually(lambda: them.subjects("Lapsed") == ["silent"])
            them.add(a_mail(2, "prompt", body="pick your brain, because", file=PDF))
            eventually(lambda: stands(program).get(address(2)) == "choosing")
            done = program.run("gates", "choose", address(2), "refer")
            assert done.code == 0, done
            eventually(lambda: them.subjects("Done") == ["prompt"])
            eventually(lambda: "recruiter@myfirm.example" in asked(post, b"as a favour"))
        shown = program.run("gates")

    assert shown.told == ["Nobody is in a gate."]
    assert asked(post, b"ask one") == {address(1): 1}


def test_a_word_on_nobody_says_so(plain_dovecot: Dovecot, user: str, tmp_path: Path) -> None:
    """Exit code 1; and 2 for a choice that there is not."""
    with (
        sink() as post,
        onlooker(plain_dovecot.port, user) as them,
        installed(tmp_path / "it", plain_dovecot.port, user, post) as program,
    ):
        nobody = program.run("gates", "advance", "her@example.com")
        them.add(a_mail(1, "hello", body="Can I pick your brain?"))
        program.once()
        none = program.run("gates", "choose", address(1), "Dinner")
        listed = program.run("gates")
        advanced = program.run("gates", "advance", address(1))
        program.once()

        assert nobody.code == 1
        assert nobody.told[0] == "her@example.com is in no gate"
        assert none.code == 2
        assert "`Meet`, `Refer`" in none.err
        assert "was asked" in listed.out
        assert advanced.code == 0
        assert asked(post, b"ask two") == {address(1): 1}
