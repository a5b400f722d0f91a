"""`preview`: what rules would do to mail that is there, over a real mailbox, and nothing done."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.servers.dovecot import Dovecot
from tests.servers.onlooker import onlooker
from tests.servers.proxy import proxy
from tests.system.program import Program, a_letter
from tests.system.test_rounds import READING

PUSHY = "pushy@example.com"

RULES = f"""\
closed: [{PUSHY}]
rules:
  - {{name: Trial, trial: true, when: {{subject: maybe}}, then: {{file: Maybe}}}}
  - {{name: News, when: {{subject: news}}, then: {{file: News, mark: seen}}}}
  - {{name: Words, when: {{body: magic}}, then: {{tag: magic}}}}
"""
CHANGED = RULES.replace("file: News", "file: Elsewhere")


def test_the_rules_are_tried_and_nothing_is_changed(
    plain_dovecot: Dovecot, user: str, tmp_path: Path
) -> None:
    """Only commands that read pass, no flag changes, no folder is made, no file is written."""
    with onlooker(plain_dovecot.port, user) as them, proxy(plain_dovecot.port) as between:
        program = Program(tmp_path / "it", port=between.port, user=user)
        program.forget_all()
        program.rules(RULES)
        for subject, sender in (("news 1", "a@b.example"), ("secret", PUSHY), ("maybe", "c@d.ex")):
            them.add(a_letter(subject, sender=sender))
        them.add(a_letter("news 2"), received=datetime.now(UTC) - timedelta(days=40))
        before, folders = them.messages(), them.folders()
        done = program.run("preview")

        assert (them.messages(), them.folders()) == (before, folders)
    assert (done.code, done.told) == (0, [])
    assert set(between.verbs()) <= READING
    assert not [one for one in between.commands if "BODY[" in one and "PEEK" not in one]
    assert not program.state.exists()
    lines = [" ".join(line.split()) for line in done.out.splitlines()]
    assert lines[0].startswith("me: 3 messages since ")
    assert "closed door INBOX → Screened/Closed; mark seen 1" in lines
    assert "News INBOX → News; mark seen 1" in lines
    assert "a@b.example: news 1" in lines
    assert "(no rule) stays in INBOX; `Trial` is on trial 1" in lines
    assert PUSHY in lines
    assert "secret" not in done.out


def test_a_mailbox_with_nothing_new_in_it_is_no_empty_table(
    plain_dovecot: Dovecot, user: str, tmp_path: Path
) -> None:
    """It says so, and how to look further back."""
    program = Program(tmp_path / "it", port=plain_dovecot.port, user=user)
    done = program.run("preview")

    assert done.code == 0
    assert "--since 365d" in done.out
    assert "RULE" not in done.out


def test_since_and_json(plain_dovecot: Dovecot, user: str, tmp_path: Path) -> None:
    """One object a row; older mail is there if it is asked for."""
    with onlooker(plain_dovecot.port, user) as them:
        them.add(a_letter("news 1"))
        them.add(a_letter("news 2"), received=datetime.now(UTC) - timedelta(days=40))
        them.add(a_letter("news 3"), received=datetime.now(UTC) - timedelta(days=80))
    program = Program(tmp_path / "it", port=plain_dovecot.port, user=user)
    program.rules(RULES)
    done = program.run("preview", "--since", "60d", "--json")
    [row] = [json.loads(line) for line in done.out.splitlines()]
    samples = row.pop("samples")

    assert row == {
        "account": "me",
        "folder": "INBOX",
        "rule": "News",
        "destination": "News",
        "actions": ["mark seen"],
        "trials": [],
        "left_alone": None,
        "messages": 2,
        "was": None,
        "swept": False,
    }
    assert [sample["subject"] for sample in samples] == ["news 1", "news 2"]


def test_an_edit_is_compared_with_the_rules_that_are_in_force(
    plain_dovecot: Dovecot, user: str, tmp_path: Path
) -> None:
    """Only what changes is told first; the edit is not in force for having been looked at."""
    program = Program(tmp_path / "it", port=plain_dovecot.port, user=user)
    program.rules(RULES)
    program.once()
    program.rules(CHANGED)
    with onlooker(plain_dovecot.port, user) as them:
        them.add(a_letter("news 1"))
        them.add(a_letter("lunch"))
    done = program.run("preview")
    lines = [" ".join(line.split()) for line in done.out.splitlines()]
    first = lines.index("What changes against the rules that are in force:")

    assert lines[first + 2].startswith("News INBOX → Elsewhere; mark seen (was News: INBOX → News")
    assert sum("was News" in line for line in lines) == 1
    rows = [json.loads(line) for line in program.run("preview", "--json").out.splitlines()]
    assert [(row["destination"], row["was"] and row["was"]["destination"]) for row in rows] == [
        ("Elsewhere", "News"),
        (None, None),
    ]


def test_what_a_gate_and_a_closing_bring_along_is_told(
    plain_dovecot: Dovecot, user: str, tmp_path: Path
) -> None:
    """Who passes a gate at once is told twice: how they come in, and what is done then."""
    program = Program(tmp_path / "it", port=plain_dovecot.port, user=user)
    program.rules(
        "replies: {which: {body: Which one}}\n"
        "gates:\n"
        "  - name: papers\n"
        "    steps: [{ask: which, expect: {body: paper}}]\n"
        "    passed: {file: Papers}\n"
        "rules:\n"
        "  - {name: Pushy, when: {subject: now}, then: {close: true, digest: now}}\n"
        "  - {name: Others, then: {gate: papers}}\n"
    )
    with onlooker(plain_dovecot.port, user) as them:
        for number, body in enumerate(["Hello.", "My paper."]):
            them.add(a_letter("hello", sender="ann@example.com", number=number, body=body))
        them.add(a_letter("now", sender=PUSHY))
        long_ago = datetime.now(UTC) - timedelta(days=400)
        them.add(a_letter("earlier", sender="Pushy+x@example.com"), received=long_ago)
        them.add(a_letter("to them", sender="ann@example.com", To=PUSHY), received=long_ago)
    told = [" ".join(line.split()) for line in program.run("preview").out.splitlines()]

    assert told[0].startswith("me: 3 messages since ")
    assert "Pushy stays in INBOX; close; digest now 1" in told
    assert "gate papers INBOX → Papers 2" in told
    assert any(line.startswith("Others stays in INBOX; no reply which") for line in told)
    past = told.index(
        "Past messages of those whose door is closed then are preserved, and these are filed:"
    )
    assert told[past + 2] == "closed door INBOX → Screened/Closed; mark seen 2"
    assert told[past + 3 :] == [PUSHY, PUSHY, ""]


def test_what_was_moved_back_is_left_alone(
    plain_dovecot: Dovecot, user: str, tmp_path: Path
) -> None:
    """As a round would: preview knows what was done before."""
    program = Program(tmp_path / "it", port=plain_dovecot.port, user=user)
    program.rules(RULES)
    with onlooker(plain_dovecot.port, user) as them:
        them.add(a_letter("news 1"))
        program.once()
        them.move(1, folder="News", to="INBOX")
        rows = [json.loads(line) for line in program.run("preview", "--json").out.splitlines()]

    assert [(row["rule"], row["destination"]) for row in rows] == [(None, None)]
    assert "you moved it back" in rows[0]["left_alone"]


def test_broken_rules_are_told_and_nothing_is_asked_of_the_server(tmp_path: Path) -> None:
    """Exit code 78; and 69 where there is no server."""
    program = Program(tmp_path / "it", port=1, user="me")
    program.rules("rules: [{name: a, then: {fiel: b}}]")
    done = program.run("preview")

    assert (done.code, done.out) == (78, "")
    assert "`fiel` is unknown" in done.err
    program.rules(RULES)
    assert program.run("preview").code == 69
