"""Commands by mail on a real mailbox: each of them from the link to what the digest tells."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from screener.adapters.keys import command_secret
from screener.application.commands.told import told
from screener.bootstrap import configure, opened_store
from screener.domain.digest.command import FOLDER, Command, Seal, Verb, undo_rule
from screener.domain.digest.digest import Point
from screener.domain.record.question import Asks
from tests.servers.dovecot import Dovecot
from tests.servers.onlooker import Onlooker, onlooker
from tests.system.program import Program, a_letter
from tests.system.test_closing import doors, questions
from tests.system.test_daemon import running

ME, HIM, HER = "me@example.com", "him@example.com", "her@example.com"

RULES = """
replies: {what: {body: what can I help with}}
gates:
  - {name: help, ask: what, meanwhile: {file: Waiting}, choices: {It is nothing: {file: Done}}}
rules:
  - {name: Help, when: {subject: help}, then: {gate: help}}
  - {name: Papers, when: {subject: paper}, then: {tag: noticed, mark: flagged, file: Papers}}
  - {name: Maybe, when: {subject: maybe}, then: {propose: close}}
  - {name: Everything else, when: {subject: screener}, then: {file: Wrong}}
"""

TODAY = datetime.now(UTC).date()

_NUMBERS = count(1)


@pytest.fixture
def program(plain_dovecot: Dovecot, user: str, tmp_path: Path) -> Program:
    """One that had its first pass, with a last rule that would file commands wrongly."""
    made = Program(tmp_path / "it", port=plain_dovecot.port, user=user)
    made.rules(RULES)
    made.once()
    return made


@pytest.fixture
def them(plain_dovecot: Dovecot, user: str) -> Iterator[Onlooker]:
    """The user's own mail program."""
    with onlooker(plain_dovecot.port, user) as them:
        yield them


def seal(program: Program, *, account: str = "me") -> Seal:
    """Whoever signs for an account of this program."""
    return Seal(command_secret(program.state), account=account)


def mail(
    program: Program, verb: Verb | Command, *about: str, valid: int = 14, **header: str
) -> bytes:
    """The mail that one touch on the link of a digest makes."""
    command = verb if isinstance(verb, Command) else Command(verb, about)
    link = seal(program).link(command, to=ME, until=TODAY + timedelta(days=valid))
    asked = parse_qs(urlsplit(link).query, strict_parsing=True)
    (subject,), (body,) = asked["subject"], asked["body"]
    return a_letter(subject, sender=ME, body=body, number=next(_NUMBERS), **header)


def points(program: Program) -> Sequence[Point]:
    """What the digest of today tells."""
    settings = configure(program.folder / "config.yaml").settings
    now = datetime.now(UTC)
    with opened_store(settings) as store:
        return told(store, "me", since=now - timedelta(hours=1), until=now, zone=UTC)


def texts(program: Program) -> list[str]:
    """The same as sentences."""
    return [point.text for point in points(program)]


def said(program: Program, them: Onlooker, verb: Verb | Command, *about: str) -> str:
    """The user touches a link, and a pass is made; what is told of it."""
    before = texts(program)
    them.add(mail(program, verb, *about))
    program.once()
    assert not [one for one in them.subjects() if one.startswith("Screener:")]
    return next(text for text in texts(program) if text not in before)


def test_doors_are_moved_by_one_touch(program: Program, them: Onlooker) -> None:
    """Closed with all that was before, opened, let in; and the mails lie where they belong."""
    them.add(a_letter("Lunch?", sender=HIM))
    program.once()
    assert said(program, them, Verb.CLOSE, HIM) == f"You closed the door of {HIM}."
    assert them.subjects() == []
    assert them.subjects("Screened/Closed") == ["Lunch?"]
    assert f"closed:\n  - handles: [{HIM}]" in doors(program)
    assert said(program, them, Verb.OPEN, HIM) == f"You opened the door of {HIM} again."
    assert HIM not in doors(program)
    assert said(program, them, Verb.WELCOME, HIM) == f"You let {HIM} always in."
    assert f"welcome:\n  - {HIM}" in doors(program)

    filed = them.messages(FOLDER)
    assert len(filed) == 3
    assert all(r"\Seen" in one.flags for one in filed)
    assert them.subjects("Wrong") == []


def test_one_more_handle_is_added(program: Program, them: Onlooker) -> None:
    """To the line of the closed contact, whose mail from there is filed too."""
    them.add(a_letter("me again", sender=HER))
    (program.folder / "rules" / "doors.yaml").write_text(
        "closed:\n  - name: The man from the street  # me\n    handles: him@example.com\n"
    )
    program.once()
    sentence = said(program, them, Verb.SAME, HER, "The man from the street")

    assert sentence == f"You said that {HER} is a handle of The man from the street."
    assert doors(program) == (
        f"closed:\n  - name: The man from the street  # me\n    handles: [{HIM}, {HER}]\n"
    )
    assert them.subjects("Screened/Closed") == ["me again"]


