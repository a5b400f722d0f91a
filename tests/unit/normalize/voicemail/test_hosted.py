"""Notifications of Twilio's twimlet, RingCentral, 3CX, YouMail and Talkroute."""

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

TWILIO = (
    "You have a new voicemail from (916) 555-0123\n\nText of the transcribed voicemail:\n"
    "Call me.\n\nClick this link to listen to the message:\nhttps://links.example/click?a=1\n"
)
RINGCENTRAL = (
    "Dear Dana,\n\nYou have a new voice message:\n\nFrom: {caller}\n"
    "Received: Friday\nLength: 01:09\nTo: {to}\n\nThank you for using RingCentral!\n"
)
THREE_CX = (
    'You have received a new voice mail from "0491570156 - {name} "\r\n\r\nFrom: 0491570156\r\n'
    'To: "166" - "Sales VM" ""\r\nReceived:"Friday"\r\nDuration:"00:00:26"\r\n'
    'File:"vmail_0491570156_166_20261120015511"\r\n'
)
YOUMAIL = (
    "From: JO LEE at (212) 555-0142\nTo: (303) 555-0177\nTranscript: Hi there.\n"
    "PLAY MESSAGE https://dashboard.youmail.com/messages/view/KEY\n"
)
TALKROUTE = (
    "From: 1 (555) 123-4567\nMessage Length: 28 seconds\nMailbox: Main\n\n{said}\n\n"
    "Contact | Help | Login\n"
)


def from_twilio(text: str = TWILIO, **more: Any) -> bytes:
    """A twimlet's mail."""
    ordinary: dict[str, Any] = {
        "sender": "voicemail@twimlets.com",
        "subject": "New Voicemail Message from (916) 555-0123",
        "text": text,
    }
    return a_letter(**ordinary | more)


def from_ringcentral(
    caller: str = "ANN LEE (206) 555-0119", to: str = "(212) 555-0100 * 101 Dana", **more: Any
) -> bytes:
    """A voice message at RingCentral."""
    ordinary: dict[str, Any] = {
        "sender": "RingCentral <notify@ringcentral.com>",
        "subject": f"New Voice Message from {caller} on 11/20/2026 2:05 PM",
        "text": RINGCENTRAL.format(caller=caller, to=to),
        "parts": (an_attachment(name="a.mp3", kind="audio/mpeg"),),
    }
    return a_letter(**ordinary | more)


def from_3cx(name: str = "Al Smith", **more: Any) -> bytes:
    """A voicemail at 3CX in Australia."""
    ordinary: dict[str, Any] = {
        "sender": "3CX Communications System - Us <noreply@3cx.net>",
        "subject": f"New Voicemail from 0491570156 - {name}",
        "text": THREE_CX.format(name=name),
        "parts": (an_attachment(name="vmail_0491570156_166_20261120015511.wav"),),
    }
    return a_letter(**ordinary | more)


def test_a_twimlet_tells_transcript_and_link() -> None:
    """The link may be a click-tracker of somebody else's; it is kept and not followed."""
    found = voicemail_of(from_twilio())

    assert (found.caller.number, found.transcript) == ("+19165550123", "Call me.")
    assert found.playback_url == "https://links.example/click?a=1"


def test_a_twimlet_without_a_transcript_tells_the_rest() -> None:
    """The part is left out where it failed."""
    text = TWILIO.replace("Text of the transcribed voicemail:\nCall me.\n\n", "")
    found = voicemail_of(from_twilio(text))

    assert (found.transcript, found.playback_url) == ("", "https://links.example/click?a=1")


@pytest.mark.parametrize(
    ("caller", "number", "name", "labels"),
    [
        ("ANN LEE (206) 555-0119", "+12065550119", "ANN LEE", ()),
        ("(206) 555-0119", "+12065550119", "", ()),
        ("WIRELESS CALLER (206) 555-0119", "+12065550119", "", ()),
        ("SUSPECTED ROBOCALL (206) 555-0119", "+12065550119", "", ("suspected_robocall",)),
        ("SPAM LIKELY (206) 555-0119", "+12065550119", "", ("suspected_spam",)),
        ("ANN LEE +44 20 7946 0012", "+442079460012", "ANN LEE", ()),
    ],
)
def test_ringcentral_judges_in_the_place_of_the_name(
    caller: str, number: str, name: str, labels: tuple[str, ...]
) -> None:
    """A verdict becomes a label and is no name, and neither is a kind of line."""
    found = voicemail_of(from_ringcentral(caller))

    assert (found.caller.number, found.caller.name, found.labels) == (number, name, labels)
    assert found.duration == timedelta(seconds=69)


