"""Whom a command means."""

from datetime import date

import pytest

from screener.application.doors.who import who
from screener.domain.people.contact import Contact, Directory
from screener.domain.people.handle import parse_handle
from screener.domain.record.decision import Door
from screener.errors import WrongUse

TODAY = date(2026, 11, 20)


def contact(*handles: str, name: str | None = None, door: Door = Door.OPEN) -> Contact:
    """An entry with these handles."""
    parsed = tuple(parse_handle(handle, region="US") for handle in handles)
    return Contact(name=name, handles=parsed, door=door)


DIRECTORY = Directory(
    [
        contact("ann@example.com", "(202) 555-0143", name="Ann"),
        contact("him@bad.example", door=Door.WELCOME),
        contact("bad.example", door=Door.CLOSED),
        contact("+1900*", door=Door.CLOSED),
    ]
)


@pytest.mark.parametrize(
    "said", ["Ann", "ann", "Ann+x@EXAMPLE.com", "+1 202 555 0143", "202-555-0143"]
)
def test_a_person_is_found_by_name_and_by_every_handle(said: str) -> None:
    """Without regard to case, tags and ways of writing a number."""
    found = who(said, directory=DIRECTORY, region="US")

    assert (found.name, found.own_line, found.door_at(TODAY)) == ("Ann", True, Door.OPEN)
    assert [handle.key for handle in found.handles] == ["ann@example.com", "+12025550143"]


@pytest.mark.parametrize(
    ("said", "door"),
    [("any@bad.example", Door.CLOSED), ("+1 900 555 0143", Door.CLOSED)],
)
def test_a_line_for_many_decides_the_door_and_is_not_theirs(said: str, door: Door) -> None:
    """So nobody opens a whole domain by naming one address of it."""
    found = who(said, directory=DIRECTORY, region=None)

    assert (found.own_line, found.door_at(TODAY)) == (False, door)
    assert found.name == found.handle.key if found.handle else None


def test_the_most_specific_line_is_the_one_that_counts() -> None:
    """An address of one's own goes before the domain around it."""
    found = who("him@bad.example", directory=DIRECTORY, region=None)

    assert (found.own_line, found.door_at(TODAY)) == (True, Door.WELCOME)


def test_a_domain_itself_can_be_meant() -> None:
    """However it is written."""
    assert who("@bad.example", directory=DIRECTORY, region=None).own_line
    assert who("*.bad.example", directory=DIRECTORY, region=None).entry is None


def test_somebody_new_has_an_open_door() -> None:
    """Any handle will do."""
    found = who("new@example.com", directory=DIRECTORY, region=None)

    assert (found.name, found.entry, found.door_at(TODAY)) == ("new@example.com", None, Door.OPEN)


def test_what_is_neither_name_nor_handle_is_wrong_use() -> None:
    """With a guess where a name is near, and with how a handle is written."""
    with pytest.raises(WrongUse, match="did you mean `Ann`") as raised:
        who("Anne", directory=DIRECTORY, region=None)

    assert "him@example.com" in raised.value.advice
