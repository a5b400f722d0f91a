"""Notifications of systems that nobody knows, of domains that the account lists."""

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

LISTED = {"pbx.example": "generic"}


def a_report(
    subject: str = "New voicemail", text: str = "From: (212) 555-0142", **more: Any
) -> bytes:
    """What some system sends."""
    return a_letter(sender="pbx@pbx.example", subject=subject, text=text, **more)


@pytest.mark.parametrize(
    "text",
    [
        "From: (212) 555-0142\nLength: 0:42\nMailbox: 12",
        "Caller ID: ANN LEE <2125550142>\nDuration: 42 seconds\nExtension: 12",
        "Caller Number: 212-555-0142\nCaller Name: ANN LEE\nDuration: 00:42\nMailbox: 12",
        "* Phone: +1 212 555 0142\n* Recording length: 42s\n* Mailbox: 12",
        "From (Name): ANN\nFrom (Number): 2125550142\nLength: 0:42 seconds\nMailbox: 12",
        'From: "ANN" <2125550142> on Monday, May 3, 2025 at 4:06 PM, duration: 0:42\nMailbox: 12',
        "Anrufer: +12125550142\nDauer: 42 Sekunden\nPostfach: 12",
        "Appelant : +12125550142\nDurée : 0:42\nBoîte vocale : 12",
        "Llamante: +12125550142\nDuración: 00:00:42\nBuzón: 12",
        "Beller: +12125550142\nDuur: 42\nPostvak: 12",
        "From:\n(212) 555-0142\nLength:\n0:42\nMailbox:\n12",
    ],
)
def test_labelled_lines_are_read_in_several_languages(text: str) -> None:
    """Caller, length and mailbox, by the labels that systems use."""
    found = voicemail_of(a_report(text=text), LISTED)

    assert found.caller.number == "+12125550142"
    assert (found.duration, found.called.mailbox) == (timedelta(seconds=42), "12")


def test_a_table_in_html_is_read_too() -> None:
    """Each row is a line."""
    html = (
        "<table><tr><td>Caller:</td><td>ANN LEE (212) 555-0142</td></tr>"
        "<tr><td>Length:</td><td>0:42</td></tr></table><p>Transcript: Hi there.</p>"
    )
    found = voicemail_of(a_report(text="", html=html), LISTED)

    assert (found.caller.number, found.caller.name) == ("+12125550142", "ANN LEE")
    assert (found.duration, found.transcript) == (timedelta(seconds=42), "Hi there.")


def test_a_recording_makes_up_for_the_subject() -> None:
    """If there is a caller."""
    found = voicemail_of(a_report("Line 2", parts=(an_attachment(),)), LISTED)

    assert (found.duration, len(found.audio)) == (timedelta(seconds=2), 1)


def test_a_caller_in_the_subject_is_enough() -> None:
    """The text may be nothing but a greeting."""
    found = voicemail_of(a_report("New voicemail from ANN LEE (212) 555-0142", "Hello!"), LISTED)

    assert (found.caller.number, found.caller.name) == ("+12125550142", "ANN LEE")


@pytest.mark.parametrize("subject", ["Missed call from 212-555-0142", "Anruf in Abwesenheit"])
def test_a_missed_call_is_a_call(subject: str) -> None:
    """The subject says so, and there is no recording."""
    assert call_of(a_report(subject), LISTED).caller.number == "+12125550142"


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("New fax from (212) 555-0142", "From: (212) 555-0142"),
        ("Text message from (212) 555-0142", "From: (212) 555-0142"),
        ("Voicemail", "Your password for the voicemail was changed."),
        ("Invoice", "From: (212) 555-0142"),
        ("Voicemail greeting saved", "From: (212) 555-0142"),
        ("Call recording from (212) 555-0142", "From: (212) 555-0142"),
        ("Re: New voicemail", "From: (212) 555-0142"),
    ],
)
def test_what_lacks_something_stays_mail(subject: str, text: str) -> None:
    """Faxes, texts, greetings, answers; and whatever has no caller or speaks of no voicemail."""
    assert mail_of(a_report(subject, text), LISTED).defects == ()


