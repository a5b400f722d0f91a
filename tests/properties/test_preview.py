"""What `preview` says is what `once` then does: rule, place, marks and answers of every message."""

import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from screener import bootstrap
from screener.adapters.memory.mailbox import MemoryMailbox
from screener.adapters.memory.world import World
from screener.application.preview import Preview, outcome, preview
from screener.application.round import one_round
from screener.config.settings import load_settings
from screener.domain.decision import Decision
from screener.domain.effect import Do, Status
from screener.ports.store import Query

BACKFILL = timedelta(days=10)

CONFIG = """\
state: state
mode: enforce
accounts:
  - name: me
    address: me@example.com
    watch: [INBOX, Other]
    backfill: 10d
    reply_unauthenticated: true
    reply_after: 1h
    imap: {host: 127.0.0.1, tls: none, user: me, password: {env: NOBODY_ASKS}}
    smtp: {host: 127.0.0.1, tls: none}
"""

SENDERS = [
    "him@example.com",
    "her@example.com",
    "a@firm.example",
    "me@example.com",
    "no-reply@x.example",
]
SUBJECTS = ["Lunch?", "Invoice", "Re: Invoice", "Hello"]
BODIES = ["Call me.", "An invoice is attached.", "-- \nlunch", "https://x.example unsubscribe"]
HEADERS = [
    "",
    "List-Id: <x.example>\r\n",
    "Precedence: bulk\r\n",
    "Auto-Submitted: auto-replied\r\n",
]

CONDITIONS: list[dict[str, Any]] = [
    {"subject": "lunch"},
    {"body": "invoice"},
    {"text": {"word": "lunch"}},
    {"from": "@example.com"},
    {"from": ["him@example.com", "*.example"]},
    {"door": "closed", "subject": "hello"},
    {"is": "list"},
    {"is": ["bulk", "auto"]},
    {"has": "link"},
    {"first_contact": True},
    {"corresponded": True},
    {"knocks": {"at_least": 2, "within": "2d"}},
    {"knocks": {"at_least": 2, "within": "9d", "unanswered": True}},
    {"folder": "Other"},
    {"size": ">200"},
    {"not": {"body": "call me"}},
    {"any": [{"subject": "invoice"}, {"body": "call me"}]},
]
ACTIONS: list[dict[str, Any]] = [
    {"file": "Filed"},
    {"file": "Other"},
    {"trash": True},
    {"tag": "x", "mark": "seen"},
    {"copy": ["A", "B"], "mark": "flagged"},
    {"reply": "thanks"},
    {"reply": "thanks", "file": "Answered"},
    {"preserve": True, "keep": True},
    {"propose": "close"},
]
RULES = st.lists(
    st.tuples(
        st.sampled_from([{}, *CONDITIONS]),
        st.sampled_from(ACTIONS),
        st.sampled_from([{}, {}, {"continue": True}, {"trial": True}]),
    ),
    max_size=5,
)
DOORS = st.fixed_dictionaries(
    {},
    optional={
        "closed": st.just(["him@example.com", {"handles": "a@firm.example", "decline": "thanks"}]),
        "welcome": st.just(["her@example.com"]),
    },
)
LETTERS = st.lists(
    st.tuples(
        st.sampled_from(["INBOX", "INBOX", "Other", "Sent"]),
        st.sampled_from(SENDERS),
        st.sampled_from(SUBJECTS),
        st.sampled_from(BODIES),
        st.sampled_from(HEADERS),
        st.integers(1, 30 * 24),
    ),
    max_size=8,
)


