"""Automatic answers over a real mailbox and a real SMTP server: what is sent, once, and what never.

The doors that matter most are tried with the program killed at every point of the dialogue.
"""

import os
import re
import signal
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.servers.dovecot import Dovecot
from tests.servers.onlooker import Onlooker, onlooker
from tests.servers.smtp import Client, scripted_smtp
from tests.system.program import Program, a_letter

if TYPE_CHECKING:
    from tests.system.forked import Process

HIM = "him@example.com"

VOUCHED: dict[str, Any] = {
    "Return_Path": f"<{HIM}>",
    "Authentication_Results": "mx.example.com; dmarc=pass header.from=example.com",
}

RULES = """
replies:
  hello: {body: "Thank you for {{ subject }}."}
  polite-no: {body: "That's very kind, but I'm going to have to decline.", every: never-again}
rules:
  - {name: Answer, when: {subject: lunch}, then: {reply: hello}}
"""

CLOSED = (
    RULES
    + """
closed:
  - {name: Him, handles: [him@example.com, his@example.net]}
"""
)


def answering(
    folder: Path, *, imap: int, user: str, smtp: int, rules: str, **account: Any
) -> Program:
    """A program that may send."""
    program = Program(folder, port=imap, user=user)
    login = {"host": "127.0.0.1", "port": smtp, "tls": "none"}
    trusted = {"smtp": login, "trusted_authserv": ["mx.example.com"]}
    program.configure(account={**trusted, **account})
    program.rules(rules)
    return program


def closed_with_decline(program: Program) -> None:
    """Close the door on them with the one answer, as a person writes it."""
    (program.folder / "rules" / "doors.yaml").write_text(
        "closed:\n"
        "  # met on the street\n"
        "  - name: Him\n"
        "    handles: [him@example.com, his@example.net]\n"
        "    decline: polite-no\n"
    )


def test_one_answer_goes_to_the_sender_and_joins_the_thread(
    plain_dovecot: Dovecot, user: str, tmp_path: Path
) -> None:
    """A second letter in the round draws none; the first is \\Answered, with a copy in Sent."""
    with onlooker(plain_dovecot.port, user) as them, scripted_smtp() as smtp:
        program = answering(
            tmp_path / "it", imap=plain_dovecot.port, user=user, smtp=smtp.port, rules=RULES
        )
        them.add(a_letter("Lunch?", sender=HIM, **VOUCHED))
        them.add(a_letter("Lunch, then?", sender=HIM, **VOUCHED))
        program.once()
        program.once()

        (sent,) = smtp.arrived
        assert (sent.mail_from, sent.recipients) == ("", (HIM,))
        assert b"Auto-Submitted: auto-replied\r\n" in sent.raw
        assert b"Thank you for Lunch?." in sent.raw
        assert [one.raw.strip() for one in them.messages("Sent")] == [sent.raw.strip()]
        flags = {one.subject: one.flags for one in them.messages()}
        assert flags == {"Lunch?": {r"\Answered"}, "Lunch, then?": set()}
        assert program.statuses()["Lunch, then?"] == {"reply": "refused"}


def test_what_nobody_vouches_for_is_laid_in_drafts(
    plain_dovecot: Dovecot, user: str, tmp_path: Path
) -> None:
    """Nothing is sent; the user finds the answer ready, without a mark of automatic mail."""
    with onlooker(plain_dovecot.port, user) as them, scripted_smtp() as smtp:
        program = answering(
            tmp_path / "it", imap=plain_dovecot.port, user=user, smtp=smtp.port, rules=RULES
        )
        them.add(a_letter("Lunch?", sender=HIM, Return_Path=f"<{HIM}>"))
        program.once()

        assert not smtp.arrived
        (draft,) = them.messages("Drafts")
        assert r"\Draft" in draft.flags
        assert b"Auto-Submitted" not in draft.raw


