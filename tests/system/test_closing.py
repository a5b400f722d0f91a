"""Closing a door on a real mailbox, however it was closed, and what counts at it afterwards."""

from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from screener.bootstrap import configure, opened_store
from screener.domain.record.question import Asks, Question
from screener.ports.store import Query
from tests.servers.dovecot import Dovecot
from tests.servers.onlooker import onlooker
from tests.system.program import Program, a_letter

PUSHY = "pushy@example.com"
RECRUITER = "recruiter@jobs.example"


def a_program(server: Dovecot, user: str, folder: Path, **account: object) -> Program:
    """An installation that had its first pass over an empty mailbox."""
    program = Program(folder / "it", port=server.port, user=user)
    program.configure(account=account)
    program.rules("rules: []\n")
    program.once()
    return program


def questions(program: Program) -> list[Question]:
    """What the user is asked."""
    settings = configure(program.folder / "config.yaml").settings
    with opened_store(settings) as store:
        return list(store.doorbook.questions())


def knocks(program: Program) -> list[str]:
    """Subjects of what counts at closed doors."""
    return [one["subject"] for one in program.log() if is_knock(program, one["id"])]


def is_knock(program: Program, decision: str) -> bool:
    """Whether that decision counts."""
    settings = configure(program.folder / "config.yaml").settings
    with opened_store(settings) as store:
        return any(one.decision.id == decision for one in store.decisions(Query(knocks_only=True)))


def doors(program: Program) -> str:
    """What the file of doors says."""
    return (program.folder / "rules" / "doors.yaml").read_text()


def test_a_line_written_by_hand_is_a_closing(
    plain_dovecot: Dovecot, user: str, tmp_path: Path
) -> None:
    """From the next round on: past mail is filed as history, new mail is a knock."""
    program = a_program(plain_dovecot, user, tmp_path)
    with onlooker(plain_dovecot.port, user) as them:
        them.add(a_letter("past", sender=PUSHY))
        program.once()
        program.rules(f"closed: [{PUSHY}]\n")
        program.once()
        them.add(a_letter("new", sender=PUSHY))
        program.once()

        assert them.subjects() == []
        assert sorted(them.subjects("Screened/Closed")) == ["new", "past"]
        assert all(r"\Seen" in one.flags for one in them.messages("Screened/Closed"))
    assert knocks(program) == ["new"]
    assert not (program.folder / "rules" / "doors.yaml").exists()


def test_a_line_of_the_very_first_start_was_always_closed(
    plain_dovecot: Dovecot, user: str, tmp_path: Path
) -> None:
    """Nothing that was there before is touched, and no day is written."""
    program = Program(tmp_path / "it", port=plain_dovecot.port, user=user)
    program.configure(account={"backfill": "0d"})
    program.rules(f"closed: [{PUSHY}]\n")
    with onlooker(plain_dovecot.port, user) as them:
        them.add(a_letter("before", sender=PUSHY))
        program.once()
        program.once()
        assert them.subjects() == ["before"]
    assert program.objects() == {}


def test_opening_and_closing_anew_is_a_new_closing(
    plain_dovecot: Dovecot, user: str, tmp_path: Path
) -> None:
    """What the user had moved back meanwhile is filed by the second closing, and only then."""
    program = a_program(plain_dovecot, user, tmp_path)
    with onlooker(plain_dovecot.port, user) as them:
        them.add(a_letter("past", sender=PUSHY))
        program.once()
        program.run("close", PUSHY)
        program.once()
        assert them.subjects("Screened/Closed") == ["past"]
        program.run("open", PUSHY)
        them.move(them.messages("Screened/Closed")[0].uid, folder="Screened/Closed", to="INBOX")
        program.once()
        assert them.subjects() == ["past"]
        program.run("close", PUSHY)
        program.once()

        assert them.subjects() == []
        assert them.subjects("Screened/Closed") == ["past"]
    assert len(program.objects()) == 1


