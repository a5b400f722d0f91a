"""What was decided about one person."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from screener.application.doors.who import Who, who
from screener.application.record.history import history
from screener.domain.people.contact import Contact, Directory
from screener.domain.people.handle import parse_handle
from screener.ports.store import Query, Store
from tests.builders import a_call, a_decision, a_mail
from tests.databases import new_store

HANDLES = ("ann@example.com", "+12025550143")
DIRECTORY = Directory(
    [Contact(name="Ann", handles=tuple(parse_handle(handle, region=None) for handle in HANDLES))]
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Ann wrote before she had a name and after, and called; somebody else wrote, too."""
    mails = [
        a_decision(1, event=a_mail(1, sender="ann@example.com"), contact="ann@example.com"),
        a_decision(2, event=a_mail(2, sender="Ann+x@example.com"), contact="Ann", rule="News"),
        a_decision(3, event=a_mail(3, sender="bob@example.com"), contact="bob@example.com"),
        a_decision(4, event=a_call(4), contact="+12025550143"),
    ]
    with closing(new_store(tmp_path / "screener.sqlite3")) as store:
        store.remember(list(reversed(mails)), bookmark=None)
        yield store


def ids(store: Store, about: Who | None, query: Query = Query()) -> list[str]:  # noqa: B008  a value
    """The ids of what is found, in order."""
    return [one.decision.id for one in history(store, query, about=about)]


def somebody(said: str) -> Who:
    """Whom that means."""
    return who(said, directory=DIRECTORY, region=None)


def test_everything_comes_oldest_first(store: Store) -> None:
    """Whatever the order of writing."""
    assert ids(store, None) == ["d1", "d2", "d3", "d4"]


def test_a_person_is_all_of_their_handles_and_what_was_before_the_name(store: Store) -> None:
    """Each decision once, oldest first."""
    assert ids(store, somebody("Ann")) == ["d1", "d2", "d4"]
    assert ids(store, somebody("+12025550143")) == ["d1", "d2", "d4"]


def test_a_rule_for_many_is_everybody_whom_it_covers(store: Store) -> None:
    """Domains, globs and prefixes."""
    assert ids(store, somebody("@example.com")) == ["d1", "d2", "d3"]
    assert ids(store, somebody("b*@example.com")) == ["d3"]
    assert ids(store, somebody("+1202*")) == ["d4"]


def test_a_person_and_a_rule_can_be_asked_for_together(store: Store) -> None:
    """Both must fit."""
    assert ids(store, somebody("Ann"), Query(rule="News")) == ["d2"]


def test_nobody_has_no_history(store: Store) -> None:
    """Somebody who never wrote is no error."""
    assert ids(store, somebody("new@example.net")) == []
