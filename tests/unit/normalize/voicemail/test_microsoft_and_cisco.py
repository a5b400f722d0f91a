"""Notifications of Exchange, Teams and Cisco Unity."""

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

UM = {"corp.example": "exchange_um"}
CISCO = {"cuc.example": "cisco_unity"}
DROPPED = {
    "X-CallingTelephoneNumber": "",
    "X-VoiceMessageSenderName": "",
    "X-VoiceMessageDuration": "",
}
"""Gateways drop X- fields."""

PAGE = (
    '<div id="UM-call-info"><div>You received a voice mail from {who}</div><table><tr>'
    '<td>Caller-Id:</td><td><a href="tel:+12065550119">+12065550119</a></td></tr></table></div>'
)


def from_exchange(
    kind: str = "voice-ca", fields: dict[str, str] | None = None, **more: Any
) -> bytes:
    """What Unified Messaging sends."""
    known = {
        "Content-Class": kind,
        "X-CallingTelephoneNumber": "+12065550119",
        "X-VoiceMessageDuration": "9",
        "X-VoiceMessageSenderName": "Priya",
    }
    ordinary: dict[str, Any] = {
        "sender": "Priya <MSExchangeUM@corp.example>",
        "subject": "Voice Mail (9 seconds)",
        "html": PAGE.format(who="Priya at +12065550119"),
        "fields": known | (fields or {}),
        "parts": (an_attachment(kind="audio/wav"),),
    }
    return a_letter(**ordinary | more)


def from_teams(text: str, subject: str = "Voice Mail (11 seconds)", **more: Any) -> bytes:
    """What Cloud Voicemail sends."""
    sender = "Microsoft <noreply@skype.voicemail.microsoft.com>"
    ordinary: dict[str, Any] = {"parts": (an_attachment(name="audio.mp3", kind="audio/mpeg"),)}
    return a_letter(sender=sender, subject=subject, text=text, **ordinary | more)


def from_unity(subject: str, **more: Any) -> bytes:
    """What Unity Connection sends."""
    ordinary: dict[str, Any] = {
        "sender": "UnityConnection@cuc.example",
        "text": "See the attachment.",
        "parts": (an_attachment(name="VoiceMessage.wav", kind="audio/wav"),),
    }
    return a_letter(subject=subject, **ordinary | more)


@pytest.mark.parametrize("kind", ["voice", "Voice-CA", "voice-uc"])
def test_the_class_makes_a_voicemail(kind: str) -> None:
    """In any spelling of upper and lower case."""
    found = voicemail_of(from_exchange(kind), UM)

    assert (found.caller.number, found.caller.name) == ("+12065550119", "Priya")
    assert found.duration == timedelta(seconds=9)


def test_a_missed_call_has_a_class_of_its_own() -> None:
    """And no recording."""
    assert call_of(from_exchange("missedcall", parts=()), UM).caller.number == "+12065550119"


@pytest.mark.parametrize("kind", ["fax", "fax-ca", "urn:content-classes:message", ""])
def test_fields_without_the_class_are_mail(kind: str) -> None:
    """Faxes, and recalled mail that carries the fields with junk in them."""
    raw = from_exchange(kind, subject="Recall: forecast")

    assert mail_of(raw, UM).defects == ()


def test_the_page_tells_the_caller_if_the_fields_do_not() -> None:
    """Name, number and length."""
    found = voicemail_of(from_exchange(fields=DROPPED), UM)

    assert (found.caller.number, found.caller.name) == ("+12065550119", "Priya")
    assert found.duration == timedelta(seconds=9)


def test_marks_of_the_caller_are_kept() -> None:
    """Urgent and private."""
    urgent = voicemail_of(from_exchange(fields={"Importance": "High"}), UM)
    private = voicemail_of(from_exchange(fields={"Sensitivity": "Private"}), UM)

    assert (urgent.urgent, urgent.labels) == (True, ())
    assert (private.urgent, private.labels) == (False, ("private",))


def test_teams_puts_the_transcript_first() -> None:
    """And its own words below."""
    said = "You received a voice mail from AL at +12065550119."
    text = f"Hi, this is Al.\n\n{said}\n\nSet Up Voice Mail\n"
    found = voicemail_of(from_teams(text))

    assert (found.caller.number, found.caller.name) == ("+12065550119", "AL")
    assert found.transcript == "Hi, this is Al."
    assert found.duration == timedelta(seconds=11)