def test_a_door_that_opens_by_itself_is_told_before_and_then(
    plain_dovecot: Dovecot, user: str, tmp_path: Path
) -> None:
    """A week before, once, and on the day; from then on mail comes through."""
    program = a_program(plain_dovecot, user, tmp_path)
    today = datetime.now(UTC).date()
    with onlooker(plain_dovecot.port, user) as them:
        program.rules(closed_until(today + timedelta(days=5)))
        program.once()
        program.once()
        assert [one.kind for one in questions(program)] == [Asks.OPENS]
        program.rules(closed_until(today))
        program.once()
        them.add(a_letter("after", sender=PUSHY))
        program.once()
        assert them.subjects() == ["after"]
    assert [one.kind for one in questions(program)] == [Asks.OPENED]


def closed_until(day: date) -> str:
    """A file of rules with one closing that ends."""
    return f"closed:\n  - {{handles: [{PUSHY}], until: {day}}}\n"


def test_junk_and_what_sieve_has_filed_is_counted_where_it_lies(
    plain_dovecot: Dovecot, user: str, tmp_path: Path
) -> None:
    """Once, with its exact octets; what we file ourselves is not counted again."""
    program = a_program(plain_dovecot, user, tmp_path)
    program.rules(f"closed: [{PUSHY}]\n")
    program.once()
    with onlooker(plain_dovecot.port, user) as them:
        them.add(a_letter("here", sender=PUSHY))
        them.add(a_letter("junk", sender=PUSHY), "Junk")
        them.add(a_letter("others"), "Junk")
        program.once()
        them.add(a_letter("sieve", sender=PUSHY), "Screened/Closed")
        program.once()
        program.once()

        assert them.subjects("Junk") == ["junk", "others"]
        assert them.subjects("Screened/Closed") == ["here", "sieve"]
        theirs = [them.messages("Junk")[0], *them.messages("Screened/Closed")]
    assert sorted(knocks(program)) == ["here", "junk", "sieve"]
    assert sorted(program.objects()) == sorted(sha256(one.raw).hexdigest() for one in theirs)


def test_a_rule_closes_a_door(plain_dovecot: Dovecot, user: str, tmp_path: Path) -> None:
    """With the day and the answer that is owed; nobody welcome, no list and no role."""
    program = a_program(plain_dovecot, user, tmp_path)
    program.rules(
        "welcome: [friend@example.com]\n"
        "replies: {polite-no: {body: No. , lint: off}}\n"
        "rules:\n"
        "  - {name: Enough, when: {subject: offer}, then: {close: {decline: polite-no}}}\n"
    )
    with onlooker(plain_dovecot.port, user) as them:
        them.add(a_letter("an offer", sender=RECRUITER))
        them.add(a_letter("offer of a list", sender="al@example.com", List_Id="<l.example.com>"))
        them.add(a_letter("offer of a role", sender="postmaster@example.com"))
        them.add(a_letter("offer of a friend", sender="friend@example.com"))
        program.once()
        them.add(a_letter("again", sender=RECRUITER))
        program.once()

        assert sorted(them.subjects("Screened/Closed")) == ["again", "an offer"]
        assert len(them.subjects()) == 3
    today = datetime.now(UTC).date()
    assert doors(program).endswith(
        f"  - handles: [{RECRUITER}]\n    since: {today}\n    decline: polite-no\n"
    )
    told = {
        one["subject"]: [action["status"] for action in one["actions"]]
        for one in program.log()
        if one["rule"] == "Enough"
    }
    assert told == {
        "an offer": ["done"],
        "offer of a list": ["refused"],
        "offer of a role": ["refused"],
    }


