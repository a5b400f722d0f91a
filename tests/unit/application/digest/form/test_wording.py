"""The words of the digest."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pytest

from screener.application.digest.form import wording
from screener.domain.digest.command import Verb
from screener.domain.digest.digest import Balance, InGate, Kind, Waiting
from screener.domain.record.decision import Mode
from tests.digests import BERLIN, FRIDAY, a_closed, a_digest, a_point, a_typical_day, ago, an_act

NEEDING = InGate("jo@example.org", "interview", 1, 1, "choosing", "They wait.", needs_you=True)


@pytest.mark.parametrize(
    ("told", "subject"),
    [
        ({}, "nothing to tell"),
        ({"balance": Balance(63, 0, 63, 0), "closed": [a_closed()]}, "nothing needs you"),
        ({"points": [a_point()]}, "1 thing needs you"),
        ({"points": [a_point(kind=kind) for kind in Kind]}, "3 things need you"),
        ({"gates": [NEEDING], "paused": "Monday"}, "1 thing needs you"),
        ({"paused": "Monday"}, "paused"),
    ],
)
def test_the_subject_says_the_day_and_what_matters_most(told: dict[str, Any], subject: str) -> None:
    """What was done already needs nobody."""
    said = wording.subject_of(a_digest(**told))

    assert said == f"Screener digest, Friday 27 November: {subject}"


def test_the_subject_names_nobody() -> None:
    """A telephone shows it to whoever stands by; nor does it speak of knocks."""
    said = wording.subject_of(a_typical_day())

    assert said == "Screener digest, Friday 27 November: 3 things need you"


@pytest.mark.parametrize(
    ("balance", "said"),
    [
        ((0, 0, 0, 0), "No message came."),
        ((1, 1, 0, 0), "1 message came and was filed."),
        ((0, 0, 0, 2), "No message came. 2 automatic answers went out."),
        ((1, 0, 1, 1), "1 message came and was left in place. 1 automatic answer went out."),
        ((63, 27, 36, 0), "63 messages came: 27 filed, 36 left in place."),
        ((20_000, 19_999, 1, 0), "20,000 messages came: 19,999 filed, 1 left in place."),
        ((2, 1, 1, 1), "2 messages came: 1 filed, 1 left in place. 1 automatic answer went out."),
    ],
)
def test_the_balance_is_one_line(balance: tuple[int, int, int, int], said: str) -> None:
    """With all of its numbers."""
    assert wording.balance(a_digest(balance=Balance(*balance))) == said


@pytest.mark.parametrize(
    ("commands", "said"),
    [
        (1, "No message came. 1 command of yours came by mail."),
        (2, "No message came. 2 commands of yours came by mail."),
    ],
)
def test_commands_of_ones_own_are_no_messages_that_came(commands: int, said: str) -> None:
    """They are told beside the balance."""
    assert wording.balance(a_digest(commands=commands)) == said


@pytest.mark.parametrize(
    ("channels", "said"),
    [
        ({"email": 1}, "1 knock: 1 e-mail"),
        (
            {"email": 2, "voicemail": 1, "call": 1},
            "4 knocks: 2 e-mails, 1 voicemail, 1 missed call",
        ),
        ({"email": 0, "voicemail": 2, "note": 1}, "3 knocks: 2 voicemails, 1 noted by you"),
    ],
)
def test_knocks_are_counts_and_channels(channels: dict[str, int], said: str) -> None:
    """And nothing else."""
    closed = a_closed(knocks=sum(channels.values()), channels=channels)

    assert wording.knocks(closed) == said


@pytest.mark.parametrize(
    ("trend", "said"),
    [
        ((0,) * 14, "None in the last 14 days"),
        ((0,) * 13 + (1,), "1 knock in 14 days, today"),
        ((0,) * 12 + (3, 0), "3 knocks in 14 days, on Thursday 26 November"),
        ((1,) * 13 + (4,), "17 knocks in 14 days, the most today (4)"),
        ((5,) + (1,) * 13, "18 knocks in 14 days, the most on Saturday 14 November (5)"),
        ((), "None in the last 0 days"),
    ],
)
def test_the_picture_is_told_in_words_too(trend: tuple[int, ...], said: str) -> None:
    """For who cannot see it."""
    assert wording.trend(a_closed(trend=trend), last=FRIDAY) == said


@dataclass
class At:
    """A moment, and how it is said on Friday 27 November."""

    ago: float
    said: str


@pytest.mark.parametrize(
    "at",
    [
        At(0, "07:30"),
        At(7, "00:30"),
        At(8, "Thursday 23:30"),
        At(24 * 6, "Saturday 07:30"),
        At(24 * 7, "Friday 20 November, 07:30"),
        At(-48, "Sunday 29 November, 07:30"),
    ],
)
def test_times_are_as_short_as_they_can_be(at: At) -> None:
    """In the account's zone."""
    assert wording.when(ago(hours=at.ago), a_digest()) == at.said


def test_what_is_looked_at_the_evening_before_speaks_of_that_evening() -> None:
    """The digest of Friday, on Thursday: its last bar, and what was an hour ago."""
    thursday = a_digest(until=ago(hours=12))

    assert wording.today(thursday) == date(2026, 11, 26)
    assert wording.when(ago(hours=13), thursday) == "18:30"


def test_times_keep_to_the_zone_when_clocks_change() -> None:
    """The two mornings are 25 hours apart, and both are at half past seven."""
    morning = datetime(2026, 10, 25, 7, 30, tzinfo=BERLIN)
    digest = a_digest(day=date(2026, 10, 25), since=morning.replace(day=24), until=morning)

    assert wording.span(digest) == (
        "From Saturday 24 October, 07:30, to Sunday 25 October, 07:30 (Europe/Berlin)"
    )


@pytest.mark.parametrize(
    ("waiting", "said"),
    [
        (Waiting(1), "1 person wrote to you for the first time."),
        (Waiting(2_000, at_least=True), "At least 2,000 people wrote to you for the first time."),
    ],
)
def test_first_contacts_are_counted(waiting: Waiting, said: str) -> None:
    """And where there were too many to count, it says so."""
    assert wording.left_in_inbox(waiting) == said


def test_a_link_says_what_it_does_without_what_is_beside_it() -> None:
    """And begins with the words that can be seen, so that it can be called by them."""
    close = an_act("Close the door", Verb.CLOSE, "ann@example.com")

    assert wording.spoken(close, "ann@example.com") == "Close the door on ann@example.com"
    assert wording.spoken(an_act("Undo"), "Ann, Lunch") == "Undo: Ann, Lunch"


def test_what_has_to_be_known_is_said_at_once() -> None:
    """That nothing is moved, that it is paused, that silence is not the end."""
    quiet = wording.at_once(a_digest())
    observing = wording.at_once(a_typical_day(mode=Mode.OBSERVE))
    paused = wording.at_once(a_typical_day(paused="Monday, 09:00"))

    assert wording.at_once(a_typical_day(looking_back=True)) == [wording.LOOKING_BACK]
    assert quiet == [wording.QUIET]
    assert observing == [wording.OBSERVING]
    assert paused == ["Paused until Monday, 09:00."]
    assert wording.at_once(a_typical_day()) == []


@pytest.mark.parametrize(
    ("number", "of", "said"),
    [
        (1, "", "and 1 more"),
        (1_214, "", "and 1,214 more"),
        (1, "rule", "and 1 more rule"),
        (3, "rule", "and 3 more rules"),
    ],
)
def test_what_is_left_out_is_counted(number: int, of: str, said: str) -> None:
    """So that nobody takes a part for all."""
    assert wording.more(number, of) == said
