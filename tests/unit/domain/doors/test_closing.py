"""Which lines of `closed` are new, and which only look so."""

from datetime import UTC, date, datetime, timedelta

from screener.domain.doors.closing import Closing, changes, closed_lines
from screener.domain.people.contact import Contact
from screener.domain.people.handle import parse_handle
from screener.domain.record.decision import Door

TODAY = date(2026, 11, 20)
THEN = datetime(2026, 11, 1, tzinfo=UTC)
NOW = datetime(2026, 11, 20, tzinfo=UTC)


def lines(*contacts: Contact, at: datetime = NOW) -> dict[str, Closing]:
    """The closed doors among these."""
    return closed_lines(contacts, at=at, today=TODAY)


def closed(*handles: str, name: str | None = None, until: date | None = None) -> Contact:
    """Somebody whose door is closed."""
    parsed = tuple(parse_handle(handle, region=None) for handle in handles)
    return Contact(name=name, handles=parsed, door=Door.CLOSED, until=until)


def test_only_what_is_closed_today_is_a_closing() -> None:
    """An end that has come is no closing any more, and a name alone is none."""
    over = closed("over@example.com", until=TODAY)
    friend = Contact(handles=over.handles, door=Door.WELCOME)
    still = closed("still@example.com", until=TODAY + timedelta(days=1))
    assert list(lines(over, friend, still)) == ["still@example.com"]


def test_a_line_that_was_not_there_began_and_is_swept() -> None:
    """And one that is not there any more has ended."""
    known = lines(closed("old@example.com"), at=THEN)
    changed = changes(known.values(), lines(closed("new@example.com")))
    assert [(one.line, one.at, one.sweep) for one in changed.began] == [
        ("new@example.com", NOW, NOW)
    ]
    assert [one.line for one in changed.ended] == ["old@example.com"]


def test_what_is_as_it_was_is_no_change() -> None:
    """Whenever it is looked at."""
    him = closed("him@example.com")
    assert not any(changes(lines(him, at=THEN).values(), lines(him)))


def test_a_name_given_later_is_the_same_closing() -> None:
    """Told by the handles; nothing is swept again."""
    known = lines(closed("him@example.com"), at=THEN)
    changed = changes(known.values(), lines(closed("him@example.com", name="Him")))
    ((before, after),) = changed.renamed
    assert (before, after.line, after.at, after.sweep) == ("him@example.com", "Him", THEN, THEN)
    assert (list(changed.began), list(changed.ended)) == ([], [])


def test_another_handle_has_a_past_of_its_own() -> None:
    """The closing goes on, and is swept once more."""
    known = lines(closed("him@example.com", name="Him"), at=THEN)
    changed = changes(
        known.values(), lines(closed("him@example.com", "him@elsewhere.example", name="Him"))
    )
    assert [(one.at, one.sweep) for one in changed.grown] == [(THEN, NOW)]


def test_another_end_is_no_reason_to_sweep() -> None:
    """It is only written down."""
    known = lines(closed("him@example.com"), at=THEN)
    end = TODAY + timedelta(days=9)
    changed = changes(known.values(), lines(closed("him@example.com", until=end)))
    assert [(one.until, one.sweep) for one in changed.grown] == [(end, THEN)]
