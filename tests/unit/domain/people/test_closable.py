"""Whose door can be closed, by which handle, and whose never."""

import pytest

from screener.domain.people.closable import (
    Refusal,
    not_to_be_closed,
    sender_to_close,
    sender_to_open,
)
from screener.domain.people.contact import Contact
from screener.domain.people.handle import Kind, parse_handle, relay
from screener.domain.record.event import Address, Caller, Class, Event
from tests.builders import a_call, a_mail, a_voicemail, an_unreadable

OWN = frozenset({"me@example.com"})


def closed_by(event: Event) -> str:
    """What would be closed, or why nothing is."""
    found = sender_to_close(event, own=OWN, providers={"pbx.example"})
    return found.value if isinstance(found, Refusal) else found.shown


def a_mail_of(address: str, name: str = "") -> Event:
    """From that address under that name."""
    return a_mail(sender=address, name=name)


@pytest.mark.parametrize(
    ("event", "closed"),
    [
        (a_mail_of("Him+shop@Example.com"), "him@example.com"),
        (a_voicemail(number="+12025550143"), "+12025550143"),
        (a_call(number="+12025550143"), "+12025550143"),
        (a_mail_of("hit-reply@linkedin.com", "John Street"), "John Street via linkedin.com"),
        (a_mail_of("hit-reply@xing.com", "Al via XING"), "Al via XING via xing.com"),
        (a_mail_of("me+shop@example.com"), Refusal.OWN),
        (a_mail_of("Do-Not-Reply@shop.example"), Refusal.ROLE),
        (a_mail_of("voice-noreply@phones.example"), Refusal.ROLE),
        (a_mail(classes=frozenset({Class.LIST})), Refusal.LIST),
        (a_mail_of("hit-reply@linkedin.com", "LinkedIn Job Alerts"), Refusal.RELAY),
        (a_mail_of("hit-reply@mail.linkedin.com"), Refusal.RELAY),
        (a_mail_of("voicemail@pbx.example"), Refusal.PROVIDER),
        (a_voicemail(number=None), Refusal.WITHHELD),
        (a_call().model_copy(update={"caller": Caller(raw="?")}), Refusal.PROVIDER),
        (a_mail(from_=()), Refusal.NOBODY),
        (a_mail(from_=(Address(address="a@b.example"),) * 2), Refusal.SEVERAL),
        (a_mail(defects=("several-from",)), Refusal.SEVERAL),
        (an_unreadable(), Refusal.NOBODY),
    ],
)  # fmt: skip
def test_a_sender_is_closed_by_what_is_theirs_alone(event: Event, closed: str) -> None:
    """And never by what many share."""
    assert closed_by(event) == closed


def test_a_service_that_the_files_name_is_no_person_either() -> None:
    """Closing its address would shut out everybody behind it."""
    event = a_mail_of("messages@dating.example", "Mary Smith")
    closed = sender_to_close(event, own=OWN, services={"dating.example"})

    assert closed == relay(via="dating.example", name="Mary Smith")


def test_opening_takes_the_line_that_covers_somebody_behind_a_service() -> None:
    """Their address is that of many."""
    john = relay(via="linkedin.com", name="John Street")
    line = Contact(handles=(john,))
    event = a_mail_of("hit-reply@linkedin.com", "John Street")
    assert sender_to_open(event, line) == john
    stranger = sender_to_open(a_mail(), None)
    assert not isinstance(stranger, Refusal)
    assert (stranger.kind, stranger.key) == (Kind.ADDRESS, "him@example.com")
    assert sender_to_open(a_mail(from_=()), None) is Refusal.NOBODY


@pytest.mark.parametrize(
    ("handle", "refusal"),
    [
        ("@example.com", Refusal.OWN),
        ("m?@example.com", Refusal.OWN),
        ("abuse@shop.example", Refusal.ROLE),
        ("anonymous", Refusal.WITHHELD),
        ("hit-reply@mail.linkedin.com", Refusal.SERVICE),
        ("linkedin.com", Refusal.SERVICE),
        ("*.linkedin.com", Refusal.SERVICE),
        ("*-reply@linkedin.com", Refusal.SERVICE),
        ("notlinkedin.com", None),
        ("him@example.com", None),
        ("+1900*", None),
    ],
)
def test_handles_that_are_named_are_refused_in_the_same_words(
    handle: str, refusal: Refusal | None
) -> None:
    """One function, whichever way the closing came."""
    assert not_to_be_closed((parse_handle(handle, region=None),), own=OWN) is refusal
