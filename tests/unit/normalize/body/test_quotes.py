"""The new words of a message are told from what it quotes, in any language."""

import pytest

from screener.normalize.body.quotes import new_text

QUOTED = "\n> old words\n> and more\n"


@pytest.mark.parametrize(
    "attribution",
    [
        "On Fri, Nov 20, 2026 at 12:00 PM, Al <al@x.example> wrote:",
        "On Fri, Nov 20, 2026 at 12:00 PM, Al With A Long Name\n<al@x.example> wrote:",
        "On Fri, Nov 20, 2026 at 12:00 PM, Al <\nal@x.example>\nwrote:",
        "Am 20.11.2026 um 12:00 schrieb Al <al@x.example>:",
        "Al <al@x.example> schrieb am Fr., 20. Nov. 2026\num 12:00 Uhr:",
        'Am 20.11.2026 12:00 schrieb "Al" <al@x.example\n>:',
        "Le 20 nov. 2026 12:00, « Al » <al@x.example> a écrit :",
        "El 20 nov 2026, a las 12:00, Al escribió:",
        "Op 20 nov. 2026 12:00 schreef Al <al@x.example>:",
        "пятница, 20 ноября 2026 г. пользователь Al написал:",
        "在 2026年11月20日，下午12:00，Al <al@x.example> 写道：",
        "2026-11-20 12:00 GMT+01:00 Al <al@x.example>:",
        "Al <al@x.example> wrote:",
        "Az nyolc órakor (al@x.example) mondta, hogy:",
    ],
)
def test_a_quote_goes_with_its_attribution(attribution: str) -> None:
    """Marked lines need no language: what ends in a colon above them belongs to them."""
    assert new_text(f"New words.\n\n{attribution}\n{QUOTED}") == "New words."


@pytest.mark.parametrize(
    "attribution",
    [
        "On Fri, Nov 20, 2026 at 12:00 PM, Al <al@x.example> wrote:",
        "Am 20.11.2026 um 12:00 schrieb Al <al@x.example>:",
        "Den 20. nov. 2026 kl. 12.00 skrev Al <al@x.example>:",
    ],
)
def test_a_quote_without_marks_is_known_by_who_wrote_it(attribution: str) -> None:
    """Some clients quote without `>`; then all that follows is old."""
    assert new_text(f"New words.\n\n{attribution}\n\nold words\n") == "New words."


@pytest.mark.parametrize(
    "block",
    [
        "-----Original Message-----\nFrom: Al\nSent: Friday\nTo: me\n\nold",
        "-----Ursprüngliche Nachricht-----\nVon: Al\nGesendet: Freitag\n\nold",
        "________________________________\nFrom: Al\nSent: Friday\n\nold",
        "------------------------------\n*From:* Al\n*Sent:* Friday\n\nold",
        "*-------- Original Message --------*\n\nold",
        "From: Al <al@x.example>\nSent: Friday\nTo: me\nSubject: Lunch\n\nold",
        "De : Al\nEnvoyé : vendredi\nÀ : moi\nObjet : Midi\n\nold",
        "Från: Al\nSkickat: fredag\nTill: mig\nÄmne: Lunch\n\nold",
        "发件人: Al\n日期: 2026年\n收件人: me\n主题: x\n\nold",
    ],
)
def test_the_header_of_the_answered_message_ends_the_new_words(block: str) -> None:
    """As Outlook and its kin write it."""
    assert new_text(f"New words.\n\n{block}\n") == "New words."


@pytest.mark.parametrize(
    ("text", "new"),
    [
        ("> old\n\nnew", "new"),
        ("new\n> old\nmore", "new\nmore"),
        ("Hello,\n\n> old\n\nnew", "Hello,\n\nnew"),
        ("new\n-- \nAl\nThe Firm", "new"),
        ("new\n--\nAl\nThe Firm", "new"),
        ("new\n\nSent from my iPhone", "new"),
        ("new\n\nVon meinem iPhone gesendet\n\n> old", "new"),
        ("new\n—\nAl", "new"),
    ],
)
def test_answers_between_and_below_quotes_stay(text: str, new: str) -> None:
    """Only what is quoted goes, and the signature."""
    assert new_text(text) == new


@pytest.mark.parametrize(
    "text",
    [
        "Two things:\n\n1. one\n2. two",
        "He said:\n\nnothing at all",
        "Name: Al\nPhone: 555\nEmail: al@x.example\nMessage: hello",
        "You have a message.\n\nFrom: Al\nMessage: hello",
        "From: Al\nTo: me\nSubject: a poem in headers",
        "Agenda\n\n----- Monday -----\nlunch",
        "a\n--\n" + "many more lines\n" * 20 + "b",
        "a -- b --- c",
        "-- \nAl",
        "On Monday\n\nI wrote something",
        "5 > 4 and a <- b",
    ],
)
def test_words_that_only_look_like_a_quote_stay(text: str) -> None:
    """Forms, lists, headings and prose are somebody's own words."""
    assert new_text(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "See below.\n\n---------- Forwarded message ---------\nFrom: Al\nDate: x\nTo: y\n\nold",
        "Siehe unten.\n\n----- Weitergeleitete Nachricht -----\nVon: Al\nAn: y\nDatum: z\n\nold",
        "Begin forwarded message:\n\nFrom: Al\nSubject: x\nTo: y\n\nold",
    ],
)
def test_what_is_forwarded_is_new_to_the_reader(text: str) -> None:
    """A rule that looks for words finds them in what somebody passes on."""
    assert new_text(text) == text


def test_a_message_of_nothing_but_quotes_says_them() -> None:
    """Otherwise a `>` before each line would hide a message from every rule."""
    assert new_text("> pick your brain\n") == "> pick your brain"
    assert new_text("") == ""
