"""A gate from end to end through the commands, on a real mailbox and with letters that leave."""

import json
import time
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest

from screener.domain.record.stay import Stage, Stay
from tests.builders import NOON, a_decision
from tests.servers.dovecot import Dovecot
from tests.servers.onlooker import Onlooker, onlooker
from tests.servers.smtp import Sink, sink
from tests.system.commands import Commands
from tests.system.program import Program
from tests.system.test_gates import PDF, PICTURE, a_mail, address, installed

RULES = """
replies:
  send: {body: "send it by {{ deadline }}"}
  again: {body: "write again on {{ not_before }}"}
  thirty: {body: thirty minutes}
  favour: {body: as a favour}
  handed: {body: handed on}
  full: {body: no room this week}
gates:
  - name: interview
    steps:
      - {ask: send, expect: {attachment: {type: pdf}}, within: SPAN}
      - {ask: again, expect: {not_before: 5d}, within: 21d}
    meanwhile: {file: Waiting}
    passed: {file: INBOX, tag: ready, mark: flagged}
    lapsed: {file: Lapsed}
    choices:
      Meet: {reply: thirty}
      Refer: {hand_off: {to: recruiter@myfirm.example, say: favour, reply: handed}, file: Done}
    budget: {at_most: 1, per: 7d, over: OVER}
    keep: KEEP
rules:
  - {name: Askers, when: {text: pick your brain}, then: {gate: interview}}
"""


def rules(*, span: str = "14d", over: str = "wait", keep: str = "90d") -> str:
    """The gate with other spans."""
    return RULES.replace("SPAN", span).replace("OVER", over).replace("KEEP", keep)


def with_one_step(text: str) -> str:
    """Without the second question."""
    lines = text.splitlines(keepends=True)
    return "".join(line for line in lines if "again" not in line)


@pytest.fixture
def post() -> Iterator[Sink]:
    """A server that takes letters."""
    with sink() as server:
        yield server


@pytest.fixture
def program(plain_dovecot: Dovecot, user: str, tmp_path: Path, post: Sink) -> Iterator[Program]:
    """With the gate, and able to send."""
    with installed(tmp_path / "it", plain_dovecot.port, user, post, rules()) as program:
        program.once()
        yield program


@pytest.fixture
def them(plain_dovecot: Dovecot, user: str) -> Iterator[Onlooker]:
    """The askers, and the user's own mail program."""
    with onlooker(plain_dovecot.port, user) as somebody:
        yield somebody


def wants(number: int, file: bytes | None = None) -> bytes:
    """The letter that opens the gate."""
    return a_mail(number, "hello", body="Can I pick your brain?", file=file)


def words(post: Sink) -> list[tuple[str, str]]:
    """To whom letters went, and the first words of each."""
    return [(one.recipients[0], _first_line(one.raw)) for one in post.arrived]


def _first_line(raw: bytes) -> str:
    body = message_from_bytes(raw, policy=policy.default).get_body(("plain",))
    return " ".join(body.get_content().split()[:2]) if body else ""


def told(program: Program, *command: str) -> list[dict[str, Any]]:
    """What a command tells as JSON."""
    done = program.run(*command, "--json")
    assert done.code == 0, done
    return [json.loads(line) for line in done.out.splitlines()]


