"""Every condition: when it holds, when it does not, and when nobody can tell yet."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from screener.domain.conditions.scene import Scene
from screener.domain.record.event import Address, Attachment, Class, Content, MailReceived, Vouched
from screener.domain.truth import Truth
from tests.builders import NOON, a_mail, an_arrival
from tests.rulebooks import a_rulebook

LISTS = """
    lists:
      press: ["@daily.example", her@weekly.example]
      invitations: {file: invitations.txt}
      nothing: {file: nothing.txt}
"""
INVITATIONS = "# what they write\nlunch\n  pick your brain   # often\nroom #5\n"


def holds(when: str, mail: MailReceived, *, zone: str = "UTC") -> Truth:
    """Whether a condition holds for a mail."""
    rulebook = a_rulebook(
        f"closed: [closed@example.com]\n"
        f"contacts: [{{name: Ann, handles: [ann@example.com]}}]\n"
        f"rules: [{{name: it, when: {{{when}}}, then: {{keep: true}}}}]",
        LISTS,
        invitations=INVITATIONS,
        nothing="# nobody yet\n",
    )
    met = rulebook.directory.meet(mail, today=NOON.date())
    scene = Scene(mail, met=met, now=NOON, zone=ZoneInfo(zone))
    [rule] = rulebook.rules
    return rule.when.holds(scene)


def to(field: str, *addresses: str) -> MailReceived:
    """A mail with these addresses in one field."""
    given: dict[str, Any] = {field: tuple(Address(address=address) for address in addresses)}
    return a_mail(**given)


def reading(**content: Any) -> MailReceived:
    """A mail that was read in whole."""
    return a_mail(content=Content(**content))


def with_pdf(**differently: Any) -> MailReceived:
    """A mail with one attachment."""
    ordinary: dict[str, Any] = {
        "name": "Résumé.PDF",
        "type": "application/pdf",
        "declared": "application/octet-stream",
        "extension": "pdf",
        "size": 2_000_000,
    }
    return reading(attachments=(Attachment(**ordinary | differently),))


def at(text: str) -> MailReceived:
    """A mail that the server received at that time in UTC."""
    received = datetime.fromisoformat(text).replace(tzinfo=UTC)
    return a_mail(arrival=an_arrival(received=received))


SMALL, LARGE = a_mail(arrival=an_arrival(size=100)), a_mail(arrival=an_arrival(size=6_000_000))
BULK = a_mail(classes=frozenset({Class.LIST, Class.BULK}))
FILED = a_mail(arrival=an_arrival(folder="Work/Lunch", keywords=frozenset({"Receipt", "\\Seen"})))
HEADED = a_mail(headers={"x-mailer": ("BulkMail 2",), "x-tag": ("one", "two"), "x-none": ()})


@pytest.mark.parametrize(
    ("when", "mail"),
    [
        ("kind: email", a_mail()),
        ("kind: [email]", a_mail()),
        ("from: HIM+x@example.com", a_mail()),
        ("from: [her@example.com, '@example.com']", a_mail()),
        ("from: list:press", a_mail(sender="anybody@daily.example")),
        ("from: [him@example.com, list:press]", a_mail(sender="her@weekly.example")),
        ("from: {via: linkedin.com, name: John}", a_mail(sender="x@linkedin.com", name="JOHN")),
        ("from: pushy@example.com", to("from_", "x@example.com", "pushy@example.com")),
        ("reply_to: her@example.com", to("reply_to", "her@example.com")),
        ("to: me@example.com", a_mail()),
        ("to: me@example.com", to("to", "x@example.com", "Me+shop@example.com")),
        ("cc: her@example.com", to("cc", "her@example.com")),
        ("recipient: me@example.com", a_mail()),
        ("recipient: her@example.com", to("cc", "her@example.com")),
        ("recipient: shop@me.example", to("delivered_to", "shop@me.example")),
        ("contact: ann", a_mail(sender="Ann+x@example.com")),
        ("contact: him@example.com", a_mail()),
        ("door: open", a_mail()),
        ("door: [open, closed]", a_mail(sender="closed@example.com")),
        ("subject: lunch", a_mail()),
        ("subject: [dinner, lunch]", a_mail()),
        ("subject: list:invitations", a_mail(subject="May I PICK  your brain")),
        ("subject: list:invitations", a_mail(subject="In Room #5")),
        ("subject: {is: 'lunch?'}", a_mail()),
        ("subject: {none: [dinner]}", a_mail()),
        ("subject: {none: [list:nothing]}", a_mail()),
        ("body: call me", reading(text="Please call\r\nme")),
        ("text: lunch", a_mail()),
        ("text: call me", reading(text="Please call me")),
        ("text: {all: [lunch, today]}", reading(text="today?")),
        ("text: {none: [unsubscribe]}", reading(text="hello")),
        ("header: {X-Mailer: bulkmail}", HEADED),
        ("header: {x-mailer: {starts_with: bulk}}", HEADED),
        ("header: {X-Tag: two}", HEADED),
        ("header: {X-Tag: true}", HEADED),
        ("header: {X-None: false}", HEADED),
        ("header: {X-None: {none: [x]}}", HEADED),
        ("header: {X-Tag: one, X-Mailer: true}", HEADED),
        ("attachment: {type: pdf}", with_pdf()),
        ("attachment: {type: [.DOC, Application/PDF]}", with_pdf()),
        ("attachment: {type: 'image/*'}", with_pdf(type="image/png", extension="png")),
        ("attachment: {name: résumé}", with_pdf()),
        ("attachment: {name: '*.pdf'}", with_pdf()),
        ("attachment: {name: ['*.doc', 'r?sum?.pdf']}", with_pdf()),
        ("attachment: {name: ['*.doc', sumé]}", with_pdf()),
        ("attachment: {name: '[1]*.pdf'}", with_pdf(name="[1] x.pdf")),
        ("attachment: {name: {ends_with: .pdf}}", with_pdf()),
        ("attachment: {larger_than: 1MB, type: pdf}", with_pdf()),
        ("has: attachment", with_pdf()),
        ("has: [audio, link]", reading(has_link=True)),
        ("has: audio", reading(has_audio=True)),
        ("has: invite", reading(has_invite=True)),
        ("has: unsubscribe", a_mail(has_list_unsubscribe=True)),
        ("has: unsubscribe", reading(has_unsubscribe_link=True)),
        ("is: list", BULK),
        ("is: [auto, bulk]", BULK),
        ("is: bounce", reading(is_delivery_report=True)),
        ("is: forward", reading(is_forward=True)),
        ("authenticated: true", a_mail(vouched=Vouched.PASSED)),
        ("authenticated: false", a_mail(vouched=Vouched.UNKNOWN)),
        ("authenticated: false", a_mail(vouched=Vouched.FORGED)),
        ("size: '>5MB'", LARGE),
        ("size: '<= 100'", SMALL),
        ("size: '>=100'", SMALL),
        ("size: '<101'", SMALL),
        ("received: {between: ['18:00', '08:00']}", at("2026-11-20T18:00")),
        ("received: {between: ['18:00', '08:00']}", at("2026-11-20T07:59")),
        ("received: {between: ['08:00', '18:00']}", at("2026-11-20T08:00")),
        ("received: {between: ['08:00', '08:00']}", at("2026-11-20T03:00")),
        ("received: {days: fri}", at("2026-11-20T18:00")),
        ("received: {days: [sat, sun], between: ['10:00', '11:00']}", at("2026-11-21T10:30")),
        ("folder: work/lunch", FILED),
        ("tagged: [x, receipt]", FILED),
        ("subject: lunch, from: him@example.com", a_mail()),
        ("any: [{subject: dinner}, {subject: lunch}]", a_mail()),
        ("all: [{subject: lunch}, {door: open}]", a_mail()),
        ("not: {subject: dinner}", a_mail()),
        ("not: {subject: lunch, from: her@example.com}", a_mail()),
        ("any: [{body: x}, {subject: lunch}]", a_mail()),
    ],
)
def test_it_holds(when: str, mail: MailReceived) -> None:
    """Each key of `when`, in the ways in which people write it."""
    assert holds(when, mail) is True


@pytest.mark.parametrize(
    ("when", "mail"),
    [
        ("from: her@example.com", a_mail()),
        ("from: her@example.com", a_mail(name="her@example.com")),
        ("from: list:press", a_mail()),
        ("from: list:nothing", a_mail()),
        ("from: him@example.com", to("from_")),
        ("from: {via: linkedin.com, name: John}", a_mail(sender="x@linkedin.com")),
        ("from: +1 202 555 0143", a_mail(sender="+12025550143@example.com")),
        ("from: anonymous", a_mail(sender="anonymous@example.com")),
        ("reply_to: him@example.com", a_mail()),
        ("to: him@example.com", a_mail()),
        ("cc: me@example.com", a_mail()),
        ("recipient: him@example.com", a_mail()),
        ("contact: Ann", to("from_", "Ann")),
        ("contact: Ann", a_mail(name="Ann")),
        ("door: [closed, welcome]", a_mail()),
        ("subject: dinner", a_mail()),
        ("subject: list:nothing", a_mail()),
        ("subject: list:invitations", a_mail(subject="what they write")),
        ("subject: {none: [lunch]}", a_mail()),
        ("subject: {all: [lunch, dinner]}", a_mail()),
        ("body: lunch", reading(text="dinner", full_text="> lunch")),
        ("text: dinner", reading(text="nothing")),
        ("text: {none: [unsubscribe]}", reading(text="To unsubscribe, write")),
        ("text: {none: [lunch]}", a_mail()),
        ("header: {X-Mailer: other}", HEADED),
        ("header: {X-Tag: {none: [two]}}", HEADED),
        ("header: {X-None: x}", HEADED),
        ("header: {X-None: true}", HEADED),
        ("header: {X-Tag: false}", HEADED),
        ("header: {X-Tag: one, X-Mailer: false}", HEADED),
        ("attachment: {type: pdf}", reading()),
        ("attachment: {type: exe}", with_pdf()),
        ("attachment: {type: application/octet-stream}", with_pdf()),
        ("attachment: {name: '*.doc'}", with_pdf()),
        ("attachment: {name: 'sum*'}", with_pdf()),
        ("attachment: {larger_than: 2MB}", with_pdf()),
        ("attachment: {larger_than: 1MB, type: exe}", with_pdf()),
        ("has: attachment", reading()),
        ("has: [audio, invite, unsubscribe, link]", with_pdf()),
        ("is: list", a_mail()),
        ("is: [auto, reply]", BULK),
        ("is: bounce", reading(is_forward=True)),
        ("is: forward", reading()),
        ("authenticated: true", a_mail()),
        ("authenticated: true", a_mail(vouched=Vouched.FORGED)),
        ("authenticated: false", a_mail(vouched=Vouched.PASSED)),
        ("size: '>100'", SMALL),
        ("size: '<100'", SMALL),
        ("received: {between: ['18:00', '08:00']}", at("2026-11-20T08:00")),
        ("received: {between: ['08:00', '18:00']}", at("2026-11-20T18:00")),
        ("received: {days: [sat, sun]}", at("2026-11-20T18:00")),
        ("received: {days: sat, between: ['10:00', '11:00']}", at("2026-11-21T11:30")),
        ("folder: lunch", FILED),
        ("tagged: seen", FILED),
        ("subject: lunch, from: her@example.com", a_mail()),
        ("any: [{subject: dinner}, {subject: tea}]", a_mail()),
        ("all: [{subject: lunch}, {door: closed}]", a_mail()),
        ("not: {subject: lunch}", a_mail()),
        ("subject: dinner, body: x", a_mail()),
        ("not: {any: [{body: x}, {subject: lunch}]}", a_mail()),
    ],
)
def test_it_does_not_hold(when: str, mail: MailReceived) -> None:
    """And nothing that was not read would change that."""
    assert holds(when, mail) is False


@pytest.mark.parametrize(
    "when",
    [
        "body: x",
        "text: dinner",
        "text: {none: [dinner]}",
        "text: {all: [lunch, today]}",
        "header: {X-Mailer: x}",
        "header: {X-Mailer: false}",
        "attachment: {type: pdf}",
        "has: attachment",
        "has: unsubscribe",
        "is: bounce",
        "is: [forward, list]",
        "not: {body: x}",
        "subject: lunch, body: x",
        "any: [{subject: dinner}, {body: x}]",
        "not: {any: [{subject: dinner}, {body: x}]}",
        "all: [{not: {has: link}}, {subject: lunch}]",
    ],
)
def test_nobody_can_tell_before_the_message_was_read(when: str) -> None:
    """Unknown is not false, and `not` does not make it true."""
    assert holds(when, a_mail()) is None


def test_the_clock_is_the_accounts_and_the_time_the_servers() -> None:
    """Five in the afternoon in New York is ten at night in UTC."""
    evening = at("2026-11-20T22:30")
    when = "received: {between: ['17:00', '18:00']}"
    assert holds(when, evening, zone="America/New_York") is True
    assert holds(when, evening) is False


def test_the_day_is_the_accounts_too() -> None:
    """Friday evening in New York is Saturday in UTC."""
    evening = at("2026-11-21T03:00")
    assert holds("received: {days: fri}", evening, zone="America/New_York") is True
    assert holds("received: {days: fri}", evening) is False
