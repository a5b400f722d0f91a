"""What a line of the log says of each kind of event."""

import pytest

from screener.domain.record.event import Address, Event
from screener.domain.record.summary import Summary, summary
from tests.builders import a_call, a_mail, a_voicemail, an_unreadable


@pytest.mark.parametrize(
    ("event", "handle"),
    [
        (a_mail(sender="Him+Lunch@Example.COM"), "him+lunch@example.com"),
        (
            a_mail(from_=(Address(address="b@b.example"), Address(address="a@a.example"))),
            "b@b.example",
        ),
        (a_mail(from_=()), None),
        (a_voicemail(number="+12025550143"), "+12025550143"),
        (a_voicemail(number=None), "anonymous"),
        (a_call(number=None), "anonymous"),
        (an_unreadable(), None),
    ],
)
def test_the_handle_is_who_came(event: Event, handle: str | None) -> None:
    """The first From as written, the caller and not the exchange that reports him."""
    assert summary(event).from_handle == handle


def test_a_mail_is_summed_up_by_its_header() -> None:
    """With the name that the sender gives himself."""
    assert summary(a_mail(1, sender="him@example.com", name="Al", subject="Lunch?")) == Summary(
        from_handle="him@example.com",
        from_name="Al",
        subject="Lunch?",
        message_id="<1@example.com>",
    )


def test_no_name_is_none() -> None:
    """Rather than an empty one; the exchange's name is not the caller's."""
    assert summary(a_mail(name="")).from_name is None
    assert summary(a_voicemail()).from_name is None


def test_a_call_has_the_subject_of_its_report() -> None:
    """That is what stands in the mailbox."""
    call = a_call()

    assert summary(call)[2:] == (call.mail.subject, call.mail.message_id)


def test_nothing_is_told_of_what_could_not_be_read() -> None:
    """Nothing rather than something wrong."""
    assert summary(an_unreadable()) == Summary(None, None, None, None)