def test_a_rule_proposes_and_does_nothing(
    plain_dovecot: Dovecot, user: str, tmp_path: Path
) -> None:
    """One open question a contact, until the user has closed the door."""
    program = a_program(plain_dovecot, user, tmp_path)
    program.rules("rules:\n  - {name: Pushy?, when: {subject: offer}, then: {propose: close}}\n")
    with onlooker(plain_dovecot.port, user) as them:
        them.add(a_letter("an offer", sender=RECRUITER))
        them.add(a_letter("another offer", sender=RECRUITER))
        program.once()
        assert them.subjects() == ["an offer", "another offer"]
    asked = questions(program)
    assert [(one.kind, one.contact) for one in asked] == [(Asks.CLOSE, RECRUITER)]
    assert "`Pushy?`" in asked[0].text
    program.run("close", RECRUITER)
    assert questions(program) == []


def test_what_was_moved_back_is_asked_about(
    plain_dovecot: Dovecot, user: str, tmp_path: Path
) -> None:
    """Once for each message, however often it is moved about."""
    program = a_program(plain_dovecot, user, tmp_path)
    program.rules(f"closed: [{PUSHY}]\n")
    program.once()
    with onlooker(plain_dovecot.port, user) as them:
        them.add(a_letter("back", sender=PUSHY))
        program.once()
        for _ in range(2):
            folder = "Screened/Closed" if not them.messages() else "INBOX"
            if folder == "INBOX":
                them.move(them.messages()[0].uid, folder="INBOX", to="Sent")
                folder = "Sent"
            them.move(them.messages(folder)[0].uid, folder=folder, to="INBOX")
            program.once()
        assert them.subjects() == ["back"]
    assert [(one.kind, one.contact) for one in questions(program)] == [(Asks.MOVED_BACK, PUSHY)]


def test_a_broken_file_of_doors_keeps_what_was_asked(
    plain_dovecot: Dovecot, user: str, tmp_path: Path
) -> None:
    """In its order, until the file is mended; then it is done and no longer asked about."""
    program = a_program(plain_dovecot, user, tmp_path)
    file = program.folder / "rules" / "doors.yaml"
    file.write_text("closed: [\n")
    for words in (("close", PUSHY, "--no-sweep"), ("close", RECRUITER), ("open", RECRUITER)):
        ended = program.run(*words)
        assert (ended.code, ended.out) == (78, "")
        assert "queued" in ended.err
    program.once()
    assert file.read_text() == "closed: [\n"
    assert {one.kind for one in questions(program)} == {Asks.QUEUED}
    file.write_text("# mine\n")
    program.once()

    today = datetime.now(UTC).date()
    assert file.read_text() == f"# mine\nclosed:\n  - handles: [{PUSHY}]\n    since: {today}\n"
    assert questions(program) == []


def test_a_broken_file_keeps_an_answer_that_was_asked_for(
    plain_dovecot: Dovecot, user: str, tmp_path: Path
) -> None:
    """Also for somebody who has a line there already."""
    program = a_program(plain_dovecot, user, tmp_path)
    program.rules("replies: {polite-no: {body: No.}}\n")
    file = program.folder / "rules" / "doors.yaml"
    file.write_text(f"closed: [{PUSHY}]\n")
    program.once()
    file.write_text(f"closed: [{PUSHY}\n")
    ended = program.run("close", PUSHY, "--decline", "polite-no")
    assert (ended.code, ended.out) == (78, "")
    assert "queued" in ended.err
    file.write_text(f"closed: [{PUSHY}]\n")
    program.once()

    assert "decline: polite-no" in file.read_text()


@pytest.mark.parametrize("then", ["propose: close", "close: true"])
def test_observing_closes_and_asks_nothing(
    plain_dovecot: Dovecot, user: str, tmp_path: Path, then: str
) -> None:
    """What a rule would do about a door is recorded, as everything else."""
    program = a_program(plain_dovecot, user, tmp_path)
    program.configure(mode="observe")
    program.rules(f"rules:\n  - {{name: Offer, then: {{{then}}}}}\n")
    with onlooker(plain_dovecot.port, user) as them:
        them.add(a_letter("an offer", sender=RECRUITER))
        program.once()
    assert list(program.statuses()["an offer"].values()) == ["would"]
    assert questions(program) == []
    assert not (program.folder / "rules" / "doors.yaml").exists()
