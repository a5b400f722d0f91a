"""Whose word counts: a report of a call is one only if its sender is believed."""

from collections.abc import Callable
from typing import Any

import pytest

from screener.domain.record.event import SUSPECTED_FAKE, Vouched
from screener.domain.settings.settings import Provider
from screener.normalize.mail import read_header
from screener.normalize.voicemail import DIALECTS
from tests.builders import an_arrival
from tests.unit.normalize.voicemail.letters import (
    a_letter,
    an_attachment,
    event_of,
    mail_of,
    reading,
    voicemail_of,
)

GOOGLE = "New voicemail from (212) 555-0142"
WORDS = "Voicemail from (212) 555-0142 at 4:19 PM\nTranscript: Hi.\n"
RINGING = "New Voice Message from ANN (206) 555-0119 on 11/20/2026 2:05 PM"
ASTERISK = {"X-Asterisk-CallerID": "2125550142", "X-Asterisk-CallerIDName": "ANN"}

Letter = Callable[..., bytes]


def google(sender: str = "Google Voice <voice-noreply@google.com>", **more: Any) -> bytes:
    """A notification in the words of Google Voice."""
    return a_letter(sender=sender, subject=GOOGLE, text=WORDS, **more)


def test_there_is_one_reader_for_each_provider() -> None:
    """Whatever the configuration may name can be read."""
    assert sorted(dialect.provider for dialect in DIALECTS) == sorted(Provider)


@pytest.mark.parametrize(
    "fields",
    [
        {"Authentication-Results": "mx.example.com; dmarc=fail header.from=google.com"},
        {"Authentication-Results": "mx.example.com; dmarc=pass header.from=evil.example"},
        {"Authentication-Results": "mx.evil.example; dmarc=pass header.from=google.com"},
        {"Authentication-Results": "mx.example.com; dkim=pass header.d=evil.example"},
        {"Authentication-Results": ""},
    ],
)
def test_words_that_nobody_vouches_for_are_mail(fields: dict[str, str]) -> None:
    """And told as a suspected fake."""
    mail = mail_of(google(fields=fields))

    assert mail.defects == (SUSPECTED_FAKE,)
    assert mail.vouched is not Vouched.PASSED


def test_results_below_another_hop_do_not_count() -> None:
    """Whoever sends the message writes what lies below."""
    forged = google().replace(
        b"Authentication-Results:",
        b"Received: from x by mx.example.com; Fri, 20 Nov 2026 1:00:00 +0000\r\n"
        b"Authentication-Results: mx.evil.example; dmarc=none\r\nAuthentication-Results:",
        1,
    )

    assert mail_of(forged).defects == (SUSPECTED_FAKE,)


@pytest.mark.parametrize(
    "sender",
    [
        "Google Voice <voice-noreply@google.com.evil.example>",
        "Google Voice <voice-noreply@g00gle.example>",
        '"voice-noreply@google.com" <x@evil.example>',
        "Google Voice <voice-noreply@mail.google.com>",
    ],
)
def test_a_name_or_a_lookalike_is_not_the_provider(sender: str) -> None:
    """Only the address counts, and only the whole of it."""
    assert mail_of(google(sender)).defects == (SUSPECTED_FAKE,)


def test_two_senders_are_nobody() -> None:
    """One of them may be vouched for; which one is not said."""
    raw = google().replace(b"To: me", b"From: x@evil.example\r\nTo: me", 1)

    assert mail_of(raw).defects == ("several-from", SUSPECTED_FAKE)


@pytest.mark.parametrize(
    "listed", [{}, {"other.example": "asterisk"}, {"pbx.example": "freeswitch"}]
)
def test_an_exchange_counts_only_if_it_is_listed_as_what_it_is(listed: dict[str, str]) -> None:
    """Its domain may be vouched for; X-Asterisk fields can be written by anybody."""
    raw = a_letter(
        sender="a@pbx.example", subject="[PBX]: New message 1 in mailbox 1", fields=ASTERISK
    )

    assert event_of(raw, listed).kind == "email"


@pytest.mark.parametrize("domain", ["sub.pbx.example", "example", "xpbx.example"])
def test_a_listed_domain_is_only_itself(domain: str) -> None:
    """Neither what lies below it nor what ends like it."""
    raw = a_letter(sender=f"a@{domain}", subject="New message 1 in mailbox 1", fields=ASTERISK)

    assert mail_of(raw, {"pbx.example": "asterisk"}).defects[-1:] == (SUSPECTED_FAKE,)


def test_a_listed_domain_may_be_written_in_any_form() -> None:
    """Upper case and letters beyond ASCII are the same domain."""
    raw = a_letter(
        sender="a@xn--bro-hoa.example",
        subject="New message 1 in mailbox 1",
        fields=ASTERISK,
        text="x",
    )

    assert voicemail_of(raw, {"Büro.example": "asterisk"}).provider == "asterisk"