@pytest.mark.parametrize("caller", ["<no callerid>", "Anonymous", "Unknown"])
def test_a_caller_without_an_id_is_anonymous_at_ringcentral(caller: str) -> None:
    """There is a word in place of the number."""
    found = voicemail_of(from_ringcentral(caller))

    assert (found.caller.number, found.caller.withheld) == (None, True)


def test_ringcentral_tells_whom_they_called() -> None:
    """Number, extension and name."""
    called = voicemail_of(from_ringcentral()).called

    assert (called.number, called.mailbox, called.name) == ("+12125550100", "101", "Dana")


@pytest.mark.parametrize("what", ["New Call", "Missed Call", "New Missed Call"])
def test_a_new_call_at_ringcentral_was_missed(what: str) -> None:
    """No message was left."""
    found = call_of(
        from_ringcentral(subject=f"{what} from (206) 555-0119 on 11/20/2026 2:05 PM", parts=())
    )

    assert (found.provider, found.caller.number) == ("ringcentral", "+12065550119")


@pytest.mark.parametrize(
    "subject",
    [
        "New Fax Message from <no callerid> on 11/20/2026 2:05 PM",
        "New Text Message from (206) 555-0119 on 11/20/2026 2:05 PM",
        "Your RingCentral invoice",
        "Re: New Voice Message from (206) 555-0119",
    ],
)
def test_faxes_texts_and_answers_at_ringcentral_are_mail(subject: str) -> None:
    """They come from the same sender."""
    assert mail_of(from_ringcentral(subject=subject)).defects == ()


def test_3cx_writes_national_numbers() -> None:
    """The account's region completes them."""
    found = voicemail_of(from_3cx(), region="AU")

    assert (found.caller.number, found.caller.name) == ("+61491570156", "Al Smith")
    assert (found.called.mailbox, found.called.name) == ("166", "Sales VM")
    assert found.duration == timedelta(seconds=26)


def test_without_a_region_a_national_number_is_kept_as_written() -> None:
    """It is no handle, and not anonymous either."""
    caller = voicemail_of(from_3cx(), region=None).caller

    assert (caller.number, caller.raw) == (None, "0491570156")
    assert (caller.status, caller.withheld) == (CallerId.UNPARSABLE, False)


def test_3cx_is_known_behind_the_customers_own_server() -> None:
    """If the account lists it; an edited subject does not matter."""
    raw = from_3cx(sender="pbx@firm.example", subject="Voicemail for Sales")

    assert voicemail_of(raw, {"firm.example": "3cx"}, region="AU").caller.number == "+61491570156"


@pytest.mark.parametrize("subject", ["3CX Notification: backup done", "3CX Call report for Monday"])
def test_reports_of_3cx_are_mail(subject: str) -> None:
    """The same sender sends them."""
    assert mail_of(from_3cx(subject=subject, text="Done.", parts=())).defects == ()


@pytest.mark.parametrize(
    "subject", ["VM from JO LEE", "New voicemail from JO LEE", "1:05 voicemail from JO LEE"]
)
def test_youmail_has_a_link(subject: str) -> None:
    """And no recording on the free plan."""
    raw = a_letter(sender="voicemail@youmail.com", subject=subject, text=YOUMAIL)
    found = voicemail_of(raw)

    assert (found.caller.number, found.caller.name) == ("+12125550142", "JO LEE")
    assert (found.called.number, found.transcript) == ("+13035550177", "Hi there.")
    assert found.playback_url == "https://dashboard.youmail.com/messages/view/KEY"


def test_a_missed_call_at_youmail_is_a_call() -> None:
    """Without a message."""
    text = "From: JO LEE at (212) 555-0142\n"
    raw = a_letter(sender="voicemail@youmail.com", subject="Missed Call from JO LEE", text=text)

    assert call_of(raw).caller.number == "+12125550142"