def test_drafts_do_not_fill_up_and_stand_in_no_answers_way(
    plain_dovecot: Dovecot, user: str, tmp_path: Path
) -> None:
    """One in the template's time a person, in one round and over several."""
    with onlooker(plain_dovecot.port, user) as them, scripted_smtp() as smtp:
        program = answering(
            tmp_path / "it", imap=plain_dovecot.port, user=user, smtp=smtp.port, rules=RULES
        )
        for number in range(2):
            them.add(a_letter("Lunch?", sender=HIM, number=number, Return_Path=f"<{HIM}>"))
        her = "her@example.com"
        them.add(a_letter("Our lunch", sender=her, number=2, Return_Path=f"<{her}>"))
        program.once()
        them.add(a_letter("Lunch!", sender=HIM, number=3, Return_Path=f"<{HIM}>"))
        program.once()
        assert sorted(them.subjects("Drafts")) == ["Re: Lunch?", "Re: Our lunch"]

        them.add(a_letter("Lunch, really", sender=HIM, **VOUCHED))
        program.once()
        (sent,) = smtp.arrived
        assert sent.recipients == (HIM,)
        assert len(them.subjects("Drafts")) == 2


def test_a_closed_door_is_answered_by_nothing_but_its_one_decline(
    plain_dovecot: Dovecot, user: str, tmp_path: Path
) -> None:
    """Whatever the rules say; and that the decline went out is in doors.yaml, comments kept."""
    with onlooker(plain_dovecot.port, user) as them, scripted_smtp() as smtp:
        program = answering(
            tmp_path / "it", imap=plain_dovecot.port, user=user, smtp=smtp.port, rules=RULES
        )
        closed_with_decline(program)
        for number in range(3):
            them.add(a_letter("Lunch?", sender=HIM, number=number, **VOUCHED))
            program.once()

        (sent,) = smtp.arrived
        assert b"I'm going to have to decline" in sent.raw
        doors = (program.folder / "rules" / "doors.yaml").read_text()
        assert "declined:" in doors
        assert "# met on the street" in doors


def test_without_a_decline_a_closed_door_is_silent(
    plain_dovecot: Dovecot, user: str, tmp_path: Path
) -> None:
    """Not even a rule that answers everybody is heard there."""
    with onlooker(plain_dovecot.port, user) as them, scripted_smtp() as smtp:
        program = answering(
            tmp_path / "it", imap=plain_dovecot.port, user=user, smtp=smtp.port, rules=CLOSED
        )
        them.add(a_letter("Lunch?", sender=HIM, **VOUCHED))
        program.once()

        assert (smtp.arrived, smtp.commands) == ([], [])
        assert not them.messages("Drafts")


def test_a_lost_database_sends_no_second_decline(
    plain_dovecot: Dovecot, user: str, tmp_path: Path
) -> None:
    """doors.yaml remembers; and without its line, the copy in Sent does."""
    with onlooker(plain_dovecot.port, user) as them, scripted_smtp() as smtp:
        program = answering(
            tmp_path / "it", imap=plain_dovecot.port, user=user, smtp=smtp.port, rules=RULES
        )
        closed_with_decline(program)
        them.add(a_letter("Lunch?", sender=HIM, **VOUCHED))
        program.once()
        for in_sent_only in (False, True):
            for file in program.state.glob("screener.sqlite3*"):
                file.unlink()
            if in_sent_only:
                closed_with_decline(program)
            them.add(a_letter("Again", sender=HIM, number=2, **VOUCHED))
            program.once()
        assert len(smtp.arrived) == 1


@pytest.mark.parametrize("point", ["EHLO", "MAIL", "RCPT", "DATA", ".", "QUIT"])
def test_a_kill_in_the_dialogue_sends_no_second_decline(
    plain_dovecot: Dovecot, user: str, tmp_path: Path, point: str
) -> None:
    """The program dies when the server has heard this, and is begun again until all is done."""
    victims: list[Process] = []
    usual = {"EHLO": "250 hello", "DATA": "354 go on", "QUIT": "221 bye"}

    def kill(_client: Client) -> str:
        if victims:
            os.kill(victims.pop().pid, signal.SIGKILL)
        return usual.get(point, "250 fine")

    with onlooker(plain_dovecot.port, user) as them, scripted_smtp({point: kill}) as smtp:
        program = answering(
            tmp_path / "it", imap=plain_dovecot.port, user=user, smtp=smtp.port, rules=RULES
        )
        closed_with_decline(program)
        them.add(a_letter("Lunch?", sender=HIM, **VOUCHED))
        with program.started("once") as process:
            victims.append(process)
            process.wait(300)
        for number in range(2, 4):
            them.add(a_letter("Again", sender=HIM, number=number, **VOUCHED))
            program.once()
        assert not victims
        assert len(smtp.arrived) <= 1
        assert sorted(them.subjects("Screened/Closed")) == ["Again", "Again", "Lunch?"]


