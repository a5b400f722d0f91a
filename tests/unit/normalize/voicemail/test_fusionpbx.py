"""Notifications of FusionPBX."""

from datetime import timedelta
from typing import Any

import pytest

from screener.domain.record.event import CallerId
from tests.unit.normalize.voicemail.letters import (
    a_letter,
    an_attachment,
    call_of,
    mail_of,
    voicemail_of,
)

FUSION = {"fusion.example": "fusionpbx"}
PAGE = (
    '<html><body>Voicemail from José <a href="tel:3035550177">3035550177</a><br /><br />\n'
    "To 1002@fusion.example (Front desk)<br />\nReceived Friday    20 Nov 2026 02:05:09 PM<br />\n"
    "Length 00:00:07<br />\nMessage Attached<br />\n<br />\nTranscription<br />\n"
    "I am late.<br />Length 09:09:09</body></html>"
)


def a_report(**differently: Any) -> bytes:
    """The English template with a transcript."""
    ordinary: dict[str, Any] = {
        "sender": "Voicemail <voicemail@fusion.example>",
        "subject": "=?utf-8?q?Voicemail_from_Jos=C3=A9_<3035550177>_00:00:07?=",
        "html": PAGE,
        "parts": (an_attachment(name="msg_0c6e0d3e-6d0b-4f0e-8e3a-5b1d0f0a7788.wav"),),
    }
    return a_letter(**ordinary | differently)


def test_labels_without_colons_are_read() -> None:
    """Mailbox, its name, the length and the transcript, which may not forge any of them."""
    found = voicemail_of(a_report(), FUSION)

    assert (found.caller.number, found.caller.name) == ("+13035550177", "José")
    assert (found.called.mailbox, found.called.name) == ("1002", "Front desk")
    assert found.duration == timedelta(seconds=7)
    assert found.transcript.startswith("I am late.")


@pytest.mark.parametrize(
    "subject",
    [
        "Sprachnachricht von José <3035550177> 00:00:07",
        "Nouveau message vocal de José <3035550177> 00:00:07",
        "Voicemail from José <3035550177>",
        "Meddelande José <3035550177> 00:00:07",
    ],
)
def test_the_number_is_read_in_any_language(subject: str) -> None:
    """The form tells it where the words are not known."""
    found = voicemail_of(a_report(subject=subject), FUSION)

    assert found.caller.number == "+13035550177"
    assert found.duration == timedelta(seconds=7)


@pytest.mark.parametrize(
    "subject", ["Missed Call from Al <3035550177>", "Verpasster Anruf von Al <3035550177>"]
)
def test_a_missed_call_is_a_call(subject: str) -> None:
    """The twin of the template, in the languages that are known."""
    found = call_of(a_report(subject=subject, html="<p>x</p>", parts=()), FUSION)

    assert (found.provider, found.caller.number, found.caller.name) == (
        "fusionpbx",
        "+13035550177",
        "Al",
    )


def test_a_link_is_kept_where_there_is_no_recording() -> None:
    """The administrator chooses between attachment and link."""
    url = "https://fusion.example/app/voicemail_msg.php?id=1&uuid=0c6e0d3e-6d0b-4f0e-8e3a-5b1d0f0a7788"
    page = PAGE.replace("Message Attached", f'Message <a href="{url}">Listen</a>')
    found = voicemail_of(a_report(html=page, parts=()), FUSION)

    assert (found.playback_url, found.audio) == (url, ())


def test_other_mail_of_the_exchange_stays_mail() -> None:
    """A listed domain sends more than calls."""
    raw = a_report(subject="Your password was changed", html="<p>To you</p>", parts=())

    assert mail_of(raw, FUSION).defects == ()


def test_the_page_tells_the_caller_where_the_subject_is_another() -> None:
    """Templates can be edited."""
    found = voicemail_of(a_report(subject="Something new"), FUSION)

    assert (found.caller.number, found.caller.name) == ("+13035550177", "José")


def test_who_is_nowhere_to_be_read_is_not_anonymous() -> None:
    """That a template is not understood must not close a door."""
    found = voicemail_of(a_report(subject="Nytt", html="<p>Length 00:00:07</p>"), FUSION)

    assert (found.caller.status, found.caller.withheld) == (CallerId.UNPARSABLE, False)


def test_an_empty_place_is_an_unknown_caller() -> None:
    """There the exchange itself knew nobody."""
    found = voicemail_of(a_report(subject="Voicemail from  <> 00:00:07"), FUSION)

    assert (found.caller.status, found.caller.withheld) == (CallerId.UNAVAILABLE, True)


@pytest.mark.parametrize(
    ("subject", "html"),
    [
        (
            "Sprachnachricht von José <3035550177> 00:00:08",
            (
                "Neue Sprachnachricht<br />Nebenstelle 1002@fusion.example (Empfang)<br />"
                'Anrufer <a href="tel:3035550177">3035550177</a><br />Lä nge 00:00:08<br />'
            ),
        ),
        (
            "Messagerie vocale à partir de José <3035550177> 00:00:08",
            (
                'Messagerie vocale à partir de José <a href="tel:3035550177">3035550177</a><br />'
                "À 1002@fusion.example (Empfang)<br />Reçu hier<br />Longueur 00:00:08<br />"
            ),
        ),
    ],
)
def test_the_german_and_the_french_template_are_read(subject: str, html: str) -> None:
    """With the words that their authors took, and the space that one of them left in."""
    found = voicemail_of(a_report(subject=subject, html=html), FUSION)
    by_text = voicemail_of(a_report(subject=subject.rpartition(" ")[0], html=html), FUSION)

    assert (found.caller.number, found.caller.name) == ("+13035550177", "José")
    assert (found.called.mailbox, found.called.name) == ("1002", "Empfang")
    assert found.duration == by_text.duration == timedelta(seconds=8)


@pytest.mark.parametrize(
    ("subject", "rang"),
    [
        ("Missed Call from Al <3035550177>", "to 1002 ext 1003"),
        ("Verpasster Anruf von Al <3035550177>", "an 1002 Nebenstelle 1003"),
        ("Appel manqué de Al <3035550177>", "À 1002 ext 1003"),
    ],
)
def test_a_missed_call_tells_where_it_rang(subject: str, rang: str) -> None:
    """The extension that was dialled, at the end of the one sentence."""
    html = f'Al &lt;<a href="tel:3035550177">3035550177</a>&gt; {rang}\n'
    found = call_of(a_report(subject=subject, html=html, parts=()), FUSION)

    assert (found.caller.number, found.called.mailbox) == ("+13035550177", "1003")
