"""The words in which telephone systems speak of calls."""

from datetime import timedelta

import pytest

from screener.normalize.telephone.telephony import Announced, announced, announced_in, duration


@pytest.mark.parametrize(
    ("subject", "who"),
    [
        ("New voicemail from (212) 555-0142", "(212) 555-0142"),
        ("New voicemail from Mr Wizard at 4:19 PM", "Mr Wizard"),
        ("New Voice Message from ANN (206) 555-0119 on 11/20/2026 2:05 PM", "ANN (206) 555-0119"),
        ("You Have A New Voice Message From 1 (555) 123-4567", "1 (555) 123-4567"),
        ("Voicemail from ANN <3035550177> 00:00:07", "ANN <3035550177>"),
        ("You received a voice mail from Al at 2065550119.", "Al at 2065550119"),
        ("0:44 Voice Message from Al (201)", "Al (201)"),
        ("VM from Bo", "Bo"),
        ("[PBX]: New voicemail from Bo", "Bo"),
        ("Voicemail from Fax Company", "Fax Company"),
        ("Neue Sprachnachricht von Ann", "Ann"),
        ("Nouveau message vocal de Ann", "Ann"),
        ("Nuevo mensaje de voz de Ann", "Ann"),
        ("Nuovo messaggio vocale da Ann", "Ann"),
        ("Nieuw voicemailbericht van Ann", "Ann"),
        ("Voice Mail (9 seconds)", ""),
        ("New voicemail", ""),
    ],
)
def test_a_voicemail_is_announced(subject: str, who: str) -> None:
    """What, then from whom, then perhaps when or how long."""
    assert announced(subject) == Announced(missed=False, who=who)


@pytest.mark.parametrize(
    "subject",
    [
        "Missed call from Ann",
        "You have a missed call from Ann at 4:19 PM",
        "Verpasster Anruf von Ann",
        "Appel manqué de Ann",
        "Llamada perdida de Ann",
        "Gemiste oproep van Ann",
    ],
)
def test_a_missed_call_is_announced(subject: str) -> None:
    """In the languages that are known."""
    assert announced(subject) == Announced(missed=True, who="Ann")


@pytest.mark.parametrize(
    "subject",
    [
        "Re: New voicemail from Ann",
        "New text message from Ann",
        "New fax from Ann",
        "New voicemail system",
        "Voicemail greeting saved",
        "Voicemail summary",
        "invoice from Ann",
        "VM: what about it",
        "Voicemail-System from Monday on",
        "Call recording from Ann",
        "You left a voicemail for Ann",
        "Undeliverable: voicemail from Ann",
        "Message from Ann",
        "",
    ],
)
def test_other_subjects_announce_nothing(subject: str) -> None:
    """Answers, texts, faxes, greetings, talk about voicemail."""
    assert announced(subject) is None


def test_the_first_line_with_a_name_is_taken() -> None:
    """A heading has none."""
    lines = ["New voicemail", "You received a voice mail from Al", "Voicemail from Bo"]

    assert announced_in(lines) == Announced(missed=False, who="Al")


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0:09", 9),
        ("00:01:09", 69),
        ("0:14 seconds", 14),
        ("9", 9),
        ("28 seconds", 28),
        ("1 min 5 sec", 65),
        ("3 Minuten, 2 Sekunden", 182),
        ("1 hour", 3600),
        ('"00:00:26"', 26),
        ("abc", None),
        ("", None),
        ("99:99:99", None),
        ("123456", None),
    ],
)
def test_a_length_is_read_however_it_is_written(text: str, seconds: int | None) -> None:
    """More than a day is no length."""
    assert duration(text) == (None if seconds is None else timedelta(seconds=seconds))


@pytest.mark.parametrize(
    ("subject", "who"),
    [
        ("Voicemail received from Ann", "Ann"),
        ("Voicemail from Ann received", "Ann"),
        ("Sie haben eine neue Sprachnachricht von Ann erhalten", "Ann"),
        ("Neue Voicemail von Ann (0:21)", "Ann"),
        ("Voice Mail from Ann (11 seconds)", "Ann"),
        ("Neue Nachricht auf Ihrer Mailbox von Ann", "Ann"),
        ("Nouveau message sur votre répondeur de Ann", "Ann"),
        ("Tiene un mensaje de voz nuevo de Ann", "Ann"),
        ("Buzón de voz: nuevo mensaje de Ann", "Ann"),
        ("Nova mensagem do correio de voz de Ann", "Ann"),
        ("Ny talebesked fra Ann", "Ann"),
        ("You have 2 new voicemails", ""),
        ("New voicemail in mailbox 101", ""),
        ("New voicemail for extension 101 from Ann", "Ann"),
        ("Voicemail: +1 212 555 0142", "+1 212 555 0142"),
        ("Voicemail from Ann on Friday, November 20 at 4:19 PM", "Ann"),
        ("Voicemail from Ann on 20 Nov 2026, 16:19 UTC", "Ann"),
        ("Voicemail from Bo on 1/1/2026 Ann on 2/2/2026", "Bo on 1/1/2026 Ann"),
        ("Voicemail from Ann on Duty", "Ann on Duty"),
    ],
)
def test_what_stands_round_the_name_is_left_out(subject: str, who: str) -> None:
    """For whom, when, how long; but nothing of a name that only looks like it."""
    assert announced(subject) == Announced(missed=False, who=who)


@pytest.mark.parametrize(
    "subject",
    [
        "You missed a call from Ann",
        "2 missed calls from Ann",
        "Entgangener Anruf von Ann",
        "Appel en absence de Ann",
        "Ubesvaret opkald fra Ann",
    ],
)
def test_there_are_many_words_for_a_missed_call(subject: str) -> None:
    """These as well."""
    assert announced(subject) == Announced(missed=True, who="Ann")


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1.5 minutes", 90),
        ("9,4 s", 9),
        ("1'05\"", 65),
        ("1\u203205\u2033", 65),
        ("PT1M5S", 65),
        ("1 Std. 2 Min.", 3720),
        ("2 heures 3 minutes", 7380),
        ("00:00:09.450", 9),
        ("\uff13\uff10 seconds", 30),
        ("9 \u79d2", 9),
        ("1 minute, 5 seconds", 65),
    ],
)
def test_lengths_of_many_systems_are_read(text: str, seconds: int) -> None:
    """With fractions, with marks, in ISO 8601, in other scripts."""
    assert duration(text) == timedelta(seconds=seconds)