def test_a_server_that_loses_its_answer_gets_no_letter_twice(
    plain_dovecot: Dovecot, user: str, tmp_path: Path
) -> None:
    """Nobody knows whether it was taken, so it is uncertain for good, and told as that."""

    def take_and_hang_up(client: Client) -> None:
        client.hang_up()

    answers = {".": take_and_hang_up}
    with onlooker(plain_dovecot.port, user) as them, scripted_smtp(answers) as smtp:
        program = answering(
            tmp_path / "it", imap=plain_dovecot.port, user=user, smtp=smtp.port, rules=RULES
        )
        them.add(a_letter("Lunch?", sender=HIM, **VOUCHED))
        program.once()
        program.once()
        assert smtp.connections == 1
        assert program.statuses()["Lunch?"] == {"reply": "uncertain"}


def test_an_answer_that_waits_is_cancelled_by_ones_own(
    plain_dovecot: Dovecot, user: str, tmp_path: Path
) -> None:
    """What was answered by hand meanwhile is not answered again; what was left alone is."""
    with onlooker(plain_dovecot.port, user) as them, scripted_smtp() as smtp:
        program = answering(
            tmp_path / "it",
            imap=plain_dovecot.port,
            user=user,
            smtp=smtp.port,
            rules=RULES,
            reply_after="3s",
        )
        them.add(a_letter("Lunch by hand", sender=HIM, **VOUCHED))
        them.add(
            a_letter(
                "Lunch left alone",
                sender="her@example.com",
                Return_Path="<her@example.com>",
                Authentication_Results=VOUCHED["Authentication_Results"],
            )
        )
        program.once()
        assert not smtp.arrived
        answered_by_hand(them, "Lunch by hand")
        settle(program, lambda: bool(smtp.arrived))

        assert [one.recipients for one in smtp.arrived] == [("her@example.com",)]
        assert program.statuses()["Lunch by hand"] == {"reply": "refused"}


def answered_by_hand(them: Onlooker, subject: str) -> None:
    """The user's mail program marks the message as answered."""
    (uid,) = [one.uid for one in them.messages() if one.subject == subject]
    them.imap.select("INBOX")
    them.imap.uid("STORE", str(uid), "+FLAGS", r"(\Answered)")


def settle(program: Program, is_done: Callable[[], bool], *, passes: int = 20) -> None:
    """Pass after pass, until it is done."""
    for _ in range(passes):
        program.once()
        if is_done():
            return
    raise AssertionError("it did not happen")


@pytest.mark.parametrize(("marked", "letters"), [(True, (1, 0)), (False, (1, 1))])
def test_two_programs_that_answer_each_other_stop_after_one_letter(
    plain_dovecot: Dovecot, user: str, tmp_path: Path, *, marked: bool, letters: tuple[int, int]
) -> None:
    """Each sees that the other's answer is automatic; and where it cannot, it answers once."""
    everybody = RULES.replace("when: {subject: lunch}, ", "")
    with scripted_smtp() as mine, scripted_smtp() as theirs:
        ends = {"me": (f"{user}a", mine), "her": (f"{user}b", theirs)}
        programs = {
            name: answering(
                tmp_path / name,
                imap=plain_dovecot.port,
                user=login,
                smtp=smtp.port,
                rules=everybody,
                name=name,
                address=f"{name}@example.com",
            )
            for name, (login, smtp) in ends.items()
        }
        deliver(plain_dovecot, ends["me"][0], a_letter("Hello", sender="her@example.com"), "her")
        for _ in range(3):
            for name, other in (("me", "her"), ("her", "me")):
                before = len(ends[name][1].arrived)
                programs[name].once()
                for sent in ends[name][1].arrived[before:]:
                    raw = sent.raw if marked else without_marks(sent.raw)
                    deliver(plain_dovecot, ends[other][0], raw, name)
        assert (len(mine.arrived), len(theirs.arrived)) == letters


def without_marks(raw: bytes) -> bytes:
    """The letter as some gateways leave it."""
    return re.sub(rb"(?m)^(?:Auto-Submitted|X-Auto-Response-Suppress): .*\r\n", b"", raw)


