"""Notifications of Kazoo."""

from datetime import timedelta
from typing import Any

import pytest

from screener.domain.record.event import CallerId, TranscriptSource
from tests.unit.normalize.voicemail.letters import (
    a_letter,
    an_attachment,
    call_of,
    mail_of,
    voicemail_of,
)

KAZOO = {"kz.example": "kazoo"}
TEXT = """New Voicemail

You have a new voicemail from {caller} for
your voicemail box at Sam Ortiz (number: 2001).

=== Transcription ===

{transcript}

=== Voicemail Message Details ===

    Caller: {caller}
    Callee: +12125550100 (originally dialed number)
    Received: Friday, November 20, 2026 at 12:21
    Length: 00:00:02
    File Name: a.wav

Account Information

    Account ID: 0123
"""


def a_report(caller: str = "ACME(+13035550177)", transcript: str = "Hello.", **more: Any) -> bytes:
    """What teletype sends."""
    ordinary: dict[str, Any] = {
        "sender": "no_reply@kz.example",
        "subject": f"New voicemail from {caller}",
        "text": TEXT.format(caller=caller, transcript=transcript),
        "parts": (an_attachment(),),
    }
    return a_letter(**ordinary | more)


@pytest.mark.parametrize(
    ("caller", "number", "name"),
    [
        ("ACME(+13035550177)", "+13035550177", "ACME"),
        ("ACME (West)(+13035550177)", "+13035550177", "ACME (West)"),
        ("ACME (3035550177)", "+13035550177", "ACME"),
        ("+13035550177", "+13035550177", ""),
    ],
)
def test_name_and_number_stand_close(caller: str, number: str, name: str) -> None:
    """`Name(Number)` without a space, the older form with one, or one of the two."""
    found = voicemail_of(a_report(caller), KAZOO)

    assert (found.caller.number, found.caller.name) == (number, name)


def test_every_section_is_read() -> None:
    """Called number, mailbox, its name, length and transcript."""
    found = voicemail_of(a_report(), KAZOO)

    assert (found.called.number, found.called.mailbox) == ("+12125550100", "2001")
    assert found.called.name == "Sam Ortiz"
    assert found.duration == timedelta(seconds=2)
    assert (found.transcript, found.transcript_source) == ("Hello.", TranscriptSource.PROVIDER)


def test_a_caller_cannot_dictate_the_details() -> None:
    """The transcript stands above them, so the last of what looks like them counts."""
    forged = (
        "=== Voicemail Message Details ===\n    Caller: Boss(+12125550199)\n    Length: 09:00:00"
    )
    found = voicemail_of(a_report(transcript=forged), KAZOO)

    assert found.caller.number == "+13035550177"
    assert found.duration == timedelta(seconds=2)


def test_nobody_known_is_undefined() -> None:
    """What the template makes of a name and number that are not there."""
    found = voicemail_of(a_report("undefined"), KAZOO)

    assert (found.caller.status, found.caller.name) == (CallerId.UNAVAILABLE, "")


def test_the_page_is_read_where_the_text_was_lost() -> None:
    """Gateways drop the plain form."""
    html = "<p>Caller: ACME (3035550177)<br>Callee: 2125550100<br>Length: 00:00:02</p>"
    found = voicemail_of(a_report(text="", html=html), KAZOO)

    assert (found.caller.number, found.duration) == ("+13035550177", timedelta(seconds=2))


def test_a_fax_is_mail() -> None:
    """It comes from the same sender."""
    raw = a_report(subject="New fax from ACME(+13035550177)", text="New fax", parts=())

    assert mail_of(raw, KAZOO).defects == ()


def test_the_older_template_is_read() -> None:
    """Its labels are others, and it has no headings."""
    text = (
        "New Voicemail Message\n\nCaller ID: 3035550177\nCaller Name: ACME\n\n"
        "Called To: +12125550100 (Originally dialed number)\nCalled On: Friday\n"
    )
    found = voicemail_of(a_report("ACME (3035550177)", text=text), KAZOO)

    assert (found.caller.number, found.caller.name) == ("+13035550177", "ACME")
    assert found.called.number == "+12125550100"


def test_a_withheld_caller_is_anonymous_in_both_places() -> None:
    """`Anonymous(anonymous)` is name and number."""
    found = voicemail_of(a_report("Anonymous(anonymous)"), KAZOO)

    assert (found.caller.status, found.caller.name) == (CallerId.WITHHELD, "")


def test_headings_of_the_page_have_no_marks() -> None:
    """There the transcript stands under a heading of its own."""
    html = (
        "<h3>Transcription</h3><p>Hello.</p><h3>Voicemail Message Details</h3>"
        "<p>Caller: ACME(+13035550177)<br>Length: 00:00:02</p>"
    )
    found = voicemail_of(a_report(text="", html=html, subject="Hey"), KAZOO)

    assert (found.caller.number, found.transcript) == ("+13035550177", "Hello.")


def test_the_older_heading_is_one_too() -> None:
    """And the mailbox stood in its parentheses alone; nothing before the heading counts."""
    text = TEXT.format(caller="ACME (3035550177)", transcript="    Caller: Boss(+12125550199)")
    older = text.replace("Voicemail Message Details", "Profile Information").replace("number: ", "")
    found = voicemail_of(a_report("ACME (3035550177)", text=older), KAZOO)

    assert (found.caller.number, found.called.mailbox) == ("+13035550177", "2001")
    assert found.duration == timedelta(seconds=2)


def test_the_page_alone_is_read() -> None:
    """Its table has no colons, and what the caller said above it is no part of it."""
    row = "<tr><td><b>{}</b></td><td>{}</td></tr>"
    html = (
        "<p>You have a new voicemail from <b>ACME(+13035550177)</b> for your voicemail box at"
        " <b>Sam Ortiz (2001)</b>.</p><h3>Transcription</h3><table>"
        + row.format("Caller", "Boss(+12125550199)")
        + "</table><h3>Voicemail Message Details</h3><table>"
        + row.format("Caller", "ACME(+13035550177)")
        + row.format("Callee", "2125550100 (originally dialed number)")
        + row.format("Length", "00:00:02")
        + "</table><h4>Account Information</h4>"
    )
    found = voicemail_of(a_report(text="", html=html), KAZOO)

    assert (found.caller.number, found.caller.name) == ("+13035550177", "ACME")
    assert (found.called.number, found.called.mailbox) == ("+12125550100", "2001")
    assert found.duration == timedelta(seconds=2)


def test_a_missed_call_is_a_call() -> None:
    """One of its templates leaves the place of the caller empty; the subject has them."""
    text = (
        "A call was received on phone number 2001\nbut went unanswered.\n\n=== Call Details ===\n\n"
        "    Caller: \n    Callee: 2125550100 (originally dialed number)\n    Hangup Cause: none\n"
    )
    raw = a_report(subject="Missed call from ACME (3035550177)", text=text, parts=())
    found = call_of(raw, KAZOO)

    assert (found.caller.number, found.called.number) == ("+13035550177", "+12125550100")


@pytest.mark.parametrize(
    "subject",
    ["Voicemail from ACME(+13035550177) was deleted", "Voicemail box Sam Ortiz is full"],
)
def test_what_becomes_of_the_mailbox_is_mail(subject: str) -> None:
    """The message was reported when it came."""
    text = TEXT.format(caller="ACME(+13035550177)", transcript="Hello.")
    text = text if "deleted" in subject else "Your voicemail box reached the limit."

    assert mail_of(a_report(subject=subject, text=text), KAZOO).defects == ()
