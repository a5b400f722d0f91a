"""Notifications of Google Voice."""

from typing import Any

import pytest

from screener.domain.record.event import CallerId
from tests.unit.normalize.voicemail.letters import a_letter, call_of, mail_of, voicemail_of

FLOWED = "text/plain; charset=UTF-8; format=flowed; delsp=yes"
PLAYER = "https://www.google.com/voice/fm/0000/TOKEN"
CURRENT = (
    "[image: Google Voice] <https://voice.google.com>\r\n\r\nHello, I am calling to  \r\nconfirm."
    f"\r\nBye.\r\n\r\nplay message <{PLAYER}>\r\n\r\n"
    "YOUR ACCOUNT <https://voice.google.com> HELP CENTER\r\n"
    "This email was sent to you because you asked.\r\n"
    "Google LLC 1600 Amphitheatre Pkwy (650) 253-0000\r\n"
)
LEGACY = (
    "Voicemail from Mr Wizard (415) 555-0134 at 4:19 PM\r\nTranscript: {transcript}\r\n"
    f"Play message:  \r\n{PLAYER}\r\n"
)


def a_report(subject: str = "New voicemail from (212) 555-0142", **more: Any) -> bytes:
    """The current layout, plain only."""
    ordinary: dict[str, Any] = {
        "sender": "Google Voice <voice-noreply@google.com>",
        "subject": subject,
        "text": CURRENT,
    }
    return a_letter(**ordinary | more).replace(b"text/plain; charset=utf-8", FLOWED.encode())


def test_the_transcript_stands_between_chrome_and_footer() -> None:
    """Soft line breaks are taken out, and Google's own number in the footer is nobody's."""
    found = voicemail_of(a_report())

    assert found.transcript == "Hello, I am calling to confirm.\nBye."
    assert (found.playback_url, found.caller.number) == (PLAYER, "+12125550142")
    assert (found.duration, found.audio) == (None, ())


def test_a_contact_is_named_in_the_subject_and_numbered_in_the_text() -> None:
    """The older layout."""
    text = LEGACY.format(transcript="Call me at four.")
    found = voicemail_of(a_report("New voicemail from Mr Wizard at 4:19 PM", text=text))

    assert (found.caller.number, found.caller.name) == ("+14155550134", "Mr Wizard")
    assert found.transcript == "Call me at four."


def test_a_failed_transcript_is_none() -> None:
    """Google says so in place of it."""
    text = LEGACY.format(transcript="Unable to transcribe this message.")

    assert voicemail_of(a_report("New voicemail from Mr Wizard", text=text)).transcript == ""


def test_a_contact_whose_number_is_nowhere_is_not_anonymous() -> None:
    """A known caller without a number must not meet what was closed for withheld ones."""
    caller = voicemail_of(a_report("New voicemail from Mr Wizard")).caller

    assert (caller.number, caller.withheld, caller.status) == (None, False, CallerId.UNPARSABLE)
    assert (caller.name, caller.raw) == ("Mr Wizard", "Mr Wizard")


@pytest.mark.parametrize("who", ["unknown caller", "Unknown", "Anonymous"])
def test_an_unknown_caller_is_anonymous(who: str) -> None:
    """The words stand where the number should."""
    assert voicemail_of(a_report(f"New voicemail from {who}")).caller.withheld


def test_an_html_only_notification_is_read() -> None:
    """The player's link is in the markup."""
    html = f'<html><body><p>Hello there.</p><a href="{PLAYER}">play message</a></body></html>'
    found = voicemail_of(a_report(text="", html=html))

    assert (found.playback_url, found.transcript) == (PLAYER, "Hello there.")


@pytest.mark.parametrize("who", ["(212) 555-0142", "Mr Wizard"])
def test_a_missed_call_is_a_call(who: str) -> None:
    """Of the same sender, without a message."""
    found = call_of(a_report(f"Missed call from {who}", text="<https://voice.google.com>\r\n"))

    assert found.provider == "google_voice"


@pytest.mark.parametrize(
    "subject",
    ["New text message from (212) 555-0142", "SMS from (212) 555-0142", "Your monthly summary"],
)
def test_texts_and_advice_are_mail(subject: str) -> None:
    """They come from the same sender and are no call."""
    assert mail_of(a_report(subject, text="Hi there")).defects == ()


def test_others_at_google_are_not_google_voice() -> None:
    """Whoever works there, or writes by way of its calendar, is authenticated as google.com too."""
    raw = a_report(sender="Google Voice <calendar-notification@google.com>")

    assert mail_of(raw).defects == ("suspected-fake-voicemail",)


def test_a_missed_call_of_a_contact_is_numbered_in_the_text() -> None:
    """As the older voicemails were."""
    text = "Missed call from: Mr Wizard (415) 555-0134 at 4:19 PM\r\n"

    assert call_of(a_report("Missed call from Mr Wizard", text=text)).caller.number == (
        "+14155550134"
    )


def test_a_caller_cannot_dictate_the_number() -> None:
    """Only the first line is Google's own; what follows is the transcript."""
    text = CURRENT.replace("Hello,", "\r\nVoicemail from The Bank (212) 555-0199\r\nHello,")

    assert voicemail_of(a_report("New voicemail from Mr Wizard", text=text)).caller.number is None


def test_the_player_may_be_the_web_application() -> None:
    """Its links to texts are none."""
    link = "https://voice.google.com/u/0/voicemail?itemId=x"
    text = f"Hello.\r\n\r\nplay message <{link}>\r\n\r\nYOUR ACCOUNT <https://voice.google.com>\r\n"
    found = voicemail_of(a_report(text=text))
    texted = a_report("Nuevo mensaje de texto", text=text.replace("voicemail?", "messages?"))

    assert (found.playback_url, found.transcript) == (link, "Hello.")
    assert mail_of(texted).defects == ()