def deliver(server: Dovecot, login: str, raw: bytes, sender: str) -> None:
    """Bring a letter as a mail server would, vouching for its sender."""
    trace = (
        f"Return-Path: <{sender}@example.com>\r\n"
        "Authentication-Results: mx.example.com; dmarc=pass header.from=example.com\r\n"
    )
    with onlooker(server.port, login) as them:
        them.add(trace.encode() + raw)


EVERYTHING = """
replies:
  hello: {body: Thank you.}
closed:
  - {handles: him@example.com, decline: hello}
  - {handles: old@example.com, alert: hr@example.net, reader: friend@example.net}
gates:
  - {name: intake, ask: hello, choices: {Let in: {keep: true}}}
rules:
  - {name: On, when: {subject: word 1}, then: {hand_off: {to: hr@example.net, say: hello}}}
  - {name: In, when: {subject: word 2}, then: {gate: intake}}
  - {name: Shut, when: {subject: word 3}, then: {close: {decline: hello}}}
  - {name: Rest, then: {reply: hello, alert: hr@example.net, tag: seen-it, file: Filed}}
"""


def test_old_mail_draws_nothing(plain_dovecot: Dovecot, user: str, tmp_path: Path) -> None:
    """Twenty thousand letters from before the first start, whatever the rules say of them."""
    with onlooker(plain_dovecot.port, user) as them, scripted_smtp() as smtp:
        program = answering(
            tmp_path / "it",
            imap=plain_dovecot.port,
            user=user,
            smtp=smtp.port,
            rules=EVERYTHING,
            backfill="0d",
        )
        program.configure(hand_off_to=["hr@example.net"])
        senders = (HIM, "old@example.com", "her@example.com", "al@elsewhere.example")
        old = [
            a_letter(f"Word {number}", sender=senders[number % 4], number=number, **VOUCHED)
            for number in range(20_000)
        ]
        them.add_many(old)
        for _ in range(2):
            program.once()

        assert (smtp.commands, smtp.connections) == ([], 0)
        assert program.log() == []
        assert program.objects() == {}
        assert not them.messages("Drafts")
        assert them.flags() == [frozenset()] * len(old)


def test_closing_with_a_decline_answers_their_latest_letter(
    plain_dovecot: Dovecot, user: str, tmp_path: Path
) -> None:
    """Once; the letters that come after it draw nothing."""
    with onlooker(plain_dovecot.port, user) as them, scripted_smtp() as smtp:
        program = answering(
            tmp_path / "it",
            imap=plain_dovecot.port,
            user=user,
            smtp=smtp.port,
            rules=RULES.replace("lunch", "nothing"),
        )
        them.add(a_letter("Lunch?", sender=HIM, **VOUCHED))
        them.add(a_letter("Lunch, then?", sender=HIM, number=2, **VOUCHED))
        program.once()
        closed = program.run("close", HIM, "--decline", "polite-no")
        assert closed.code == 0, closed
        assert "goes out in the next round" in closed.out
        program.once()
        them.add(a_letter("Why?", sender=HIM, number=3, **VOUCHED))
        program.once()

        (sent,) = smtp.arrived
        assert b"Subject: Re: Lunch, then?" in sent.raw
        assert "declined:" in (program.folder / "rules" / "doors.yaml").read_text()

    dossier = tmp_path / "dossier"
    assert program.run("dossier", HIM, "--out", str(dossier)).code == 0
    assert [path.read_bytes() for path in (dossier / "yours").iterdir()] == [sent.raw]
    page = (dossier / "timeline.html").read_text("utf-8")
    assert page.count("An answer was sent</h2>") == 1
    assert "That&#x27;s very kind" in page
    assert program.run("verify").code == 0


def test_a_running_program_sends_the_decline_and_the_command_says_so(
    plain_dovecot: Dovecot, user: str, tmp_path: Path
) -> None:
    """The command waits for it."""
    with onlooker(plain_dovecot.port, user) as them, scripted_smtp() as smtp:
        program = answering(
            tmp_path / "it",
            imap=plain_dovecot.port,
            user=user,
            smtp=smtp.port,
            rules=RULES.replace("lunch", "nothing"),
        )
        them.add(a_letter("Lunch?", sender=HIM, **VOUCHED))
        with program.started("run"):
            settle_log(program, "Lunch?")
            closed = program.run("close", HIM, "--decline", "polite-no")
        assert "was sent" in closed.out, closed
        assert len(smtp.arrived) == 1


