"""The digest on a real mailbox: laid down once, known again, and as the command shows it."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from screener.adapters.store import open_store
from tests.servers.dovecot import Dovecot
from tests.servers.onlooker import Onlooker, Seen, onlooker
from tests.system.program import Program, a_letter, eventually
from tests.system.test_daemon import running

RULES = """
closed: [him@example.com]
rules:
  - {name: Lists, when: {is: list}, then: {file: Lists}}
"""


@pytest.fixture
def program(plain_dovecot: Dovecot, user: str, tmp_path: Path) -> Program:
    """One that keeps a single door closed, and was first started two days ago."""
    made = Program(tmp_path / "it", port=plain_dovecot.port, user=user)
    made.rules(RULES)
    store = open_store(made.state / "screener.sqlite3")
    store.doorbook.begin([], at=datetime.now(UTC) - timedelta(days=2))
    store.close()
    return made


def mail_comes(them: Onlooker) -> None:
    """A knock, a list and a stranger."""
    them.add(a_letter("look behind you", sender="Admirer <him@example.com>", number=1))
    them.add(a_letter("a list", sender="l@list.example", number=2, List_Id="<l.list.example>"))
    them.add(a_letter("hello", sender="new@example.org", number=3))


def digests(them: Onlooker) -> list[Seen]:
    """Those that lie in the inbox."""
    return [one for one in them.messages() if one.subject.startswith("Screener digest")]


def parsed(one: Seen) -> EmailMessage:
    """The mail as a mail program reads it."""
    found = message_from_bytes(one.raw, policy=policy.default)
    assert isinstance(found, EmailMessage)
    return found


def body(mail: EmailMessage, kind: str) -> str:
    """One of its two forms."""
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def as_json(program: Program, *words: str) -> dict[str, Any]:
    """The object that the command prints."""
    done = program.run("digest", "--json", *words)
    assert done.code == 0, done
    found: dict[str, Any] = json.loads(done.out)
    return found


def test_the_shape_of_the_json_is_the_one_that_was_promised(
    program: Program, plain_dovecot: Dovecot, user: str
) -> None:
    """Its keys, and sums that agree with the log."""
    with onlooker(plain_dovecot.port, user) as them:
        mail_comes(them)
        program.once()
    found = as_json(program)
    assert set(found) == {
        "account", "date", "from", "to", "alarms", "proposals", "closed", "gates", "rules",
        "waiting", "replies", "refused", "errors", "balance", "head",
    }  # fmt: skip
    assert (found["account"], found["from"], found["to"]) == (
        "me", "me@example.com", "me@example.com",
    )  # fmt: skip
    log = program.log()
    filed = [one for one in log if one["destination"]]
    assert found["balance"] == {
        "came": len(log),
        "filed": len(filed),
        "left": len(log) - len(filed),
        "answered": 0,
    }
    [closed] = found["closed"]
    assert set(closed) == {"contact", "knocks", "channels", "trend"}
    assert (closed["contact"], closed["knocks"], closed["channels"]) == (
        "him@example.com", 1, {"email": 1},
    )  # fmt: skip
    assert [(one["rule"], one["count"]) for one in found["rules"]] == [("Lists", 1)]
    assert [one["who"] for one in found["waiting"]] == ["new@example.org"]


def test_it_is_delivered_once_and_says_so(
    program: Program, plain_dovecot: Dovecot, user: str
) -> None:
    """Unread in the inbox, from and to oneself, automatic, in two forms; with no word of his."""
    with onlooker(plain_dovecot.port, user) as them:
        mail_comes(them)
        program.once()
        first = program.run("digest", "--send")
        again = program.run("digest", "--send")
        [found] = digests(them)
        program.once()
        assert len(digests(them)) == 1
    assert (first.code, again.code) == (0, 0)
    assert "is delivered" in first.out
    assert "has gone already" in again.out
    mail = parsed(found)
    assert found.flags == frozenset()
    assert (mail["From"], mail["To"]) == ("me@example.com", "me@example.com")
    assert mail["Auto-Submitted"] == "auto-generated"
    plain, page = body(mail, "plain"), body(mail, "html")
    for form in (plain, page):
        assert "new@example.org" in form
        assert "look behind" not in form
        assert "Admirer" not in form
    assert "https://" not in page
    assert "mailto:me@example.com" in page
    assert {one["subject"] for one in program.log()} == {"look behind you", "a list", "hello"}


def test_the_daemon_writes_the_one_that_was_missed(
    program: Program, plain_dovecot: Dovecot, user: str
) -> None:
    """As soon as it starts, and once however often it is started."""
    with onlooker(plain_dovecot.port, user) as them:
        mail_comes(them)
        program.once()
        assert digests(them) == []
        for number in range(2):
            with running(program):
                them.add(a_letter("again", sender="him@example.com", number=number))
                them.await_subjects("Screened/Closed", "look behind you", *["again"] * (number + 1))
                eventually(lambda: digests(them) != [])
        assert len(digests(them)) == 1


def test_processes_that_send_at_once_send_one(
    program: Program, plain_dovecot: Dovecot, user: str
) -> None:
    """Whichever comes first."""
    with onlooker(plain_dovecot.port, user) as them:
        mail_comes(them)
        program.once()
        with ThreadPoolExecutor(3) as pool:
            done = list(pool.map(lambda _: program.run("digest", "--send"), range(3)))
        assert {one.code for one in done} == {0}
        program.once()
        assert len(digests(them)) == 1


def test_a_link_of_the_page_closes_a_door(
    program: Program, plain_dovecot: Dovecot, user: str
) -> None:
    """The mail that it opens is obeyed and filed away, and the next digest tells of it."""
    with onlooker(plain_dovecot.port, user) as them:
        mail_comes(them)
        program.once()
        program.run("digest", "--send")
        [sent] = digests(them)
        page = body(parsed(sent), "html")
        them.add(touched(page, "close"))
        program.once()
        assert them.subjects("Screened/Commands")
        assert them.subjects("Screened/Closed") == ["look behind you", "hello"]
    doors = [json.loads(line) for line in program.run("doors", "--json").out.splitlines()]
    assert {one["contact"] for one in doors} == {"him@example.com", "new@example.org"}
    found = as_json(program)
    assert [(one["kind"], one["contact"]) for one in found["proposals"]] == [
        ("command_done", "new@example.org")
    ]
    assert found["errors"] == []
    assert found["balance"] == {"came": 0, "filed": 0, "left": 0, "answered": 0}
    assert "1 command of yours came by mail" in program.run("digest").out


def touched(page: str, verb: str) -> bytes:
    """The mail that the first such link of the page makes."""
    links = (unescape(link) for link in re.findall(r'href="(mailto:[^"]*)"', page))
    wanted = next(link for link in links if f"Screener%3A%20{verb}%20" in link)
    [subject] = parse_qs(urlsplit(wanted).query)["subject"]
    return a_letter(subject, sender="me@example.com", number=9)


def test_the_page_and_the_text_can_be_had_without_sending(
    program: Program, plain_dovecot: Dovecot, user: str, tmp_path: Path
) -> None:
    """Also that of a day; one that has yet to come is a wrong use."""
    with onlooker(plain_dovecot.port, user) as them:
        mail_comes(them)
        program.once()
        page = tmp_path / "page.html"
        done = program.run("digest", "--html", str(page), "--text")
        assert done.code == 0
        assert done.out.startswith("Screener digest")
        assert page.read_text().lower().startswith("<!doctype html>")
        assert digests(them) == []
    today = datetime.now(UTC).date()
    yesterday = as_json(program, "--date", str(today - timedelta(days=1)))
    assert date.fromisoformat(yesterday["date"]) == today - timedelta(days=1)
    assert yesterday["balance"]["came"] == 0
    assert "This looks back." in program.run("digest", "--date", yesterday["date"]).out
    assert "This looks back." not in done.out
    assert program.run("digest", "--date", str(today + timedelta(days=3))).code == 2
