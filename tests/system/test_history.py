"""Rules that look at what was before: how often somebody came, and whether the user knows them."""

from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from screener.adapters.store import open_store
from tests.servers.dovecot import Dovecot
from tests.servers.onlooker import Onlooker, onlooker
from tests.servers.proxy import proxy
from tests.system.program import Program, a_letter

HIM = "him@example.com"

RULES = """
contacts:
  - {name: Ann, handles: [ann@example.com, ann@home.example]}
rules:
  - {name: Insists, when: {knocks: {at_least: 3, within: 1d}}, then: {tag: insists}, continue: true}
  - {name: Known, when: {corresponded: true}, then: {tag: known}, continue: true}
  - {name: New, when: {first_contact: true}, then: {tag: new}, continue: true}
  - {name: Words, when: {body: call me}, then: {tag: words}, continue: true}
"""


def tags(them: Onlooker) -> dict[str, set[str]]:
    """The keywords of each message, by subject."""
    return {
        one.subject: {flag for flag in one.flags if not flag.startswith(("\\", "$"))}
        for one in them.messages()
    }


def a_sent_letter(to: str, **header: Any) -> bytes:
    """A letter of the user's."""
    return a_letter("Mine", sender="me@example.com", **{"To": to, **header})


def questions(program: Program) -> list[str]:
    """What the user is asked."""
    with closing(open_store(program.state / "screener.sqlite3")) as store:
        return [one.text for one in store.doorbook.questions()]


@pytest.fixture
def program(plain_dovecot: Dovecot, user: str, tmp_path: Path) -> Program:
    """It looks at what was before."""
    program = Program(tmp_path / "it", port=plain_dovecot.port, user=user)
    program.rules(RULES)
    return program


def test_events_of_one_person_are_counted_within_the_span(
    program: Program, plain_dovecot: Dovecot
) -> None:
    """In one batch and over several, whatever reads them, under each of the person's handles."""
    now = datetime.now(UTC)
    with onlooker(plain_dovecot.port, program.user) as them:
        them.add(a_letter("old", sender=HIM), received=now - timedelta(days=2))
        them.add(a_letter("one", sender=HIM), received=now - timedelta(hours=9))
        them.add(a_letter("two", sender="Him+x@Example.com"), received=now - timedelta(hours=8))
        them.add(a_letter("ann one", sender="ann@example.com"))
        them.add(a_letter("ann two", sender="ann@home.example", body="Nothing."))
        program.once()
        them.add(a_letter("three", sender=HIM, body="Nothing."))
        them.add(a_letter("ann three", sender="ann@example.com"))
        program.once()
        insistent = {subject for subject, found in tags(them).items() if "insists" in found}

    assert insistent == {"three", "ann three"}


def test_what_was_filed_and_found_again_counts_once(
    program: Program, plain_dovecot: Dovecot
) -> None:
    """The same message under a new UID is no second event."""
    with onlooker(plain_dovecot.port, program.user) as them:
        them.add(a_letter("one", sender=HIM))
        program.once()
        for _ in range(3):
            them.create("Aside") if "Aside" not in them.folders() else None
            them.move(them.messages()[0].uid, folder="INBOX", to="Aside")
            them.move(them.messages("Aside")[0].uid, folder="Aside", to="INBOX")
            program.once()
        them.add(a_letter("two", sender=HIM))
        program.once()

        assert "insists" not in tags(them)["one"] | tags(them)["two"]