@example(  # what preview has to learn from the sent folder, and from mail of long ago
    rules=[
        ({"corresponded": True}, {"file": "Filed"}, {}),
        ({"first_contact": True}, {"file": "Other"}, {}),
    ],
    doors={},
    letters=[
        ("Sent", "me@example.com", "Hello", "Hi.", "", 500),
        ("INBOX", "her@example.com", "Lunch?", "Hi.", "", 20),
        ("INBOX", "him@example.com", "Hello", "Hi.", "", 500),
        ("INBOX", "him@example.com", "Hello", "Hi.", "", 20),
        ("INBOX", "a@firm.example", "Hello", "Hi.", "", 20),
    ],
)
@settings(max_examples=25, deadline=None)
@given(rules=RULES, doors=DOORS, letters=LETTERS)
def test_once_does_what_preview_said(
    rules: list[Any], doors: dict[str, Any], letters: list[Any]
) -> None:
    """And preview itself changes nothing: neither the mailbox nor what is remembered."""
    now = datetime.now(UTC)
    with tempfile.TemporaryDirectory() as folder:
        world = a_world(letters, now)
        program = a_program(Path(folder), rules, doors)
        before = lying(world)
        said = previewed(program, world, now)
        assert lying(world) == before
        assert list((Path(folder) / "state").glob("*")) == []
        done = decided(program, world)

    assert {one.id: outcome(one) for one in said.decisions} == {
        one.id: outcome(one) for one in done
    }
    assert {subject: place for subject, (place, _) in lying(world).items()} == {
        **{subject: place for subject, (place, _) in before.items()},
        **{subject_of(one): one.destination for one in said.decisions if one.destination},
    }
    for one in said.decisions:
        _, flags = lying(world)[subject_of(one)]
        assert marks(one) <= flags


def a_world(letters: list[Any], now: datetime) -> World:
    """A mailbox with these letters, each with a subject of its own and so many hours old."""
    world = World()
    world.make("Other")
    for number, (folder, sender, subject, body, header, hours) in enumerate(letters):
        to = "her@example.com" if folder == "Sent" else "me@example.com"
        raw = (
            f"Return-Path: <{sender}>\r\nFrom: {sender}\r\nTo: {to}\r\n{header}"
            f"Message-ID: <{number}@example.com>\r\nSubject: {subject} {number}\r\n\r\n{body}\r\n"
        )
        received = (now - timedelta(hours=hours, minutes=7)).replace(microsecond=0)
        world.deliver(raw.encode(), folder=folder, received=received)
    return world


def a_program(folder: Path, rules: list[Any], doors: dict[str, Any]) -> bootstrap.Configured:
    """A fresh installation with these rules."""
    (folder / "rules").mkdir()
    (folder / "state").mkdir()
    written = [
        {"name": f"rule {number}", "when": when, "then": then, **more}
        if when
        else {"name": f"rule {number}", "then": then, **more}
        for number, (when, then, more) in enumerate(rules)
    ]
    file = {"rules": written, "replies": {"thanks": {"body": "Thank you."}}, **doors}
    (folder / "rules" / "10.yaml").write_text(yaml.safe_dump(file, sort_keys=False))
    (folder / "config.yaml").write_text(CONFIG)
    found, _ = load_settings(folder / "config.yaml", environ={}, cwd=folder, home=folder)
    return bootstrap.Configured(found, [])


def previewed(program: bootstrap.Configured, world: World, now: datetime) -> Preview:
    """What preview says of the days that a first start takes for new."""
    with bootstrap.rehearsal(program) as (copy, store):
        desk = bootstrap.desk(copy, program.settings.accounts[0], store)
        mailbox = MemoryMailbox(world)
        said = preview(mailbox, desk, running=None, since=now - BACKFILL, now=now)
        mailbox.close()
    return said


def decided(program: bootstrap.Configured, world: World) -> list[Decision]:
    """One real pass, and what it decided."""
    with bootstrap.opened_store(program.settings) as store:
        desk = bootstrap.desk(program, program.settings.accounts[0], store)
        mailbox = MemoryMailbox(world)
        one_round(mailbox, desk, {})
        mailbox.close()
        return [one.decision for one in store.decisions(Query())]


def lying(world: World) -> dict[str, tuple[str, frozenset[str]]]:
    """By subject, where each letter lies and how it is marked; of a copy only if it is alone."""
    return {
        message.raw.partition(b"Subject: ")[2].partition(b"\r\n")[0].decode(): (name, message.flags)
        for name, folder in sorted(
            world.folders.items(), key=lambda one: one[0] in ("A", "B"), reverse=True
        )
        for message in folder.messages.values()
        if b"Message-ID" in message.raw
    }


def subject_of(decision: Decision) -> str:
    """The subject, which each letter has for itself."""
    subject: str = decision.event.subject  # type: ignore[union-attr]
    return subject


def marks(decision: Decision) -> set[str]:
    """The flags that the message then has."""
    names = {"seen": r"\Seen", "flagged": r"\Flagged"}
    return {
        names.get(word, word)
        for effect in decision.effects
        if effect.do in (Do.TAG, Do.MARK) and effect.status is not Status.WOULD
        for word in effect.value
    }