def test_a_domain_listed_as_generic_may_run_anything_that_is_known() -> None:
    """The surer reader goes first."""
    fields = {"X-Asterisk-CallerID": "2125550142", "Message-ID": "<Asterisk-1-2-77-3@pbx.example>"}

    assert voicemail_of(a_report("Hey", "Hey", fields=fields), LISTED).provider == "asterisk"


def test_a_table_without_colons_is_read_too() -> None:
    """If what stands beside the label is a number."""
    html = (
        "<table><tr><td>From</td><td>(212) 555-0142</td></tr>"
        "<tr><td>Duration</td><td>0:42</td></tr></table>"
    )
    found = voicemail_of(a_report(text="", html=html, parts=(an_attachment(),)), LISTED)

    assert (found.caller.number, found.duration) == ("+12125550142", timedelta(seconds=42))


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("New VM from 2125550142", ""),
        ("Voice Message: 2125550142", ""),
        ("0:21 Voice Message from Ann Lee (2125550142)", ""),
        ("New voicemail for Sales from 212-555-0142 (0:21)", "Hello"),
        ("Main Line has a new voicemail", "New voicemail from Ann Lee (212) 555-0142\n"),
        ("New Voicemail", "You have received a voicemail from Ann Lee (+1 212-555-0142)"),
        ("You have 2 new voicemails", "Caller: 212-555-0142"),
        ("Voicemail Message (2125550142 > Dana Doe) From:2125550142", ""),
        ("You have received a new voice message from 2125550142 (ANN LEE)", ""),
        ("New voicemail from 212 555 0142 (Dauer 00:21)", ""),
        ("Voicemail transcription from 2125550142", "Hi."),
    ],
)
def test_subjects_of_many_systems_are_read(subject: str, text: str) -> None:
    """Ooma, sipXecs, Dialpad, Zoom, IP Office and others, by the little they have in common."""
    raw = a_report(subject, text, parts=(an_attachment(),))
    found = voicemail_of(raw, LISTED)

    assert (found.provider, found.caller.number) == ("generic", "+12125550142")


def test_a_name_alone_is_no_caller_where_nothing_speaks_of_a_voicemail() -> None:
    """People at that domain send music as well."""
    raw = a_report("My new song", "From: me\nListen!", parts=(an_attachment(),))

    assert mail_of(raw, LISTED).defects == ()


@pytest.mark.parametrize(
    "prefix", ["Fwd: ", "FW: ", "WG: ", "TR: ", "RV: ", "Doorst: ", "VB: ", "PD: ", "Re: "]
)
def test_a_forwarded_copy_does_not_count(prefix: str) -> None:
    """Somebody of the house passes it on; the call was counted when it came."""
    raw = a_report(f"{prefix}New voicemail from 212-555-0142", "Caller: 212-555-0142")

    assert mail_of(raw, LISTED).defects == ()


@pytest.mark.parametrize(
    "subject",
    [
        "Neue Voicemail-Nachricht von 0301234567",
        "Anrufbeantworter: Nachricht von 0301234567",
        "Nachricht auf Ihrem Anrufbeantworter von 0301234567",
        "Sprachbox: Neue Nachricht von 030 1234567",
    ],
)
def test_german_systems_have_many_words(subject: str) -> None:
    """For the machine as well as for what it recorded."""
    found = voicemail_of(a_report(subject, "", parts=(an_attachment(),)), LISTED, region="DE")

    assert found.caller.number == "+49301234567"


def test_name_and_number_in_one_cell_are_a_caller() -> None:
    """A table without colons, with the number in brackets."""
    html = (
        "<table><tr><th>Caller</th><td>ANN LEE &lt;2125550142&gt;</td></tr>"
        "<tr><th>Duration</th><td>42 seconds</td></tr></table>"
    )
    found = voicemail_of(a_report(text="", html=html, parts=(an_attachment(),)), LISTED)

    assert (found.caller.number, found.caller.name) == ("+12125550142", "ANN LEE")