def test_the_sent_folder_tells_whom_the_user_knows(
    program: Program, plain_dovecot: Dovecot
) -> None:
    """Hidden copies included; what was sent automatically does not tell it."""
    with onlooker(plain_dovecot.port, program.user) as them:
        them.add(a_sent_letter("Ann+news@Example.com", Cc="al@example.com"), "Sent")
        them.add(a_sent_letter("me@example.com", Bcc="bob@example.com"), "Sent")
        them.add(a_sent_letter(HIM, Auto_Submitted="auto-replied"), "Sent")
        them.add(a_sent_letter(HIM, Message_ID="<screener.abc@example.com>"), "Sent")
        them.add(a_letter("from ann", sender="ann@home.example"))
        them.add(a_letter("from al", sender="al@example.com"))
        them.add(a_letter("from bob", sender="bob@example.com"))
        them.add(a_letter("from him", sender=HIM))
        program.once()
        them.add(a_sent_letter(HIM), "Sent")
        them.add(a_letter("from him again", sender=HIM))
        program.once()
        known = {subject for subject, found in tags(them).items() if "known" in found}
        new = {subject for subject, found in tags(them).items() if "new" in found}

    assert known == {"from ann", "from al", "from bob", "from him again"}
    assert new == {"from him"}


def test_mail_from_before_the_first_start_is_remembered(
    program: Program, plain_dovecot: Dovecot
) -> None:
    """Though it was never decided, and though the rule came long after the program."""
    program.configure(account={"backfill": "0d"})
    program.rules("")
    with onlooker(plain_dovecot.port, program.user) as them:
        them.add(a_letter("before", sender=HIM), received=datetime.now(UTC) - timedelta(days=1))
        program.once()
        program.rules(RULES)
        them.add(a_letter("him", sender=HIM))
        them.add(a_letter("her", sender="her@example.com"))
        program.once()
        found = tags(them)

    assert found == {"before": set(), "him": {"words"}, "her": {"words", "new"}}


def test_nothing_is_learned_that_nobody_asks_for(program: Program, plain_dovecot: Dovecot) -> None:
    """The sent folder is not even looked at; and once asked for, each letter is read once."""
    with onlooker(plain_dovecot.port, program.user) as them, proxy(plain_dovecot.port) as between:
        program.accounts[0]["imap"]["port"] = between.port
        program.configure()
        them.add(a_sent_letter(HIM), "Sent")
        them.add(a_letter("one"))
        program.rules("rules:\n  - {name: All, then: {tag: all}}\n")
        program.once()
        assert not [said for said in between.commands if "Sent" in said]

        program.rules(RULES)
        program.once()
        assert sum("HEADER.FIELDS (To" in said for said in between.commands) == 1
        program.once()
        assert sum("HEADER.FIELDS (To" in said for said in between.commands) == 1


def test_why_tells_afterwards_what_was_known_then(program: Program, plain_dovecot: Dovecot) -> None:
    """Not what is known by now."""
    with onlooker(plain_dovecot.port, program.user) as them:
        them.add(a_letter("one", sender=HIM))
        them.add(a_letter("two", sender=HIM))
        program.once()
        in_a_while = datetime.now(UTC) + timedelta(minutes=1)
        them.add(a_sent_letter(HIM), "Sent", received=in_a_while)
        them.add(a_letter("three", sender=HIM))
        program.once()
    first, third = program.run("why", "one"), program.run("why", "three")

    assert "✓ New" in first.out
    assert "✗ Known" in first.out
    assert "✗ knocks: {at_least: 3, within: 1d} (found: 1)" in first.out
    assert "✗ New" in third.out
    assert "✓ knocks: {at_least: 3, within: 1d} (found: 3)" in third.out


def test_a_letter_to_somebody_closed_raises_a_question(
    program: Program, plain_dovecot: Dovecot
) -> None:
    """Only one that was written after the closing; it is asked once."""
    yesterday = datetime.now(UTC) - timedelta(days=1)
    program.rules(f"closed:\n  - {{name: Him, handles: [{HIM}], since: {yesterday.date()}}}\n")
    with onlooker(plain_dovecot.port, program.user) as them:
        them.add(a_sent_letter(HIM), "Sent", received=yesterday - timedelta(days=1))
        program.once()
        assert questions(program) == []
        them.add(a_sent_letter(HIM), "Sent")
        them.add(a_sent_letter(HIM), "Sent")
        program.once()
        program.once()

    assert questions(program) == ["You wrote to Him, whose door is closed. Open it again?"]
