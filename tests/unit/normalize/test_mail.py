"""Octets become one mail, from the header alone or from all of it."""

from collections.abc import Callable

import pytest

from screener.domain.record.event import Address, Class, MailReceived, Unreadable, Vouched
from screener.normalize import limits
from screener.normalize.mail import Reading, read_header, read_whole
from tests.builders import an_arrival
from tests.corpus.odd import ODD, crlf


def mail_of(*lines: str, reading: Reading | None = None) -> MailReceived:
    """The header of these lines, read."""
    event = read_header(crlf(*lines, ""), arrival=an_arrival(), reading=reading or Reading())
    assert isinstance(event, MailReceived)
    return event


def test_a_header_tells_all_that_rules_look_at() -> None:
    """Every field of the event that needs no body."""
    mail = mail_of(
        "Return-Path: <al+bounce@x.example>",
        "Delivered-To: me@example.com",
        "X-Original-To: alias@example.com",
        "Authentication-Results: mx.example.com; dmarc=pass header.from=x.example",
        "Message-ID: <1@x.example>",
        "From: =?utf-8?q?=C3=84l?= <al@x.example>",
        "Reply-To: other@x.example",
        "To: Me <me@example.com>",
        "Cc: bo@x.example, cy@x.example",
        "Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=",
        "List-Unsubscribe: <https://x.example/>",
        "X-Mailer: a",
        "X-Mailer: =?utf-8?q?b?=",
        reading=Reading(
            trusted_authserv=frozenset({"mx.example.com"}),
            header_names=frozenset({"x-mailer", "x-absent"}),
        ),
    )

    assert mail == MailReceived(
        arrival=an_arrival(),
        message_id="<1@x.example>",
        from_=(Address(address="al@x.example", name="Äl"),),
        reply_to=(Address(address="other@x.example"),),
        to=(Address(address="me@example.com", name="Me"),),
        cc=(Address(address="bo@x.example"), Address(address="cy@x.example")),
        delivered_to=(Address(address="me@example.com"), Address(address="alias@example.com")),
        return_path="al+bounce@x.example",
        subject="Grüße",
        classes=frozenset({Class.LIST}),
        has_list_unsubscribe=True,
        vouched=Vouched.PASSED,
        headers={"x-mailer": ("a", "b"), "x-absent": ()},
        content=None,
        defects=(),
    )


@pytest.mark.parametrize("name", ODD)
def test_an_odd_message_is_read_like_the_ordinary_one(name: str) -> None:
    """Line ends, broken lines and wrong types change nothing of what it says."""
    event = read_whole(ODD[name], arrival=an_arrival(), reading=Reading())

    assert isinstance(event, MailReceived)
    assert event.from_ == (Address(address="al@example.com", name="Al"),)
    assert event.to == (Address(address="me@example.org"),)
    assert event.subject == "Hello"
    assert event.content is not None
    assert event.content.text == "Some words."


@pytest.mark.parametrize("read", [read_header, read_whole])
@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "it is empty"),
        (b"\r\n\r\n", "it is empty"),
        (b"no header\r\nat all", "it has no header"),
        (b"\xff\xfe\x00", "it has no header"),
    ],
)
def test_only_what_has_no_field_is_unreadable(
    read: Callable[..., MailReceived | Unreadable], raw: bytes, reason: str
) -> None:
    """And it says why."""
    event = read(raw, arrival=an_arrival(), reading=Reading())

    assert event == Unreadable(arrival=an_arrival(), reason=reason)


@pytest.mark.parametrize(
    ("line", "path"),
    [
        ("X: y", None),
        ("Return-Path: <al@x.example>", "al@x.example"),
        ("Return-Path: al@x.example", "al@x.example"),
        ("Return-Path: <>", ""),
        ("Return-Path:", ""),
        ("Return-Path: <MAILER-DAEMON>", ""),
        ("Return-Path: <nobody at all>", None),
        ("Return-Path: <prvs=1=al@x.example>", "prvs=1=al@x.example"),
    ],
)
def test_the_envelope_sender_is_null_missing_or_an_address(line: str, path: str | None) -> None:
    """What cannot be read counts as missing, so that nothing is ever sent there."""
    assert mail_of(line).return_path == path


def test_the_topmost_return_path_counts() -> None:
    """It is the one that our own server wrote."""
    assert mail_of("Return-Path: <>", "Return-Path: <al@x.example>").return_path == ""


@pytest.mark.parametrize(
    ("value", "message_id"),
    [
        ("<1@x.example>", "<1@x.example>"),
        (" (of mine) <1@x.example> and more", "<1@x.example>"),
        ("1@x.example", "1@x.example"),
        ("<[1]@x>", "<[1]@x>"),
        ("<a\r\n b@x>", "<a b@x>"),
        ("", None),
        ("<" + "a" * 2_000 + ">", "<" + "a" * (limits.MESSAGE_ID - 1)),
        ("<" + "🙂" * 2_000 + ">", "<" + "🙂" * ((limits.MESSAGE_ID - 1) // 4)),
    ],
)
def test_a_message_id_is_taken_as_it_is(value: str, message_id: str | None) -> None:
    """With its brackets, on one line, never so long that no header could hold it."""
    assert mail_of(f"Message-ID: {value}").message_id == message_id


def test_a_thread_is_told_in_the_words_of_its_messages() -> None:
    """As their Message-IDs are taken, or none would be found; one that is too long is left out."""
    written = "<1@x.example>", "<2\x00@x.example>", "<" + "🙂" * 300 + ">", "<3@x.example>"
    thread = mail_of("References: " + " ".join(written)).references

    assert thread == ("<1@x.example>", "<2 @x.example>", "<3@x.example>")
    assert thread[1] == mail_of(f"Message-ID: {written[1]}").message_id


@pytest.mark.parametrize(
    ("lines", "defects"),
    [
        (["From: a@x.example"], ()),
        (["From: a@x.example, b@x.example"], ("several-from",)),
        (["From: a@x.example", "From: a@x.example"], ("several-from",)),
        (["From: a@x.example", "From: nobody"], ("several-from",)),
        (["From: nobody"], ("no-from",)),
        (["To: a@x.example"], ("no-from",)),
        (["From: a@x.example", *["X: " + "y" * 900] * 200], ("header-cut",)),
    ],
)
def test_defects_are_told(lines: list[str], defects: tuple[str, ...]) -> None:
    """In words that the digest can explain."""
    assert mail_of(*lines).defects == defects


def test_a_subject_cannot_break_a_line() -> None:
    """Neither by folding nor from inside an encoded word."""
    subject = mail_of("Subject: a", " =?utf-8?q?b=0D=0ABcc:_c=00?=").subject

    assert subject == "a b  Bcc: c"


def test_long_values_are_cut() -> None:
    """Subject and the values that rules ask about have an end, and so have their numbers."""
    asked = Reading(header_names=frozenset({"x-long", "x-many"}))
    mail = mail_of(
        "Subject: " + "s" * 9_000,
        "X-Long: " + "l" * 40_000,
        *["X-Many: m"] * 300,
        reading=asked,
    )

    assert len(mail.subject) == limits.SUBJECT
    assert len(mail.headers["x-long"][0]) == limits.VALUE
    assert len(mail.headers["x-many"]) == limits.VALUES