@pytest.mark.parametrize(
    ("subject", "more"),
    [
        (RINGING, {"text": "From: ANN (206) 555-0119\nLength: 0:09\n"}),
        ("Voice Mail (9 seconds)", {"fields": {"Content-Class": "voice-ca"}}),
        ("Voicemail from ANN <2125550142> 00:00:09", {"fields": {"X-Voicemail-Length": "9"}}),
        ("Voice message", {"fields": {"Message-Context": "voice-message"}}),
        ("Hello", {"fields": ASTERISK}),
        ("New Voicemail Message from (916) 555-0123", {"fields": {"X-Mailer": "Twilio Twimlets"}}),
        (
            "New Voicemail",
            {"parts": (an_attachment(b"<html>", name="VM_0142.wav.html", kind="text/html"),)},
        ),
        ("You have 1 new voice message", {"text": "Listen: https://evil.example/x"}),
        ("[EXTERNAL] New voicemail received 00:22", {"text": "https://evil.example/x"}),
        (
            "VM from +1 212 555 0142",
            {"parts": (an_attachment(b"PK\3\4", name="vm.zip", kind="application/zip"),)},
        ),
        ("Missed call from +1 212 555 0142", {"text": "Call back: https://evil.example/x"}),
    ],
)
def test_what_looks_like_a_notification_is_told(subject: str, more: dict[str, Any]) -> None:
    """The form of a provider, or a promise of a voicemail with something to click on."""
    raw = a_letter(sender="it@evil.example", subject=subject, **{"text": "x", **more})

    assert mail_of(raw).defects[-1:] == (SUSPECTED_FAKE,)


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Re: New voicemail from (212) 555-0142", "I called her. https://example.com"),
        ("Voicemail policy", "Please read https://example.com"),
        ("Voicemail", "Your mailbox is full, mate. https://example.com"),
        ("New voicemail system on Monday", "See https://example.com"),
        ("Invoice 2125550142", "Attached."),
        ("Missed call", "Sorry, I was out. Call me!"),
        ("Call for papers", "https://example.com"),
    ],
)
def test_people_may_write_about_voicemail(subject: str, text: str) -> None:
    """That a word of it is said makes no fake."""
    raw = a_letter(sender="al@friend.example", subject=subject, text=text)

    assert mail_of(raw).defects == ()


def test_an_attached_notification_is_not_one() -> None:
    """What somebody forwards as an attachment was not written to us."""
    inner = "Content-Type: message/rfc822\r\n\r\n" + google().decode()
    raw = a_letter(sender="al@friend.example", subject="look", text="see below", parts=(inner,))

    assert mail_of(raw).defects == ()


def test_the_header_tells_that_the_rest_must_be_read() -> None:
    """Of a provider's mail; of nothing that is certainly no call."""

    def may_be_call(raw: bytes) -> bool:
        event = read_header(raw, arrival=an_arrival(), reading=reading({"pbx.example": "asterisk"}))
        return event.kind == "email" and event.may_be_call

    assert may_be_call(google())
    assert may_be_call(a_letter(sender="a@pbx.example", subject="x", fields=ASTERISK))
    assert not may_be_call(a_letter(sender="a@pbx.example", subject="Your new password"))
    assert not may_be_call(a_letter(sender="al@friend.example", subject="Lunch?"))
    assert not may_be_call(a_letter(sender="al@friend.example", subject="Invoice"))


def test_the_providers_mail_goes_with_the_event() -> None:
    """So that rules can look at its fields, its size and its recordings."""
    found = voicemail_of(google(parts=(an_attachment(),)))

    assert found.mail.from_[0].address == "voice-noreply@google.com"
    assert found.mail.content is not None
    assert found.mail.content.has_audio
    assert not found.mail.may_be_call


@pytest.mark.parametrize(
    "provider", ["asterisk", "exchange_um", "freeswitch", "3cx", "cisco_unity", "omtp_vvm"]
)
@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Missed call", "I tried at noon. https://example.com"),
        ("Missed call from you", "Sorry, I was out."),
        ("Voicemail from the boss", "He wants to see you."),
        ("Voicemail", "see below\n\n> New message 1 in mailbox 7\n> from 2125550142"),
    ],
)
def test_people_write_from_the_domain_of_an_exchange_too(
    provider: str, subject: str, text: str
) -> None:
    """A subject is not enough without a caller, a recording or a mark of the exchange."""
    raw = a_letter(sender="bob@pbx.example", subject=subject, text=text)

    assert mail_of(raw, {"pbx.example": provider}).defects == ()
