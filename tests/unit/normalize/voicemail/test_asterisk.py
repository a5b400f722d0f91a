"""Notifications of Asterisk and FreePBX."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from screener.domain.record.event import CallerId, TimeSource
from tests.unit.normalize.voicemail.letters import (
    a_letter,
    an_attachment,
    call_of,
    mail_of,
    voicemail_of,
)

PBX = {"pbx.example": "asterisk"}
TEXT = (
    "Dear Me:\n\n\tJust wanted to let you know you were just left a 0:09 long message (number 1)\n"
    "in mailbox 1001 from ANN LEE, on Friday, November 20, 2026 at 09:21:14 AM so you might\n"
    "want to check it when you get a chance.  Thanks!\n\n\t\t\t\t--Asterisk\n"
)
FREEPBX = (
    "Me,\n\nThere is a new voicemail in mailbox 200:\n\n\tFrom:\t{caller}\n"
    "\tLength:\t{length} seconds\n\tDate:\tFriday\n\nDial *98 to access your voicemail.\n"
)


def a_report(fields: dict[str, str] | None = None, **differently: Any) -> bytes:
    """What app_voicemail sends by default, with the caller known by name only in the text."""
    known = {
        "Message-ID": "<Asterisk-1-1804289383-1001-2211@pbx.example>",
        "X-Asterisk-CallerID": "2125550142",
        "X-Asterisk-CallerIDName": "ANN LEE",
    }
    ordinary: dict[str, Any] = {
        "sender": "Asterisk PBX <asterisk@pbx.example>",
        "subject": "[PBX]: New message 1 in mailbox 1001",
        "text": TEXT,
        "fields": known if fields is None else known | fields,
        "parts": (an_attachment(),),
    }
    return a_letter(**ordinary | differently)


def test_the_fields_tell_the_caller_whom_the_text_only_names() -> None:
    """Number and name come from X-Asterisk-…, mailbox and length from subject and text."""
    found = voicemail_of(a_report(), PBX)

    assert (found.caller.number, found.caller.name) == ("+12125550142", "ANN LEE")
    assert found.called.mailbox == "1001"
    assert found.duration == timedelta(seconds=9)
    assert [(one.container, one.codec) for one in found.audio] == [("wav", "pcm_s16le")]


def test_an_unknown_caller_is_unavailable() -> None:
    """Both fields are left out then, and the text says so in words."""
    raw = a_report(
        {"X-Asterisk-CallerID": "", "X-Asterisk-CallerIDName": ""},
        text=TEXT.replace("ANN LEE", "an unknown caller"),
    )
    caller = voicemail_of(raw, PBX).caller

    assert (caller.number, caller.status, caller.withheld) == (None, CallerId.UNAVAILABLE, True)


@pytest.mark.parametrize(
    ("length", "seconds"), [("0:14", 14), ("1:05", 65), ("14", 14), ("1:00:02", 3602)]
)
def test_freepbx_writes_minutes_and_calls_them_seconds(length: str, seconds: int) -> None:
    """`0:14 seconds` is fourteen seconds."""
    text = FREEPBX.format(caller='"Bo" <2125550142>', length=length)
    raw = a_report(subject="PBX Voicemail Notification", text=text, parts=())
    found = voicemail_of(raw, PBX)

    assert found.duration == timedelta(seconds=seconds)
    assert found.audio == ()


def test_the_text_tells_the_caller_where_the_fields_were_lost() -> None:
    """A relay that rewrites Message-ID and drops fields leaves subject and text."""
    text = FREEPBX.format(caller='"Bo" <2125550142>', length="0:02")
    raw = a_report(subject="PBX Voicemail Notification", text=text, fields={})
    raw = raw.replace(b"X-Asterisk", b"X-Dropped").replace(b"<Asterisk-", b"<1-")
    found = voicemail_of(raw, PBX)

    assert (found.caller.number, found.caller.name) == ("+12125550142", "Bo")
    assert found.called.mailbox == "200"


def test_messages_stored_over_imap_tell_everything_in_fields() -> None:
    """X-Asterisk-VM-… go before the text, and the time of the call before Date."""
    stored = {
        "X-Asterisk-VM-Extension": "300",
        "X-Asterisk-VM-Caller-ID-Num": "+442079460012",
        "X-Asterisk-VM-Caller-ID-Name": "Cy",
        "X-Asterisk-VM-Duration": "31",
        "X-Asterisk-VM-Flag": "Urgent",
        "X-Asterisk-VM-Message-Type": "Message",
        "X-Asterisk-VM-Orig-time": "1795000000",
    }
    found = voicemail_of(a_report(stored), PBX)

    assert (found.caller.number, found.caller.name) == ("+442079460012", "Cy")
    assert (found.called.mailbox, found.duration) == ("300", timedelta(seconds=31))
    assert found.urgent
    assert found.at == datetime.fromtimestamp(1795000000, UTC)
    assert found.time_source is TimeSource.PROVIDER_HEADER


@pytest.mark.parametrize(
    "subject",
    ["New Urgent message 2 in mailbox 1001", "[Office]: New Urgent message 2 in mailbox 1001"],
)
def test_the_subject_tells_that_it_is_urgent(subject: str) -> None:
    """The flag stands before the word message."""
    assert voicemail_of(a_report(subject=subject), PBX).urgent


def test_a_pager_mail_is_a_voicemail() -> None:
    """It has neither fields nor a recording."""
    raw = a_report(
        {"X-Asterisk-CallerID": "", "X-Asterisk-CallerIDName": ""},
        subject="New VM",
        text='New 0:09 long  msg in box 1001\nfrom "Al" <2125550142>, on Friday\n',
        parts=(),
    )
    found = voicemail_of(raw, PBX)

    assert found.caller.number == "+12125550142"
    assert (found.called.mailbox, found.duration) == ("1001", timedelta(seconds=9))


def test_a_colleague_calls_from_inside() -> None:
    """A short number is an extension and nothing that can be dialled from everywhere."""
    caller = voicemail_of(a_report({"X-Asterisk-CallerID": "204"}), PBX).caller

    assert (caller.number, caller.extension, caller.status) == (None, "204", CallerId.INTERNAL)
    assert not caller.withheld


@pytest.mark.parametrize(
    ("fields", "subject"),
    [
        ({}, "New greeting 'unavail' on Friday."),
        ({"X-Asterisk-VM-Message-Type": "unavail"}, "New message 1 in mailbox 1001"),
    ],
)
def test_a_recorded_greeting_is_mail(fields: dict[str, str], subject: str) -> None:
    """Nobody called."""
    assert mail_of(a_report(fields, subject=subject), PBX).defects == ()


def test_an_introduction_is_told_from_the_message() -> None:
    """Who forwards a message may speak a few words before it."""
    parts = (an_attachment(name="msgintro0000.wav"), an_attachment(name="msg0000.wav"))
    found = voicemail_of(a_report(parts=parts), PBX)

    assert [one.role for one in found.audio] == ["intro", "message"]


@pytest.mark.parametrize("length", ["Länge: 0:12", "Durée: 0:12", "Length 0:12"])
def test_a_template_of_the_administrators_own_is_read(length: str) -> None:
    """In any language: what the exchange puts into it has a form, and Message-ID is its own."""
    raw = a_report(
        {"X-Asterisk-CallerID": "", "X-Asterisk-CallerIDName": ""},
        subject="Du hast Post",
        text=f'Hallo, eine neue Nachricht, "ANN LEE" <2125550142>, {length}\nTschüss\n',
    )
    found = voicemail_of(raw, PBX)

    assert (found.caller.number, found.caller.name) == ("+12125550142", "ANN LEE")
    assert (found.called.mailbox, found.duration) == ("1001", timedelta(seconds=12))


@pytest.mark.parametrize(
    "subject", ["Missed call from 2125550142", "Verpasster Anruf von ANN LEE (2125550142)"]
)
def test_a_listed_exchange_may_report_a_missed_call(subject: str) -> None:
    """The subject says so, and no field has to."""
    raw = a_letter(sender="a@pbx.example", subject=subject, text="You missed a call.")

    assert call_of(raw, PBX).caller.number == "+12125550142"


def test_the_form_of_the_subject_is_a_claim() -> None:
    """Without any field; of a domain that nobody listed it is a fake."""
    raw = a_letter(sender="a@other.example", subject="New message 1 in mailbox 1001", text=TEXT)

    assert mail_of(raw, PBX).defects == ("suspected-fake-voicemail",)


def test_a_gsm_recording_is_known_by_its_frames() -> None:
    """Each begins with the same four bits, and some of them look like text."""
    frames = an_attachment(b"\xd3" * 33 * 50, name="msg0000.gsm", kind="audio/x-gsm")
    found = voicemail_of(a_report(parts=(frames,)), PBX)

    assert [(one.codec, one.length) for one in found.audio] == [("gsm", timedelta(seconds=1))]