def test_an_asker_is_led_through_to_your_word(program: Program, them: Onlooker, post: Sink) -> None:
    """Asked once for each step, too early, accepted, chosen for; and their page tells all of it."""
    program.run("note", address(1), "did not show up")
    them.add(wants(1))
    program.once()
    them.add(a_mail(1, "picture", body="here it is", file=PICTURE))
    program.once()
    assert words(post) == [(address(1), "send it")]
    assert them.subjects("Waiting") == ["hello", "picture"]
    them.add(a_mail(1, "cv", body="here it is", file=PDF))
    program.once()
    them.add(a_mail(1, "now", body="When can we talk?"))
    program.once()
    [standing] = told(program, "gates")
    assert (standing["step"], standing["steps"], standing["early"]) == (2, 2, True)
    assert standing["notes"] == ["did not show up"]
    assert standing["deadline"] is not None
    listed = program.run("gates").out
    assert "came too early" in listed
    assert "did not show up" in listed
    page = program.run("contact", address(1)).out
    assert "interview: was asked, and came too early, step 2/2" in page
    assert "did not show up" in page
    assert "did not show up" in program.run("why", program.log()[-1]["id"]).out
    assert words(post)[1:] == [(address(1), "write again")]

    assert "seconds" in program.run("gates", "advance", address(1)).out
    program.once()
    assert told(program, "gates")[0]["choices"] == ["Meet", "Refer"]
    program.once()
    assert sorted(them.subjects()) == ["cv", "hello", "now", "picture"]
    assert all({r"\Flagged", "ready"} <= one.flags for one in them.messages())
    assert them.subjects("Waiting") == []
    program.run("gates", "choose", address(1), "refer")
    program.once()
    program.once()

    assert told(program, "gates") == []
    assert sorted(words(post)[2:]) == [
        (address(1), "handed on"),
        ("recruiter@myfirm.example", "as a"),
    ]
    handed = next(one.raw for one in post.arrived if "recruiter" in one.recipients[0])
    assert handed.count(b"Content-Type: message/rfc822") == 4
    assert sorted(them.subjects("Done")) == ["cv", "hello", "now", "picture"]
    [card] = told(program, "contact", address(1))
    assert [(one["stage"], one["outcome"]) for one in card["gates"]] == [("chosen", "Refer")]
    assert "you chose `Refer`" in program.run("contact", address(1)).out
    assert "hand_off" in [one["kind"] for one in card["answers"]]
    assert program.run("verify").code == 0
    them.add(a_mail(1, "me again", body="Can I pick your brain?"))
    program.once()
    assert "me again" in them.subjects()
    assert len(post.arrived) == 4
    assert "not long ago" in program.run("why", program.log()[-1]["id"]).out
    _digest_tells_the_note(program)


def _digest_tells_the_note(program: Program) -> None:
    """Beside whoever has left the gate and wrote again, and in no other place."""
    [digest] = told(program, "digest")
    [noted] = [one for one in digest["proposals"] if one["kind"] == "noted"]
    assert noted["contact"] == address(1)
    assert "you chose `Refer`" in noted["text"]
    assert "did not show up" in noted["text"]
    assert (digest["gates"], digest["waiting"]) == ([], [])


def test_silence_lapses_and_is_tidied_without_a_message(
    program: Program, them: Onlooker, post: Sink
) -> None:
    """At its time; and what they sent goes to the trash at the end of `keep`."""
    program.rules(rules(span="2s"))
    them.add(wants(1))
    program.once()
    assert them.subjects("Waiting") == ["hello"]
    _passes(program, them, "Lapsed", "hello")
    program.rules(rules(span="2s", keep="1s"))
    _passes(program, them, "Trash", "hello")

    assert words(post) == [(address(1), "send it")]
    [card] = told(program, "contact", address(1))
    [stay] = card["gates"]
    assert (stay["stage"], stay["outcome"]) == ("lapsed", "lapsed")
    assert stay["ended"] == stay["deadline"]
    page = program.run("contact", address(1)).out
    assert "interview: lapsed, step 1/2" in page
    assert "until 2" in page
    assert "went to the trash" in page
    [digest] = told(program, "digest")
    assert [one["kind"] for one in digest["proposals"]] == ["lapsed", "trashed"]
    assert digest["errors"] == []


def _passes(program: Program, them: Onlooker, folder: str, subject: str) -> None:
    """One pass after the other, until the letter lies there."""
    end = time.monotonic() + 60
    while them.subjects(folder) != [subject]:
        assert time.monotonic() < end, f"it never came to {folder}"
        program.once()


def test_one_passes_and_one_waits_for_room(program: Program, them: Onlooker, post: Sink) -> None:
    """By hand there is always room; what is met already is not asked."""
    program.rules(with_one_step(rules()))
    program.once()
    for number in (1, 2, 3):
        them.add(wants(number, PDF))
    program.once()
    stages = {one["contact"]: one["stage"] for one in told(program, "gates")}
    assert sorted(stages.values()) == ["choosing", "queued", "queued"]
    assert words(post) == []
    assert them.subjects() == ["hello"]
    waiting = sorted(who for who, stage in stages.items() if stage == "queued")
    program.run("gates", "advance", waiting[0])
    program.run("gates", "lapse", waiting[1])
    program.once()
    program.once()

    assert {one["contact"]: one["stage"] for one in told(program, "gates")} == {
        who: "choosing" for who in stages if who != waiting[1]
    }
    assert them.subjects("Lapsed") == ["hello"]