def test_a_caller_cannot_dictate_another_caller_to_teams() -> None:
    """Of lines that look like Microsoft's the last one counts."""
    text = (
        "Hi.\nYou received a voice mail from The Bank at +12125550100\n"
        "You received a voice mail from AL at +12065550119\n"
    )

    assert voicemail_of(from_teams(text)).caller.number == "+12065550119"


def test_teams_without_words_has_still_a_recording() -> None:
    """Subjects are translated; the sender and the recording do."""
    found = voicemail_of(from_teams("", subject="ボイスメール"))

    assert (found.provider, len(found.audio)) == ("teams", 1)


def test_other_mail_of_microsoft_is_mail() -> None:
    """Without a recording and without a word of a call."""
    assert mail_of(from_teams("Your PIN was reset", subject="Welcome", parts=())).defects == ()


@pytest.mark.parametrize(
    ("subject", "number", "name", "status"),
    [
        ("Voice message from 2065551212", "+12065551212", "", CallerId.PRESENT),
        ("Urgent Message from John Jones [4133]", None, "John Jones", CallerId.INTERNAL),
        (
            "Message from Sales Survey [Unknown caller ID]",
            None,
            "Sales Survey",
            CallerId.UNAVAILABLE,
        ),
        ("Live Record message from 4085551212", "+14085551212", "", CallerId.PRESENT),
        ("Private Urgent Message from Al [2065551212]", "+12065551212", "Al", CallerId.PRESENT),
    ],
)
def test_the_documented_subjects_of_unity_are_read(
    subject: str, number: str | None, name: str, status: CallerId
) -> None:
    """Sites write their own, so these are examples."""
    found = voicemail_of(from_unity(subject), CISCO)

    assert (found.caller.number, found.caller.name, found.caller.status) == (number, name, status)
    assert found.urgent is ("Urgent" in subject)
    assert ("private" in found.labels, "live_record" in found.labels) == (
        "Private" in subject,
        "Live" in subject,
    )


def test_unity_is_known_by_the_name_of_its_recording() -> None:
    """Where the subject is the site's own."""
    found = voicemail_of(from_unity("You've got something"), CISCO)

    assert found.duration == timedelta(seconds=2)


def test_a_missed_call_at_unity_is_a_call() -> None:
    """A notification of its own."""
    assert (
        call_of(from_unity("Missed call from 2065551212", parts=()), CISCO).provider
        == "cisco_unity"
    )


@pytest.mark.parametrize("subject", ["Scheduled Summary", "Your mailbox is almost full"])
def test_summaries_of_unity_are_mail(subject: str) -> None:
    """Nobody called."""
    assert mail_of(from_unity(subject, parts=()), CISCO).defects == ()


def test_a_missed_call_at_teams_is_told_in_the_text() -> None:
    """Name and number stand there."""
    raw = from_teams(
        "You missed a call from Priya at +12065550119.", subject="Missed call", parts=()
    )
    caller = call_of(raw).caller

    assert (caller.number, caller.name) == ("+12065550119", "Priya")


@pytest.mark.parametrize(
    "subject", ["Nachricht von Al [4133]", "Message de Al [4133]", "Mensaje de Al [4133]"]
)
def test_unity_speaks_several_languages(subject: str) -> None:
    """The same template in the language of the site."""
    caller = voicemail_of(from_unity(subject), CISCO).caller

    assert (caller.name, caller.extension) == ("Al", "4133")


@pytest.mark.parametrize(
    "said",
    [
        "Sie haben eine Sprachnachricht von Priya unter +12065550119 erhalten.",
        "Vous avez reçu un message vocal de Priya au +12065550119",
        "Vous avez reçu un message vocal de la part de Priya au numéro +12065550119.",
        "Ha recibido un mensaje de voz de Priya en +12065550119",
        "Recibió un correo de voz de Priya en el +12065550119.",
        "È stato ricevuto un messaggio vocale da Priya al numero +12065550119",
        "U hebt een voicemailbericht ontvangen van Priya op +12065550119",
        "Você recebeu uma mensagem de voz de Priya em +12065550119",
        "Du har fått ett röstmeddelande från Priya på +12065550119",
        "Du har modtaget en talebesked fra Priya på +12065550119",
        "You got a voice message from Priya at +1 (206) 555-0119",
    ],
)
def test_microsoft_speaks_several_languages(said: str) -> None:
    """Exchange and Teams alike; the transcript ends where their own words begin."""
    by_exchange = voicemail_of(from_exchange(fields=DROPPED, html=f"<p>{said}</p>"), UM)
    by_teams = voicemail_of(from_teams(f"Hallo, hier ist Priya.\n\n{said}\n"))

    assert by_teams.transcript == "Hallo, hier ist Priya."
    for caller in (by_exchange.caller, by_teams.caller):
        assert (caller.number, caller.name) == ("+12065550119", "Priya")


