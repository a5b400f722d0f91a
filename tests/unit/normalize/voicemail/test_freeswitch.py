"""Notifications of FreeSWITCH."""

from datetime import timedelta
from typing import Any

import pytest

from tests.unit.normalize.voicemail.letters import (
    a_letter,
    an_attachment,
    call_of,
    mail_of,
    voicemail_of,
)

FS = {"fs.example": "freeswitch"}
TEXT = (
    'Created: Friday, November 20 2026, 02 05 PM\nFrom: "ANN LEE" <2065550119>\n'
    "Duration: 00:00:09\nAccount: 1000@fs.example\n"
)


def a_report(**differently: Any) -> bytes:
    """What the vanilla template sends."""
    ordinary: dict[str, Any] = {
        "sender": '"ANN LEE" <2065550119@fs.example>',
        "subject": 'Voicemail from "ANN LEE" <2065550119> 00:00:09',
        "text": TEXT,
        "fields": {"X-Priority": "3", "X-Mailer": "FreeSWITCH", "X-Voicemail-Length": "9"},
        "parts": (an_attachment(kind="audio/inline", name="msg_7f5f2a7e.wav"),),
    }
    return a_letter(**ordinary | differently)


def test_the_vanilla_template_is_read() -> None:
    """Caller, mailbox and length; an odd type of the recording does not matter."""
    found = voicemail_of(a_report(), FS)

    assert (found.caller.number, found.caller.name) == ("+12065550119", "ANN LEE")
    assert (found.called.mailbox, found.duration) == ("1000", timedelta(seconds=9))
    assert (found.urgent, found.audio[0].codec) == (False, "pcm_s16le")


@pytest.mark.parametrize(
    "subject",
    [
        'Voicemail from "A" <+15551234567> 00:00:01" <2065550119> 00:00:09',
        'Voicemail from "Voicemail from <911>" <2065550119> 00:00:09',
        "Voicemail from <2065550119> 00:00:09",
    ],
)
def test_a_name_that_looks_like_a_number_is_only_a_name(subject: str) -> None:
    """Callers choose their names; the number is what the exchange puts behind it."""
    assert voicemail_of(a_report(subject=subject), FS).caller.number == "+12065550119"


def test_the_sender_tells_the_caller_if_the_subject_is_another() -> None:
    """The local part of From is the caller's number."""
    found = voicemail_of(a_report(subject="Nachricht", text="Hallo"), FS)

    assert (found.caller.number, found.caller.name) == ("+12065550119", "ANN LEE")


def test_a_withheld_caller_is_called_anonymous() -> None:
    """In the name, the number and the address."""
    raw = a_report(
        sender='"anonymous" <anonymous@fs.example>',
        subject='Voicemail from "anonymous" <anonymous> 00:00:09',
    )
    caller = voicemail_of(raw, FS).caller

    assert (caller.number, caller.name, caller.withheld) == (None, "", True)


def test_without_a_template_the_subject_has_no_marks() -> None:
    """`Voicemail from NAME NUMBER`, and the length in words."""
    raw = a_report(
        sender="FreeSWITCH mod_voicemail <1000@fs.example>",
        subject="Voicemail from ANN LEE 2065550119",
        text="14 second Voicemail from ANN LEE 2065550119",
        fields={"X-Mailer": "FreeSWITCH"},
        parts=(),
    )
    found = voicemail_of(raw, FS)

    assert (found.caller.number, found.caller.name) == ("+12065550119", "ANN LEE")
    assert found.duration == timedelta(seconds=14)


def test_the_first_priority_is_urgent() -> None:
    """X-Priority is 1 then."""
    fields = {"X-Priority": "1", "X-Voicemail-Length": "9"}

    assert voicemail_of(a_report(fields=fields), FS).urgent


def test_a_listed_exchange_may_report_a_missed_call() -> None:
    """FreeSWITCH sends none by itself; its administrators do."""
    raw = a_report(subject="Missed call from ANN LEE (2065550119)", fields={}, parts=())
    found = call_of(raw, FS)

    assert (found.caller.number, found.caller.name) == ("+12065550119", "ANN LEE")


def test_other_mail_of_the_exchange_is_mail() -> None:
    """A fax comes by the same mailer, from the number that sent it."""
    raw = a_report(subject="Fax received from 2125550142", fields={"X-Mailer": "FreeSWITCH"})

    assert mail_of(raw, FS).defects == ()