def settle_log(program: Program, subject: str) -> None:
    """Look until the running program has decided that message."""
    end = time.monotonic() + 120
    while subject not in {one["subject"] for one in program.log()}:
        assert time.monotonic() < end


@pytest.mark.parametrize("how", ["by hand", "by a note"])
def test_a_second_no_is_refused(
    plain_dovecot: Dovecot, user: str, tmp_path: Path, how: str
) -> None:
    """Who was told no already is not told again, unless the user insists."""
    with onlooker(plain_dovecot.port, user) as them, scripted_smtp() as smtp:
        program = answering(
            tmp_path / "it",
            imap=plain_dovecot.port,
            user=user,
            smtp=smtp.port,
            rules=RULES.replace("lunch", "nothing"),
        )
        them.add(a_letter("Lunch?", sender=HIM, **VOUCHED))
        if how == "by hand":
            them.add(b"From: me@example.com\r\nTo: him@example.com\r\n\r\nNo.\r\n", "Sent")
        program.once()
        if how == "by a note":
            assert program.run("note", HIM, "I said no", "--told-no").code == 0
        refused = program.run("close", HIM, "--decline", "polite-no")
        assert (refused.code, "--again" in refused.err) == (1, True), refused
        assert program.run("close", HIM, "--decline", "polite-no", "--again").code == 0
        program.once()
        assert len(smtp.arrived) == 1


TEMPLATES = RULES.partition("rules:")[0]

OWN = b"From: me@example.com\r\nTo: him@example.com\r\n\r\nNo.\r\n"


def test_an_own_answer_is_known_although_no_rule_answers(
    plain_dovecot: Dovecot, user: str, tmp_path: Path
) -> None:
    """Whoever has a template may decline tomorrow."""
    with onlooker(plain_dovecot.port, user) as them, scripted_smtp() as smtp:
        program = answering(
            tmp_path / "it", imap=plain_dovecot.port, user=user, smtp=smtp.port, rules=TEMPLATES
        )
        them.add(a_letter("Lunch?", sender=HIM, **VOUCHED))
        them.add(OWN, "Sent")
        program.once()
        refused = program.run("close", HIM, "--decline", "polite-no")
        program.once()

        assert (refused.code, "--again" in refused.err) == (1, True), refused
        assert not smtp.arrived
        assert not (program.folder / "rules" / "doors.yaml").exists()


def test_a_line_by_hand_declines_nothing_that_you_answered_yourself(
    plain_dovecot: Dovecot, user: str, tmp_path: Path
) -> None:
    """The next knock is declined, since they do not let it rest."""
    now = datetime.now(UTC)
    with onlooker(plain_dovecot.port, user) as them, scripted_smtp() as smtp:
        program = answering(
            tmp_path / "it", imap=plain_dovecot.port, user=user, smtp=smtp.port, rules=TEMPLATES
        )
        program.once()
        them.add(a_letter("Lunch?", sender=HIM, **VOUCHED), received=now - timedelta(hours=2))
        them.add(OWN, "Sent", received=now - timedelta(hours=1))
        program.once()
        closed_with_decline(program)
        program.once()
        assert not smtp.arrived

        them.add(a_letter("But why?", sender=HIM, number=2, **VOUCHED), received=now)
        program.once()
        (sent,) = smtp.arrived
        assert b"Subject: Re: But why?" in sent.raw


def test_one_closing_has_one_answer_whoever_insists(
    plain_dovecot: Dovecot, user: str, tmp_path: Path
) -> None:
    """It is said so; a door that was opened and closed again has its own."""
    with onlooker(plain_dovecot.port, user) as them, scripted_smtp() as smtp:
        program = answering(
            tmp_path / "it", imap=plain_dovecot.port, user=user, smtp=smtp.port, rules=TEMPLATES
        )
        program.once()
        them.add(a_letter("Lunch?", sender=HIM, **VOUCHED))
        program.once()
        assert program.run("close", HIM, "--decline", "polite-no").code == 0
        program.once()
        refused = program.run("close", HIM, "--decline", "polite-no", "--again")
        program.once()

        assert len(smtp.arrived) == 1
        assert refused.code == 1
        assert "they had their one answer already" in refused.err
        assert "--again" not in refused.err
