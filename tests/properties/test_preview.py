"""What `preview` says is what `once` then does to every message, with every action there is."""

import re
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from screener import bootstrap
from screener.adapters.memory.mailbox import MemoryMailbox
from screener.adapters.memory.post import MemoryPost
from screener.adapters.memory.world import World
from screener.application.hands import flags_of
from screener.application.insight.outcome import Outcome, outcome
from screener.application.insight.preview import Preview, preview
from screener.application.rounds.round import one_round
from screener.config.settings.load import load_settings
from screener.domain.doors.swept import SWEEP
from screener.domain.record.decision import Decision
from screener.domain.record.effect import Do, Status
from screener.ports.store import Query
from tests.databases import lay_new_database

BACKFILL = timedelta(days=10)

CONFIG = """\
state: state
mode: enforce
hand_off_to: [hr@firm.example]
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

HR, SECURITY, DOOR = "hr@firm.example", "security@firm.example", "door@firm.example"

TOLD = {HR, SECURITY, DOOR}

LEFT_BY_LETTERS = {"$Forwarded", "$MDNSent", r"\Answered"}
"""Flags that no rule asks for by name."""

THEIRS = re.compile(rb"^Message-ID: <\d+@example\.com>\r?$", re.MULTILINE)

SENDERS = [
    "him@example.com",
    "her@example.com",
    "a@firm.example",
    "me@example.com",
    "no-reply@x.example",
]
SUBJECTS = ["Lunch?", "Invoice", "Re: Invoice", "Hello"]
BODIES = [
    "Call me.",
    "An invoice is attached.",
    "-- \nlunch",
    "https://x.example unsubscribe",
    "Call +1 202 555 0143.",
]
HEADERS = [
    "",
    "List-Id: <x.example>\r\n",
    "Precedence: bulk\r\n",
    "Auto-Submitted: auto-replied\r\n",
    "Reply-To: him@example.com\r\n",
    "Reply-To: her@example.com\r\n",
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
    {"untag": "old", "mark": "unseen"},
    {"mark": "junk", "untag": ["old", "other"], "file": "Filed"},
    {"alert": SECURITY},
    {"alert": [SECURITY, DOOR], "digest": "now"},
    {"digest": "hide", "tag": "y"},
    {"hand_off": {"to": HR, "say": "for-you"}},
    {"hand_off": {"to": HR, "say": "for-you", "reply": "thanks"}, "file": "Filed"},
    {"close": True},
    {"close": {"decline": "thanks"}, "file": "Filed"},
    {"gate": "in steps"},
    {"gate": "in steps", "hand_off": {"to": HR, "say": "for-you"}},
    {"gate": "with room for one", "tag": "z"},
    {"gate": "for your choice", "mark": "flagged"},
]
GATES = [
    {
        "name": "in steps",
        "steps": [
            {"ask": "which", "expect": {"body": "invoice"}},
            {"ask": "when", "expect": {"subject": "hello"}},
        ],
        "meanwhile": {"file": "Waiting", "mark": "seen"},
        "passed": {"file": "Ready", "tag": "ready"},
    },
    {
        "name": "with room for one",
        "steps": [{"ask": "which", "expect": {"has": "link"}}],
        "passed": {"tag": "ready", "alert": SECURITY},
        "budget": {"at_most": 1, "per": "7d", "over": "full"},
    },
    {"name": "for your choice", "ask": "which", "choices": {"Meet": {"tag": "meet"}}},
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
        st.one_of(st.integers(1, 20), st.integers(1, 30 * 24)),
    ),
    max_size=8,
)


def test_every_action_is_tried() -> None:
    """One that is new to the language is to be tried here as well."""
    assert {key for action in ACTIONS for key in action} == set(Do)


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
@example(  # of each action that was not always told as it is done, one
    rules=[
        ({"subject": "invoice"}, {"hand_off": {"to": HR, "say": "for-you"}}, {"continue": True}),
        ({"subject": "lunch"}, {"close": True, "digest": "now"}, {}),
        ({}, {"gate": "in steps"}, {}),
    ],
    doors={},
    letters=[
        ("INBOX", "him@example.com", "Invoice", "Hi.", "", 50),
        ("INBOX", "her@example.com", "Lunch?", "Hi.", "", 40),
        ("INBOX", "him@example.com", "Invoice", "Invoice.", "", 30),
        ("Other", "him@example.com", "Hello", "Hi.", "", 20),
    ],
)
@example(  # somebody passes at once, with a message that lies where it came
    rules=[({}, {"gate": "with room for one"}, {})],
    doors={},
    letters=[
        ("INBOX", "him@example.com", "Hello", "Hi.", "", 50),
        ("INBOX", "him@example.com", "Hello", "https://x.example", "", 40),
        ("Other", "her@example.com", "Hello", "https://x.example", "", 30),
        ("INBOX", "a@firm.example", "Hello", "https://x.example", "", 20),
    ],
)
@example(  # a stranger has the telephone number of somebody whose door is closed
    rules=[({"from": "her@example.com", "body": "call"}, {"reply": "thanks"}, {})],
    doors={"closed": ["him@example.com"]},
    letters=[
        ("INBOX", "him@example.com", "Hello", "Call +1 202 555 0143.", "", 50),
        ("Other", "her@example.com", "Hello", "Call +1 202 555 0143.", "", 20),
    ],
)
@example(  # somebody whose door is closed names the address of a stranger for answers
    rules=[({"from": "her@example.com"}, {"reply": "thanks"}, {})],
    doors={"closed": ["him@example.com"]},
    letters=[
        ("INBOX", "him@example.com", "Hello", "Hi.", "Reply-To: her@example.com\r\n", 50),
        ("Other", "her@example.com", "Hello", "Hi.", "", 20),
    ],
)
@example(  # whoever comes again and again
    rules=[({"from": "@example.com"}, {"alert": SECURITY}, {})],
    doors={},
    letters=[
        ("INBOX" if hour % 2 else "Other", "him@example.com", "Hello", "Hi.", "", hour)
        for hour in range(1, 7)
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
        done = carried_out(program, world)

    assert told(said.decisions) == told(done.decisions)
    assert sorted(done.written_to) == sorted(to for one in said.decisions for to in told_by(one))
    assert done.closed == {one.contact for one in said.decisions if closes(one)}
    assert {subject: place for subject, (place, _) in lying(world).items()} == {
        **{subject: place for subject, (place, _) in before.items()},
        **{subject_of(one): one.destination for one in said.decisions if one.destination},
    }
    for subject, (_, flags) in lying(world).items():
        gets, loses = marks(one for one in said.decisions if subject_of(one) == subject)
        assert gets <= flags
        assert not loses & flags
        assert flags - gets - LEFT_BY_LETTERS <= before[subject][1]


@example(  # one is moved by its rule, one is older than what is looked at
    rules=[
        ({"subject": "lunch"}, {"close": True, "file": "Filed"}, {}),
        ({"from": "@example.com", "subject": "invoice"}, {"close": {"decline": "thanks"}}, {}),
    ],
    doors={"welcome": ["her@example.com"]},
    letters=[
        ("INBOX", "him@example.com", "Lunch?", "Hi.", "", 50),
        ("INBOX", "him@example.com", "Hello", "Hi.", "", 40),
        ("Other", "him@example.com", "Hello", "Hi.", "", 500),
        ("INBOX", "her@example.com", "Invoice", "Hi.", "", 30),
        ("INBOX", "a@firm.example", "Hello", "him@example.com", "", 20),
        ("Sent", "me@example.com", "Hello", "Hi.", "", 10),
    ],
)
@settings(max_examples=25, deadline=None)
@given(rules=RULES, doors=DOORS, letters=LETTERS)
def test_a_closing_takes_along_what_preview_counted(
    rules: list[Any], doors: dict[str, Any], letters: list[Any]
) -> None:
    """Past mail of those whose door a rule closes, wherever it lies in a watched folder."""
    now = datetime.now(UTC)
    with tempfile.TemporaryDirectory() as folder:
        world = a_world(letters, now)
        program = a_program(Path(folder), rules, doors)
        said = previewed(program, world, now)
        closed = carried_out(program, world).closed
        swept = swept_along(program, world)

    assert {row.folder: row.messages for row in said.swept or ()} == swept
    assert (said.swept is None) == (not closed)


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
        flags = (r"\Seen", "old", "$NotJunk") if number % 2 else ()
        world.deliver(raw.encode(), folder=folder, received=received, flags=flags)
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
    names = ("thanks", "for-you", "which", "when", "full")
    replies = {name: {"body": "Thank you."} for name in names}
    file = {"rules": written, "replies": replies, "gates": GATES, **doors}
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


class Done(NamedTuple):
    """What one real pass came to: what it decided, whom it wrote to of those whom rules name, and
    whose doors it closed.
    """

    decisions: list[Decision]
    written_to: list[str]
    closed: set[str | None]


def carried_out(program: bootstrap.Configured, world: World) -> Done:
    """One real pass, but for what is no mail of now: past messages of whoever was closed by it."""
    post = MemoryPost()
    lay_new_database(program.settings.state / "screener.sqlite3")
    with bootstrap.opened_store(program.settings) as store:
        desk = bootstrap.desk(program, program.settings.accounts[0], store)._replace(post=post)
        mailbox = MemoryMailbox(world)
        one_round(mailbox, desk, {})
        mailbox.close()
        decisions = [one.decision for one in store.decisions(Query())]
        by_rule = [one.line for one in store.doorbook.closings() if one.sweep is not None]
    return Done(
        [one for one in decisions if not one.round.startswith(SWEEP)],
        [to for letter in post.arrived for to in letter.recipients if to in TOLD],
        set(by_rule),
    )


def swept_along(program: bootstrap.Configured, world: World) -> Counter[str]:
    """By the folder in which it lay, how much past mail the next pass files."""
    with bootstrap.opened_store(program.settings) as store:
        desk = bootstrap.desk(program, program.settings.accounts[0], store)
        mailbox = MemoryMailbox(world)
        one_round(mailbox, desk, {})
        mailbox.close()
        decisions = [one.decision for one in store.decisions(Query())]
    return Counter(
        one.event.arrival.folder
        for one in decisions
        if one.round.startswith(SWEEP) and one.destination
    )


def told(decisions: Sequence[Decision]) -> list[tuple[str, Outcome]]:
    """What becomes of each letter; of one that a gate has to do with again, twice."""
    return sorted(((subject_of(one), outcome(as_decided(one))) for one in decisions), key=str)


def as_decided(decision: Decision) -> Decision:
    """Without the one answer of a closing: it is that of no rule, and it alone goes at once."""
    effects = tuple(
        one for one in decision.effects if (one.do, one.status) != (Do.REPLY, Status.DONE)
    )
    return decision.model_copy(update={"effects": effects})


def told_by(decision: Decision) -> Iterator[str]:
    """Whom its alerts and what is handed on go to."""
    for effect in decision.effects:
        if effect.status is Status.PENDING and effect.do is Do.ALERT:
            yield from effect.value
        if effect.status is Status.PENDING and effect.do is Do.HAND_OFF:
            yield effect.value[0]


def closes(decision: Decision) -> bool:
    """Whether it closes the door of its sender."""
    return any(one.do is Do.CLOSE and one.status is Status.PENDING for one in decision.effects)


def lying(world: World) -> dict[str, tuple[str, frozenset[str]]]:
    """By subject, where each letter lies and how it is marked; of a copy only if it is alone."""
    return {
        message.raw.partition(b"Subject: ")[2].partition(b"\r\n")[0].decode(): (name, message.flags)
        for name, folder in sorted(
            world.folders.items(), key=lambda one: one[0] in ("A", "B"), reverse=True
        )
        for message in folder.messages.values()
        if THEIRS.search(message.raw.partition(b"\r\n\r\n")[0])
    }


def subject_of(decision: Decision) -> str:
    """The subject, which each letter has for itself."""
    subject: str = decision.event.subject  # type: ignore[union-attr]
    return subject


def marks(decisions: Iterable[Decision]) -> tuple[set[str], set[str]]:
    """The flags that the message then has, and those that it has not."""
    gets: set[str] = set()
    loses: set[str] = set()
    for effect in (effect for decision in decisions for effect in decision.effects):
        if effect.do in (Do.TAG, Do.UNTAG, Do.MARK) and effect.status is Status.PENDING:
            add, remove = flags_of(effect)
            gets, loses = (gets | {*add}) - {*remove}, (loses - {*add}) | {*remove}
    return gets, loses