def test_what_was_done_is_taken_back(program: Program, them: Onlooker) -> None:
    """One message, and all that a rule did since the digest before; flags and folder as before."""
    since = datetime.now(UTC) - timedelta(hours=1)
    for number in range(4):
        them.add(a_letter(f"paper {number}"), flags="old")
    program.once()
    assert len(them.messages("Papers")) == 4
    first = next(one["id"] for one in program.log() if one["subject"] == "paper 0")
    assert said(program, them, Verb.UNDO, first).startswith("You took back what was done")
    assert [one.subject for one in them.messages()] == ["paper 0"]
    assert [set(one.flags) for one in them.messages()] == [{"old"}]
    command = undo_rule("Papers", since=since, until=datetime.now(UTC))
    sentence = said(program, them, command)

    assert sentence == (
        "You took back what the rule `Papers` had done: 3 of 3 messages are as they were."
    )
    assert sorted(them.subjects()) == [f"paper {number}" for number in range(4)]
    assert all(one.flags == {"old"} for one in them.messages())
    program.once()
    assert len(them.messages()) == 4


def test_the_word_on_somebody_in_a_gate_is_heard(program: Program, them: Onlooker) -> None:
    """A choice of the gate, in the pass that reads it."""
    them.add(a_letter("help", sender=HIM))
    program.once()
    assert them.subjects("Waiting") == ["help"]
    sentence = said(program, them, Verb.CHOOSE, HIM, "It is nothing")

    assert sentence == f"You chose `It is nothing` for {HIM}."
    assert them.subjects("Done") == ["help"]
    assert "is in no gate" in said(program, them, Verb.ACCEPT, HIM)


def test_the_brake_is_released(program: Program, them: Onlooker) -> None:
    """For the rule that it holds."""
    program.configure(brake={"messages": 2, "share": 0.5})
    for number in range(4):
        them.add(a_letter(f"paper {number}"))
    program.once(expect=1)
    assert len(them.messages()) == 4
    sentence = said(program, them, Verb.RELEASE, "Papers")

    assert sentence == "You let go what the brake held of the rule `Papers`."
    assert len(them.messages("Papers")) == 4


def test_a_proposal_is_confirmed_or_dismissed(program: Program, them: Onlooker) -> None:
    """Closing answers the question; dismissing it leaves the door as it is."""
    them.add(a_letter("maybe", sender=HIM))
    them.add(a_letter("maybe", sender=HER))
    program.once()
    assert [one.kind for one in questions(program)] == [Asks.CLOSE, Asks.CLOSE]
    said(program, them, Verb.CLOSE, HIM)
    (left,) = questions(program)
    assert left.contact == HER
    assert said(program, them, Verb.DISMISS, left.id) == "You dismissed a question."

    assert questions(program) == []
    assert HER not in doors(program)


def test_a_pause_is_ended(program: Program, them: Onlooker) -> None:
    """And what waited is done in the same pass."""
    program.run("pause")
    them.add(a_letter("paper"))
    program.once()
    assert them.subjects() == ["paper"]
    assert said(program, them, Verb.RESUME) == "You ended the pause."
    assert them.subjects("Papers") == ["paper"]


def test_what_must_not_be_closed_is_refused_and_told(program: Program, them: Onlooker) -> None:
    """As on the command line."""
    assert "an address of your own" in said(program, them, Verb.CLOSE, ME)
    assert "a machine or an office" in said(program, them, Verb.CLOSE, "noreply@shop.example")
    assert not (program.folder / "rules" / "doors.yaml").exists()


def test_the_log_and_why_tell_of_it(program: Program, them: Onlooker) -> None:
    """Who decided, what was said, and where the mail went."""
    said(program, them, Verb.CLOSE, HIM)
    (entry,) = program.log()
    done = program.run("why", entry["id"])

    assert entry["rule"] == "your word"
    assert entry["destination"] == FOLDER
    assert done.code == 0, done
    assert "`your word` decided" in done.out
    assert f"you said: close {HIM}" in done.out
    assert "subject: a command that screener signed" in done.out
    assert "rules have changed" not in done.out


def test_whatever_is_not_whole_does_nothing(program: Program, them: Onlooker) -> None:
    """Forged, of another account, expired, replayed, and with a sender that is shown to be
    forged: each is told, and only those with our signature are filed away.
    """
    program.configure(account={"trusted_authserv": ["mx.example.com"]})
    until = TODAY + timedelta(days=14)
    command = Command(Verb.CLOSE, (HIM,))
    forged = Seal(b"x" * 32, account="me").subject(command, until=until)
    others = seal(program, account="work").subject(command, until=until)
    fails = "mx.example.com; dmarc=fail header.from=example.com"
    them.add(a_letter(forged, sender=ME))
    them.add(a_letter(others, sender=ME))
    them.add(mail(program, Verb.CLOSE, HIM, valid=-1))
    them.add(mail(program, Verb.CLOSE, HIM, Authentication_Results=fails))
    program.once()
    assert not (program.folder / "rules" / "doors.yaml").exists()
    assert sorted(them.subjects("Wrong")) == sorted([forged, others])
    assert len(them.messages(FOLDER)) == 2
    assert sorted(one.name for one in points(program)) == [
        "command_forged",
        "command_forged_sender",
        "command_late",
    ]

    them.add(mail(program, Verb.CLOSE, HIM))
    program.once()
    program.run("open", HIM)
    them.add(mail(program, Verb.CLOSE, HIM))
    program.once()
    assert HIM not in doors(program)
    assert len(them.messages(FOLDER)) == 4
    assert any("was not obeyed a second time" in text for text in texts(program))


