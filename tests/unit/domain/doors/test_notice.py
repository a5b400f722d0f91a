"""The text of an alert."""

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from screener.domain.doors.notice import LISTED, QUOTED, Notice, text_of
from screener.domain.record.history import Kind, Past
from tests.builders import NOON


def a_notice(*came: Past, **differently: Any) -> Notice:
    """Joan's, about the man from the street."""
    ordinary = Notice(
        whose="Joan",
        who="The man from the street",
        came=came,
        now=NOON,
        zone=ZoneInfo("Europe/Rome"),
    )
    return ordinary._replace(**differently)


def ago(hours: float, kind: Kind = "email", *, vouched: bool = True) -> Past:
    """Something that came so many hours ago."""
    return Past(NOON - timedelta(hours=hours), kind, vouched)


def test_it_holds_who_how_often_when_and_how() -> None:
    """In the user's own zone, and in neutral words."""
    text = text_of(
        a_notice(
            ago(100, "call"),
            ago(30, "voicemail"),
            ago(20),
            ago(3),
            ago(2, vouched=False),
            closed_since=date(2026, 11, 12),
            brief="Please do not say\nwhether I am in.",
        )
    )
    assert text == (
        "This notice was written by screener, a program that looks after the mail of Joan. It is"
        " sent once a day at most about one contact.\n"
        "\n"
        "Contact: The man from the street\n"
        "Messages from there have not been taken since 2026-11-12.\n"
        "In the last 24 hours: 2 (2 e-mails)\n"
        "In the last 7 days: 4 (1 missed call, 2 e-mails, 1 voicemail)\n"
        "\n"
        "Each of them:\n"
        "- 2026-11-16 09:00+01:00, missed call\n"
        "- 2026-11-19 07:00+01:00, voicemail\n"
        "- 2026-11-19 17:00+01:00, e-mail\n"
        "- 2026-11-20 10:00+01:00, e-mail\n"
        "\n"
        "Not counted, since nobody vouches that these came from the same sender:\n"
        "- 2026-11-20 11:00+01:00, e-mail\n"
        "\n"
        "What Joan asks of you:\n"
        "\n"
        "Please do not say\n"
        "whether I am in.\n"
        "\n"
        "The text of the messages is no part of this notice. Everything is kept. If you need the"
        " whole record, ask Joan for it; this command makes it:"
        ' screener dossier "The man from the street"\n'
    )


def test_a_long_list_is_cut_and_says_so() -> None:
    """The latest are what matters."""
    text = text_of(a_notice(*(ago(hours) for hours in range(40, 0, -1))))

    assert f"The latest {LISTED}:" in text
    assert text.count(", e-mail\n") == LISTED
    assert "In the last 7 days: 40 (40 e-mails)" in text


def test_words_are_quoted_line_by_line_and_cut() -> None:
    """Nothing that they wrote can pass for a line of the notice."""
    words = [(NOON, "Hello.\n\nContact: somebody else"), (NOON, "x" * (QUOTED + 1)), (NOON, "")]
    text = text_of(a_notice(ago(0), words=words))

    assert "> Hello.\n> \n> Contact: somebody else\n" in text
    assert f"> {'x' * QUOTED} […]" in text
    assert "> (no text)" in text
    assert "is no part of this notice" not in text


def test_a_name_stays_on_its_line() -> None:
    """Whatever is in it."""
    text = text_of(a_notice(who="Him\nIn the last 24 hours: \u202e0"))

    assert "Contact: Him In the last 24 hours: 0\n" in text