@pytest.mark.parametrize(
    "said",
    [
        "Sie haben einen Anruf von Priya unter +12065550119 verpasst.",
        "Vous avez manqué un appel de Priya au +12065550119",
    ],
)
def test_missed_calls_at_microsoft_are_told_in_several_languages(said: str) -> None:
    """Where the subject tells only that there was one."""
    caller = call_of(from_teams(said, subject=said.partition(" unter")[0], parts=())).caller

    assert (caller.number, caller.name) == ("+12065550119", "Priya")


def test_a_number_that_can_be_dialled_is_the_callers() -> None:
    """Where the words are in a language that nobody here knows."""
    html = '<p>Hi.</p><p>ボイスメール <a href="tel:+12065550119">+12065550119</a></p>'

    assert voicemail_of(from_teams("", html=html)).caller.number == "+12065550119"
    assert voicemail_of(from_exchange(fields=DROPPED, html=html), UM).caller.number == (
        "+12065550119"
    )


@pytest.mark.parametrize(
    "html",
    [
        '<p>Call <a href="tel:+12125550100">me</a></p><p>不明 <a href="tel:+12065550119">x</a></p>',
        '<p>You received a voice mail from Priya.</p><p>Work: <a href="tel:+12125550100">x</a></p>',
        '<p>Call <a href="tel:+12125550100">me</a></p><p>You received a voice mail from Priya</p>',
    ],
)
def test_of_numbers_that_may_be_somebody_elses_none_is_the_callers(html: str) -> None:
    """One was dictated, or stands in the address book."""
    assert voicemail_of(from_teams("", html=html)).caller.number is None
    assert voicemail_of(from_exchange(fields=DROPPED, html=html), UM).caller.number is None


def test_exchange_online_may_call_the_server_unauthenticated() -> None:
    """It writes that into the class; the sender's domain is judged by itself."""
    found = voicemail_of(from_exchange("unauthenticatedVoice-CA"), UM)

    assert (found.caller.number, found.provider) == ("+12065550119", "exchange_um")


def test_a_colleague_at_exchange_has_an_extension() -> None:
    """Name and extension in one sentence."""
    page = "<p>You received a voice mail from Priya at 4133.</p>"
    caller = voicemail_of(from_exchange(fields=DROPPED, html=page), UM).caller

    assert (caller.name, caller.extension) == ("Priya", "4133")
    assert caller.status is CallerId.INTERNAL


def test_without_fields_and_page_the_subject_tells_the_caller() -> None:
    """Text that was taken out by a gateway."""
    raw = from_exchange(fields=DROPPED, html="", subject="Voice Mail from +12065550119 (9 seconds)")

    assert voicemail_of(raw, UM).caller.number == "+12065550119"


def test_without_its_class_a_missed_call_is_still_one() -> None:
    """By its subject, of a domain that is listed."""
    raw = from_exchange("", subject="Missed call from Priya (+12065550119)", html="", parts=())

    assert call_of(raw, UM).caller.number == "+12065550119"


@pytest.mark.parametrize("subject", ["Message from the board", "Undeliverable: Message from Al"])
def test_mail_of_the_house_at_unity_is_mail(subject: str) -> None:
    """People write from the domain of the server as well, and it reports what it could not send."""
    raw = from_unity(subject, sender="John Jones <jjones@cuc.example>", parts=())

    assert mail_of(raw, CISCO).defects == ()


def test_a_missed_call_at_unity_may_be_told_in_the_text() -> None:
    """The subject is the site's own."""
    raw = from_unity("Missed Call", text="Missed call from 2065551212\n", parts=())

    assert call_of(raw, CISCO).caller.number == "+12065551212"


@pytest.mark.parametrize("kind", ["MissedCall", "unauthenticatedMissedCall"])
def test_the_class_of_teams_tells_a_missed_call_in_any_language(kind: str) -> None:
    """And who it was, by the field or the only number on the page."""
    fields = {"Content-Class": kind, "X-CallingTelephoneNumber": "+12065550119"}
    raw = from_teams("不在着信", subject="不在着信", fields=fields, parts=())

    assert call_of(raw).caller.number == "+12065550119"


def test_the_class_of_teams_tells_a_voicemail_without_its_recording() -> None:
    """A rule of the firm may have taken that off."""
    fields = {"Content-Class": "Voice-CA"}
    raw = from_teams("", subject="ボイスメール", fields=fields, parts=())

    assert voicemail_of(raw).audio == ()
