"""Whatever comes: the digest's sums are those of the log, and a closed contact's words stay out."""

import base64
import quopri
from collections.abc import Sequence
from datetime import timedelta
from email import message_from_bytes, policy
from html import unescape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple
from urllib.parse import unquote

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from screener.application.digest.content.gather import gather
from screener.application.digest.daily import write
from screener.application.digest.span import until_now
from screener.domain.digest.command import Command, Verb
from screener.domain.doors.swept import SWEEP
from screener.domain.record.decision import YOUR_WORD
from screener.domain.record.effect import MOVES, Do, Status
from screener.ports.store import Query
from tests.house import House, a_house

RULES = """
welcome: [ann@example.com]
replies:
  thanks: {body: Thank you., every: 1d}
rules:
  - {name: Goes on, continue: true, when: {subject: a}, then: {mark: flagged}}
  - {name: At the door, continue: true, when: {door: closed}, then: {tag: door, digest: now}}
  - {name: Lists, when: {is: list}, then: {file: Lists, digest: count}}
  - {name: Answers, when: {subject: b}, then: {reply: thanks, file: Answered}}
  - {name: Hides, when: {subject: c}, then: {file: Filed, digest: hide}}
  - {name: Tried, trial: true, when: {subject: d}, then: {trash: true}}
  - {name: Trash, when: {subject: e}, then: {trash: true}}
"""

DOORS = "closed:\n- him@example.com\n- bad.example\n"

LATER = "- {handles: [eve@example.net, bob@example.org], decline: thanks}\n"
"""Two who wrote before their door closed, and get one answer."""

SECRET = "zxqv"
"""It is in every word that a closed contact writes, and nowhere else."""

CLOSED = ("him@example.com", "him+tag@example.com", "anybody@bad.example")
OTHERS = ("ann@example.com", "bob@example.org", "eve@example.net", "news@list.example")


class Written(NamedTuple):
    """One letter that comes."""

    sender: str
    name: str
    subject: str
    is_list: bool
    trusted: bool


words = st.text("abcdeé <&\u202e", max_size=6)

letters = st.lists(
    st.builds(
        Written,
        sender=st.sampled_from(CLOSED + OTHERS),
        name=words,
        subject=words,
        is_list=st.booleans(),
        trusted=st.booleans(),
    ),
    max_size=8,
)


def comes(house: House, one: Written) -> None:
    """A letter; that of a closed contact has the secret in its subject, its name and its body."""
    secret = SECRET if one.sender in CLOSED else ""
    header: dict[str, Any] = {"List_Id": "<l.list.example>"} if one.is_list else {}
    plain = "".join(char for char in one.name if char.isascii() and char.isalnum())
    house.writes(
        one.sender,
        f"{secret}{one.subject}",
        body=f"{secret} body",
        trusted=one.trusted,
        Comments=f"{plain}{secret}",
        **header,
    )


def forms_of(raw: bytes) -> Sequence[str]:
    """A letter as it is, and everything that can be read out of it."""
    mail = message_from_bytes(raw, policy=policy.default)
    parts = [part.get_content() for part in mail.walk() if not part.is_multipart()]
    texts = [raw.decode("utf-8", "replace"), quopri.decodestring(raw).decode("utf-8", "replace")]
    texts += [str(mail["Subject"]), *map(str, parts), *(unquote(str(part)) for part in parts)]
    return [text.casefold() for text in (*texts, *map(unescape, texts))]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    batches=st.lists(letters, min_size=1, max_size=3),
    closes=st.booleans(),
    commands=st.booleans(),
)
def test_the_sums_agree_with_the_log_and_no_word_gets_through(
    batches: list[list[Written]], *, closes: bool, commands: bool
) -> None:
    """In the daily mail and in those that are sent at once, in any encoding. Commands are the
    user's own, obeyed or used before, and none of what came.
    """
    with TemporaryDirectory() as folder, a_house(Path(folder), RULES) as house:
        house.doors(DOORS)
        house.later(timedelta(minutes=1))
        for batch in batches:
            for one in batch:
                comes(house, one)
            if commands:
                house.says(Command(Verb.WELCOME, ("ann@example.com",)))
            house.later(timedelta(minutes=10))
            if closes:
                house.doors(f"{DOORS}{LATER}")
        house.later(timedelta(minutes=1))
        now = house.clock.now()
        span = until_now(house.store, "me", now.date(), now=now)
        found = gather(house.desk, span)
        log = list(house.store.decisions(Query()))
        yours = [one for one in log if one.decision.rule == YOUR_WORD]
        came = [one for one in log if one not in yours and not one.decision.round.startswith(SWEEP)]
        done = [
            [effect.do for effect in one.effects if effect.status is Status.DONE] for one in log
        ]
        filed = sum(
            not MOVES.isdisjoint(its) for one, its in zip(log, done, strict=True) if one in came
        )
        answered = sum(its.count(Do.REPLY) for its in done)

        assert found.balance == (len(came), filed, len(came) - filed, answered)
        assert found.commands == len(yours) == (len(batches) if commands else 0)
        assert answered == sum(one.status == "sent" for one in found.replies)
        assert answered == len(house.post.arrived)
        assert sum(one.knocks for one in found.closed) == sum(one.decision.knock for one in log)
        write(house.desk, span, in_any_case=True)
        house.later(timedelta(minutes=1))
        ours = [one.raw for one in house.messages("INBOX") if b"Screener-Digest:" in one.raw]
        assert ours
        encoded = [SECRET, base64.b64encode(SECRET.encode()).decode().rstrip("=").casefold()]
        for raw in ours:
            assert not [text for text in forms_of(raw) for word in encoded if word in text]
