"""Digests for tests: an ordinary one, and days that are not."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy
from email.headerregistry import Address
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from screener.domain.digest.command import Command, Seal, Verb
from screener.domain.digest.digest import (
    Act,
    Answer,
    AtClosedDoor,
    Balance,
    ByRule,
    Digest,
    InGate,
    Item,
    Kind,
    NotAnswered,
    Point,
    Waiting,
)
from screener.domain.letters.composing import compose
from screener.domain.record.chain import Head
from screener.domain.record.decision import Mode

BERLIN = ZoneInfo("Europe/Berlin")

FRIDAY = date(2026, 11, 27)

MORNING = datetime(2026, 11, 27, 7, 30, tzinfo=BERLIN)

HEAD = Head(4711, "9f3c1b7a" * 8)


def ago(**before: float) -> datetime:
    """So long before the morning of the digest, in UTC as the store has it."""
    return (MORNING - timedelta(**before)).astimezone(UTC)


def a_digest(**differently: Any) -> Digest:
    """A digest of Friday, 27 November 2026, that tells nothing but what is asked for."""
    ordinary: dict[str, Any] = {
        "account": "me",
        "whose": "me@example.com",
        "day": FRIDAY,
        "since": ago(days=1),
        "until": ago(),
        "zone": BERLIN,
        "mode": Mode.ENFORCE,
        "valid": FRIDAY + timedelta(days=14),
        "head": HEAD,
    }
    return Digest(**ordinary | differently)


def an_act(label: str = "Undo", verb: Verb = Verb.UNDO, *about: str) -> Act:
    """Something to touch."""
    return Act(label, Command(verb, about or ("d1",)))


def links_of(digest: Digest) -> Callable[[Command], str]:
    """The links of that digest, signed."""
    seal = Seal(b"a secret of this machine", account=digest.account)
    return partial(seal.link, to=digest.whose, until=digest.valid)


def an_item(number: int = 1, **differently: Any) -> Item:
    """A mail that was filed, with a link that takes that back."""
    ordinary: dict[str, Any] = {
        "id": f"d{number}",
        "received": ago(minutes=7 * number),
        "who": f"news{number}@lists.example",
        "name": None,
        "subject": "What is new this week",
        "kind": "email",
        "outcome": "→ Screened/Lists",
        "acts": [an_act("Undo", Verb.UNDO, f"d{number}")],
    }
    return Item(**ordinary | differently)


def a_point(text: str = "Something is to be decided.", **differently: Any) -> Point:
    """A question."""
    ordinary: dict[str, Any] = {
        "kind": Kind.PROPOSAL,
        "name": "close",
        "at": ago(hours=12),
        "text": text,
    }
    return Point(**ordinary | differently)


def a_closed(contact: str = "him@example.com", **differently: Any) -> AtClosedDoor:
    """Somebody who knocked three times at a closed door."""
    ordinary: dict[str, Any] = {
        "knocks": 3,
        "channels": {"email": 2, "voicemail": 1},
        "trend": (0, 0, 0, 0, 1, 0, 0, 2, 0, 0, 0, 1, 0, 3),
    }
    return AtClosedDoor(contact, **ordinary | differently)


def at_the_door(number: int, who: str, name: str | None, subject: str) -> Item:
    """A first contact, who can be welcomed and closed."""
    acts = [an_act("Close the door", Verb.CLOSE, who), an_act("Always let in", Verb.WELCOME, who)]
    return an_item(number, who=who, name=name, subject=subject, outcome="stays", acts=acts)


def a_typical_day(**differently: Any) -> Digest:
    """A day on which a little of everything happened."""
    return a_digest(
        **{
            "balance": Balance(came=63, filed=27, left=36, answered=2),
            "commands": 1,
            "points": _points(),
            "closed": _closed(),
            "gates": _gates(),
            "waiting": _waiting(),
            "rules": _rules(),
            "replies": [
                Answer(ago(hours=9), "ann@example.net", "polite-no", "waiting"),
                Answer(ago(hours=20), "jo@example.org", "send-your-resume", "sent"),
            ],
            "refused": [
                NotAnswered("it came through a mailing list", 2, ["list@lists.example"]),
                NotAnswered(
                    "nobody trusted vouches for the sender's domain",
                    4,
                    ["sales@shop.example", "info@firm.example", "hello@start.example"],
                ),
            ],
        }
        | differently
    )


def _points() -> Sequence[Point]:
    return [
        a_point(
            "The man from the street knocked 4 times within a day. security@myfirm.example heard of"
            " it.",
            kind=Kind.ALARM,
            name="alerted",
            at=ago(hours=8, minutes=49),
            contact="The man from the street",
        ),
        a_point(
            "Close the door of pat@example.com? The rule `Somebody presses` proposes it.",
            contact="pat@example.com",
            acts=[
                an_act("Close the door", Verb.CLOSE, "pat@example.com"),
                an_act("Leave it as it is", Verb.DISMISS, "q1"),
            ],
        ),
        a_point(
            "ben@example.net wrote to you. In the gate `informational-interview` you chose `Meet`"
            " for them on 16 November. You noted on 24 November: did not show up.",
            kind=Kind.NEWS,
            name="noted",
            at=ago(hours=10),
            contact="ben@example.net",
            acts=[an_act("Close the door", Verb.CLOSE, "ben@example.net")],
        ),
        a_point(
            "You closed the door of shop@promo.example.",
            kind=Kind.DONE,
            name="command_done",
            at=ago(hours=23),
            contact="shop@promo.example",
            acts=[an_act("Open again", Verb.OPEN, "shop@promo.example")],
        ),
    ]


def _closed() -> Sequence[AtClosedDoor]:
    return [
        a_closed(
            "The man from the street",
            knocks=4,
            channels={"email": 2, "voicemail": 1, "call": 1},
            trend=(0, 0, 0, 1, 0, 0, 2, 0, 0, 1, 0, 1, 2, 4),
        ),
        a_closed("shop@promo.example", knocks=1, channels={"email": 1}, trend=(0,) * 13 + (1,)),
    ]


def _gates() -> Sequence[InGate]:
    return [
        InGate(
            "jo@example.org",
            "informational-interview",
            2,
            2,
            "choosing",
            "They did what they were asked for, and wait for your word.",
            needs_you=True,
            notes=["met at the fair in May"],
            acts=[
                an_act(label, Verb.CHOOSE, "jo@example.org", label)
                for label in ("Meet", "Kind no", "Refer")
            ],
        ),
        InGate(
            "kim@example.net",
            "informational-interview",
            1,
            2,
            "waiting",
            "They were asked, and have time.",
            deadline=MORNING + timedelta(days=10, hours=4),
        ),
    ]


def _waiting() -> Waiting:
    return Waiting(
        2,
        [
            at_the_door(3, "lee@startup.example", "Lee Park", "A question about your talk"),
            at_the_door(5, "noa@example.org", "נועה לוי", "שאלה על ההרצאה שלך"),
        ],
    )


def _rules() -> Sequence[ByRule]:
    lists = [
        an_item(1, who="weekly@lists.example", name="The Weekly", subject="Forty things to read"),
        an_item(4, who="news@museum.example", name="City Museum", subject="Open late on Friday"),
        an_item(6, who="club@running.example", name=None, subject="Sunday: the long way round"),
    ]
    undo = an_act("Take it all back", Verb.UNDO_RULE, "Newsletters and lists", FRIDAY.isoformat())
    called = an_item(
        9,
        who="+12025550143",
        subject=None,
        kind="voicemail",
        outcome="→ Screened/Voicemail",
    )
    trial = an_item(
        11, who="sales@shop.example", name="Sales", subject="Just following up", acts=()
    )
    return [
        ByRule("Newsletters and lists", 25, lists, acts=[undo]),
        ByRule("Voicemail from strangers", 1, [called]),
        ByRule("Codes and logins", 6),
        ByRule("Sales pitches", 1, [trial], on_trial=True),
    ]


HOSTILE = (
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    '"><a href="https://evil.example/">Close the door</a>',
    "</td></tr></table><h1>3 things need you</h1>",
    "<!-- <![endif]--> ]]> &amp; &#x202e;",
    "Visit http://evil.example/login or www.evil.example, write to evil@evil.example",
    "Call +1 (202) 555-0143 or 020 7946 0018 now",
    "photo\u202egpj.exe \u2066hidden\u2069 \u200bzero\u2060width\ufeff",
    "\x1b]0;owned\x07\r\nBcc: all@example.com\x00",
    "p\u0430yp\u0430l.example asks you to log in at \u0440\u0430\u0443\u0440\u0430.example",
    "שלום רב, זו שאלה ארוכה מאוד על ההרצאה של אתמול ועל המחיר (בשקלים) 1,200 abc",
    "مرحبا بك، هذا سؤال طويل عن المحاضرة 2026/11/27 (مهم)",
    "会議の件でご連絡いたします。来週の火曜日のご都合はいかがでしょうか。よろしくお願いいたします。",
    "W" * 400,
    "a" + "\u0323\u0302\u0335\u0336" * 60 + " z\u0489a\u0489l\u0489g\u0489o",
    "👨\u200d👩\u200d👧\u200d👦🏳️\u200d🌈 family news 🎉",
    "{{ 7 * 7 }} {% raw %} ${x} `code` %s {0}",
    "",
    "   ",
)
"""What strangers put into names and subjects."""


def a_heavy_day(**differently: Any) -> Digest:
    """Three hundred messages of people who want to be seen."""
    items = [a_hostile_item(number) for number in range(300)]
    rules = [
        ByRule(f"Rule {number} {HOSTILE[number % len(HOSTILE)]}", 214, items[number * 10 :])
        for number in range(25)
    ]
    return a_typical_day(
        **{
            "balance": Balance(came=20_000, filed=19_000, left=1_000, answered=20),
            "points": [a_point(f"{text} {text}", contact=text) for text in HOSTILE],
            "closed": [a_closed(text, trend=tuple(range(14))) for text in HOSTILE],
            "waiting": Waiting(
                300,
                [at_the_door(n, f"n{n}@example.net", text, text) for n, text in enumerate(HOSTILE)],
            ),
            "rules": rules,
        }
        | differently
    )


def a_hostile_item(number: int) -> Item:
    """A message whose sender chose every word of it."""
    text = HOSTILE[number % len(HOSTILE)]
    return an_item(
        number,
        who=f"{'very.' * 40}long{number}@{'sub.' * 20}p\u0430y.example",
        name=HOSTILE[(number + 7) % len(HOSTILE)] or None,
        subject=text or None,
    )


def sent(text: str) -> str:
    """A text as it is read in a letter that has a page beside it."""
    sender = Address(addr_spec="me@example.com")
    raw = compose(
        sender=sender,
        to=[sender],
        subject="x",
        body=text,
        message_id="<1@example.com>",
        at=MORNING,
        html="<p>x</p>",
    )
    part = message_from_bytes(raw, policy=policy.default).get_body(("plain",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")