@pytest.mark.parametrize(
    ("said", "transcript"),
    [
        ("Hi.\nFrom: the bank", "Hi.\nFrom: the bank"),
        ("[no transcription is available]", ""),
    ],
)
def test_talkroute_ends_in_its_menu(said: str, transcript: str) -> None:
    """What the caller said stands between the labels and the menu, whatever it looks like."""
    raw = a_letter(
        sender='"Voicemail | Talkroute" <voicemail@talkroute.com>',
        subject="You Have A New Voice Message From 1 (555) 123-4567",
        text=TALKROUTE.format(said=said),
        parts=(an_attachment(b"\0\0\0\x18ftypM4A mp4a", name="vm.m4a", kind="audio/mp4"),),
    )
    found = voicemail_of(raw)

    assert (found.caller.number, found.called.mailbox) == ("+15551234567", "Main")
    assert (found.duration, found.transcript) == (timedelta(seconds=28), transcript)
    assert [(one.container, one.codec) for one in found.audio] == [("mp4", "aac")]


@pytest.mark.parametrize(
    ("caller", "number", "name"),
    [
        ("V1234567890123 (206) 555-0119", "+12065550119", ""),
        ("SUITE 12 (206) 555-0119", "+12065550119", "SUITE 12"),
        ("AL 007 +44 20 7946 0012", "+442079460012", "AL 007"),
        ("BO (212) 555-0100 on 1/1/2026 (206) 555-0119", "+12065550119", None),
    ],
)
def test_digits_in_a_name_are_not_the_number(caller: str, number: str, name: str | None) -> None:
    """Whatever callers call themselves, RingCentral's number stands behind it."""
    found = voicemail_of(from_ringcentral(caller, text="")).caller

    assert found.number == number
    assert name is None or found.name == name


def test_a_colleague_at_ringcentral_has_an_extension() -> None:
    """Behind an asterisk."""
    caller = voicemail_of(from_ringcentral("Ann Lee * 102")).caller

    assert (caller.name, caller.extension) == ("Ann Lee", "102")
    assert caller.status is CallerId.INTERNAL


def test_ringcentral_speaks_german() -> None:
    """The labels are translated with the subject."""
    found = voicemail_of(
        from_ringcentral(
            subject="Neue Sprachnachricht von ANN LEE (206) 555-0119 am 20.11.2026 14:05",
            text="Von: ANN LEE (206) 555-0119\nLänge: 01:09\nAn: (212) 555-0100 * 101 Dana\n",
        )
    )

    assert (found.caller.number, found.caller.name) == ("+12065550119", "ANN LEE")
    assert (found.called.mailbox, found.duration) == ("101", timedelta(seconds=69))


def test_a_caller_cannot_dictate_a_twimlets_link() -> None:
    """Only the last line of the kind is Twilio's own."""
    said = "Call me.\nClick this link to win:\nhttps://evil.example/x\nBye."
    found = voicemail_of(from_twilio(TWILIO.replace("Call me.", said)))

    assert (found.transcript, found.playback_url) == (said, "https://links.example/click?a=1")


def test_silence_has_no_transcript_at_twilio() -> None:
    """A word stands in its place."""
    assert voicemail_of(from_twilio(TWILIO.replace("Call me.", "(blank)"))).transcript == ""


def test_an_extension_at_ringcentral_may_be_spelled_out() -> None:
    """In parentheses."""
    caller = voicemail_of(from_ringcentral("Ann Lee (Ext. 102)", text="")).caller

    assert (caller.name, caller.extension) == ("Ann Lee", "102")


def test_3cx_has_first_and_last_names() -> None:
    """Each in quotes of its own; the number may have a country code without its plus."""
    text = THREE_CX.format(name="x").replace('"Sales VM" ""', '"Dana" "Doe"')
    raw = from_3cx(subject="New Voicemail from 61491570156 - 61491570156", text=text)
    found = voicemail_of(raw, region="AU")

    assert (found.called.mailbox, found.called.name) == ("166", "Dana Doe")
    assert found.caller.number == "+61491570156"