def test_only_the_account_that_signed_obeys(
    program: Program, plain_dovecot: Dovecot, them: Onlooker
) -> None:
    """Of two accounts of one installation, whichever gets the mail."""
    other = f"{program.user}-work"
    program.accounts.append(Program.account("work", port=plain_dovecot.port, user=other))
    program.configure()
    program.once()
    until = TODAY + timedelta(days=14)
    theirs = seal(program, account="work").subject(Command(Verb.CLOSE, (HIM,)), until=until)
    with onlooker(plain_dovecot.port, other) as at_work:
        them.add(a_letter(theirs, sender=ME))
        program.once()
        assert not (program.folder / "rules" / "doors.yaml").exists()
        at_work.add(a_letter(theirs, sender=ME))
        program.once()

        assert HIM in doors(program)
        assert len(at_work.messages(FOLDER)) == 1


def test_a_mail_that_was_there_before_the_first_start_counts_by_its_day(
    plain_dovecot: Dovecot, user: str, tmp_path: Path, them: Onlooker
) -> None:
    """With `backfill` it is read, and its day decides; without, nothing of it is read."""
    with_backfill = Program(tmp_path / "one", port=plain_dovecot.port, user=user)
    without = Program(tmp_path / "two", port=plain_dovecot.port, user=user)
    without.configure(account={"backfill": "0d"})
    for one in (with_backfill, without):
        one.rules("rules: []\n")
        before = datetime.now(UTC) - timedelta(days=2)
        them.add(mail(one, Verb.CLOSE, HIM, valid=1), received=before)
        them.add(mail(one, Verb.CLOSE, HER, valid=-1), received=before)
    without.once()
    with_backfill.once()

    assert not (without.folder / "rules" / "doors.yaml").exists()
    assert HIM in doors(with_backfill)
    assert HER not in doors(with_backfill)


def test_a_thousand_forged_mails_do_not_fill_the_digest(program: Program, them: Onlooker) -> None:
    """They are ordinary mail for the rules, and one sentence; a true command is obeyed beside."""
    until = TODAY + timedelta(days=14)
    bad = Seal(b"x" * 32, account="me").subject(Command(Verb.CLOSE, (HIM,)), until=until)
    program.configure(brake={"messages": 5000, "share": 1.0})
    them.add_many(
        [a_letter(bad, sender="stranger@example.com", number=number) for number in range(1000)]
    )
    them.add(mail(program, Verb.CLOSE, HER))
    program.once()

    assert len(them.messages("Wrong")) == 1000
    assert len(them.messages(FOLDER)) == 1
    assert [one.name for one in points(program)] == ["command_done", "command_forged"]
    assert texts(program)[1].startswith("1000 messages looked like commands of yours")
    assert HIM not in doors(program)


def test_observing_obeys_and_moves_nothing(program: Program, them: Onlooker) -> None:
    """The door is closed, and the mail stays where it is."""
    program.configure(mode="observe")
    them.add(mail(program, Verb.CLOSE, HIM))
    program.once()
    program.once()

    assert HIM in doors(program)
    assert len(them.messages()) == 1
    assert FOLDER not in them.folders()
    assert texts(program) == [
        f"You closed the door of {HIM}: observing: nothing is moved until mode: enforce."
    ]


def test_a_running_daemon_obeys_within_seconds(
    program: Program, plain_dovecot: Dovecot, them: Onlooker
) -> None:
    """A mail that comes the way mail comes; its copy in Sent does not matter."""
    raw = mail(program, Verb.CLOSE, HIM)
    them.add(a_letter("Lunch?", sender=HIM))
    program.once()
    with running(program):
        them.add(raw, "Sent", flags=r"\Seen")
        plain_dovecot.deliver(program.user, raw, sender=ME)
        them.await_subjects("Screened/Closed", "Lunch?")
        them.await_subjects("INBOX")

    assert len(them.messages(FOLDER)) == 1
    assert len(them.messages("Sent")) == 1
    assert texts(program) == [f"You closed the door of {HIM}."]


def test_two_passes_at_once_obey_once(program: Program, them: Onlooker) -> None:
    """One has the mailbox; whichever it is, each command is obeyed one time."""
    for number in range(5):
        them.add(mail(program, Verb.CLOSE, f"him{number}@example.com"))
        them.add(mail(program, Verb.CLOSE, f"him{number}@example.com"))
    with ExitStack() as stack:
        together = [stack.enter_context(program.started("once")) for _ in range(3)]
        assert {one.wait() for one in together} <= {0, 75}
    program.once()

    names = [one.name for one in points(program)]
    assert names.count("command_done") == 5
    assert names.count("command_used") == 5
    assert doors(program).count("handles:") == 5
    assert len(them.messages(FOLDER)) == 10
