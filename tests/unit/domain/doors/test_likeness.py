"""Signs by which two handles may be those of one person."""

from datetime import datetime, timedelta

import pytest

from screener.domain.doors.likeness import SOON, Mark, Sign, marks_of, numbers_in, signs_of, telling
from screener.domain.record.event import Address, Class, Content
from tests.builders import NOON, a_call, a_mail, a_voicemail

HIM = "him@example.com"


def common(left: object, shows: object) -> set[Mark]:
    """What a message of his and one of somebody else have in common."""
    return set(marks_of(left, region="US") & signs_of(shows, region="US"))  # type: ignore[arg-type]


def said(text: str, below: str = "") -> Content:
    """A message that was read whole; what stands below is no new text."""
    return Content(text=text, full_text=f"{text}{below}")


def test_the_same_reply_to_is_a_sign() -> None:
    """However the address is written, and also if he writes from it himself later."""
    left = a_mail(reply_to=(Address(address="Real@Example.net"),))
    shared = Mark(Sign.REPLY_TO, "real@example.net")

    other = a_mail(2, sender="new@example.org", reply_to=(Address(address="real+x@example.net"),))
    assert common(left, other) == {shared}
    assert common(left, a_mail(2, sender="real@example.net")) == {shared}
    assert common(left, a_mail(2, sender="new@example.org")) == set()


def test_a_reply_to_that_names_him_is_a_sign() -> None:
    """The answer would have gone to him."""
    other = a_mail(2, sender="new@example.org", reply_to=(Address(address=HIM),))
    assert common(a_mail(), other) == {Mark(Sign.REPLY_TO, HIM)}


def test_the_number_below_a_letter_is_a_sign() -> None:
    """However it is written; and if he telephones from it, too."""
    left = a_mail(content=said("Call me.", "\n-- \nJohn, (202) 555-0143"))
    shared = {Mark(Sign.NUMBER, "+12025550143")}

    other = a_mail(2, sender="new@example.org", content=said("Hi. Ring +1 202.555.0143!"))
    assert common(left, other) == shared
    assert common(left, a_voicemail(2)) == common(left, a_call(2)) == shared


def test_a_number_in_what_is_quoted_is_none() -> None:
    """A colleague who answers him has his number in the quote."""
    left = a_mail(content=said("Call me at +1 202 555 0143"))
    quoting = said("No.", "\n\nOn Monday he wrote:\n> Call me at +1 202 555 0143")

    assert common(left, a_mail(2, sender="al@firm.example", content=quoting)) == set()


def test_the_same_name_is_a_sign_unless_it_is_everybodys() -> None:
    """A first name alone is, and an address is no name."""
    john = Mark(Sign.NAME, "john street")
    left = a_mail(name="John  STREET")

    assert common(left, a_mail(2, sender="j@example.org", name="John Street")) == {john}
    assert common(a_mail(name="John"), a_mail(2, sender="j@example.org", name="John")) == set()
    alike = "him @ example.com"
    assert common(a_mail(name=alike), a_mail(2, sender="j@e.example", name=alike)) == set()


def test_an_answer_to_a_message_of_his_is_a_sign() -> None:
    """Its Message-ID stands in the References; that of a thread that others began does not."""
    left = a_mail(message_id="<his@example.com>", references=("<first@example.com>",))
    answer = a_mail(2, sender="new@example.org", references=("<a@b>", "<his@example.com>"))
    beside = a_mail(3, sender="al@firm.example", references=("<first@example.com>",))

    assert common(left, answer) == {Mark(Sign.THREAD, "<his@example.com>")}
    assert common(left, beside) == set()


@pytest.mark.parametrize("of", [Class.LIST, Class.BULK, Class.AUTO, Class.BOUNCE])
def test_a_machine_leaves_nothing_behind(of: Class) -> None:
    """A newsletter has the same Reply-To as any other of its sender's."""
    machine = a_mail(name="The Shop Ltd", classes=frozenset({of}))

    assert marks_of(machine, region=None) == signs_of(machine, region=None) == frozenset()


@pytest.mark.parametrize(
    ("new_since", "received", "tells"),
    [
        (NOON + timedelta(days=1), NOON + timedelta(days=1), True),
        (NOON + timedelta(days=1), NOON + SOON, True),
        (NOON + timedelta(days=1), NOON + SOON + timedelta(days=1), False),
        (NOON - timedelta(days=1), NOON + timedelta(days=1), False),
        (None, NOON + timedelta(days=1), False),
    ],
)
def test_a_name_tells_something_only_soon_and_from_a_new_address(
    new_since: datetime | None,
    received: datetime,
    tells: bool,  # noqa: FBT001  a column of the table
) -> None:
    """After that it is somebody of the same name; other signs tell something at any time."""
    name, thread = Mark(Sign.NAME, "john street"), Mark(Sign.THREAD, "<his@example.com>")
    found = telling([thread, name], received=received, new_since=new_since, closed_since=NOON)
    never = telling([name], received=received, new_since=new_since, closed_since=None)

    assert found == ([name, thread] if tells else [thread])
    assert never == []


def test_numbers_are_found_and_digits_are_not() -> None:
    """National ones with a region only."""
    text = "202-555-0143, +44 20 7946 0958; order 20261120, at 12:30, 4 Nov 2026"

    assert numbers_in(text, region="US") == {"+12025550143", "+442079460958"}
    assert numbers_in(text, region=None) == {"+442079460958"}
    assert numbers_in("see you at 5", region="US") == ()