def test_over_the_budget_a_template_is_sent(program: Program, them: Onlooker, post: Sink) -> None:
    """And they are out."""
    program.rules(with_one_step(rules(over="full")))
    for number in (1, 2):
        them.add(wants(number, PDF))
    program.once()

    assert [text for _, text in words(post)] == ["no room"]
    [card] = told(program, "contact", post.arrived[0].recipients[0])
    assert card["gates"][0]["outcome"] == "full"
    assert them.subjects("Lapsed") == ["hello"]
    assert them.subjects() == ["hello"]


def test_a_door_that_closes_ends_it_at_once(program: Program, them: Onlooker, post: Sink) -> None:
    """By the command, in the middle, and nothing more is sent."""
    them.add(wants(1))
    program.once()
    them.add(a_mail(1, "cv", body="here it is", file=PDF))
    program.run("close", address(1))
    program.once()
    program.once()

    assert words(post) == [(address(1), "send it")]
    assert told(program, "gates") == []
    [card] = told(program, "contact", address(1))
    assert card["gates"][0]["reason"] == "their door was closed"
    assert "cv" in them.subjects("Screened/Closed")
    assert program.run("gates", "advance", address(1)).code == 1


def test_who_cannot_be_asked_waits_and_it_is_told_why(
    program: Program, them: Onlooker, post: Sink
) -> None:
    """On the list, on their page and by `why`; a draft lies ready for the user."""
    forged = wants(1).replace(b"dmarc=pass", b"dmarc=none")
    them.add(forged)
    program.once()
    program.once()
    [standing] = told(program, "gates")

    assert post.arrived == []
    assert standing["stage"] == "unasked"
    assert "vouches" in standing["reason"]
    assert "cannot be asked: nobody" in program.run("contact", address(1)).out
    assert them.subjects("Waiting") == ["hello"]
    assert len(them.messages("Drafts")) == 1


def test_observing_moves_nobody_and_says_so(program: Program, them: Onlooker, post: Sink) -> None:
    """Neither in nor on; the commands take the word for later."""
    them.add(wants(1))
    program.once()
    program.configure(mode="observe")
    them.add(wants(2))
    them.add(a_mail(1, "cv", body="here it is", file=PDF))
    program.once()
    said = program.run("gates", "lapse", address(1))
    program.once()

    assert "observing: nothing is moved until mode: enforce" in said.out
    assert [one["contact"] for one in told(program, "gates")] == [address(1)]
    assert them.subjects() == ["hello", "cv"]
    assert words(post) == [(address(1), "send it")]


def test_a_pause_stops_gates_and_says_so(program: Program, them: Onlooker, post: Sink) -> None:
    """Whoever comes is asked when it is over, and your word is done then."""
    program.run("pause")
    them.add(wants(1))
    program.once()
    said = program.run("gates", "advance", address(1))
    program.once()
    assert "paused: nothing is moved" in said.out
    assert post.arrived == []
    assert them.subjects() == ["hello"]
    program.run("resume")
    program.once()
    program.once()

    assert [text for _, text in words(post)] == ["write again"]
    assert them.subjects("Waiting") == ["hello"]


def test_who_is_stuck_since_their_account_is_gone_is_told_below_the_table(tmp_path: Path) -> None:
    """With what ends it."""
    stay = Stay(
        contact="him@example.com",
        gate="interview",
        account="gone",
        since=NOON,
        stage=Stage.CHOOSING,
        latest="d1",
    )
    commands = Commands(tmp_path)
    commands.remember([a_decision(1, stay=stay)])
    told = commands.run("gates")

    assert told.code == 0
    assert "The account `gone` is not in the configuration any more" in told.out
    assert "nothing goes on with him@example.com" in told.out
    assert "screener gates lapse WHO" in told.out
