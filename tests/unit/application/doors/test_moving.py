"""Moving doors, where the command line alone does not reach."""

from datetime import date
from pathlib import Path

import pytest

from screener.application.doors.moving import Already, Move, Mover, Plan, Refused, shut_or_wide
from screener.application.doors.who import bearer, who
from screener.config.doors.file import DoorsFile
from screener.config.rulebook.compiling import Own, compile_rules
from screener.config.rulebook.sources import gather
from screener.domain.people.closable import Refusal
from screener.domain.people.contact import Directory
from screener.domain.people.handle import relay
from screener.domain.record.decision import Door

TODAY = date(2026, 11, 20)
OWN = Own(frozenset({"me"}), frozenset({"me@example.com"}), region=None)


class Doors:
    """A file of doors that is read as the rules are."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "doors.yaml"
        file = DoorsFile(self._path, lock=folder / "lock", shown_as=f"{folder.name}/doors.yaml")
        self.mover = Mover(file, own=OWN.addresses, today=TODAY)

    @property
    def directory(self) -> Directory:
        """Everybody in the file, as it is now."""
        return compile_rules(gather(self._path.parent, self._path), OWN).rulebook.directory

    @property
    def text(self) -> str:
        """What the file says."""
        return self._path.read_text()

    def write(self, text: str) -> None:
        """Write it by hand."""
        self._path.write_text(text)

    def plan(self, said: str, door: Door, *, until: date | None = None) -> Plan:
        """What moving that door would come to."""
        person = who(said, directory=self.directory, region=None)
        return self.mover.plan(person, door, until=until)

    def move(self, said: str, door: Door) -> None:
        """Move it."""
        plan = self.plan(said, door)
        assert isinstance(plan, Move)
        self.mover.make(plan)


@pytest.fixture
def doors(tmp_path: Path) -> Doors:
    """Nobody has a door yet."""
    return Doors(tmp_path)


def test_a_closing_that_has_ended_can_begin_again(doors: Doors) -> None:
    """From today on, and without the old end and the old answer."""
    doors.write(
        "closed:\n"
        "  - handles: [him@example.com]\n"
        "    since: 2025-01-01\n"
        "    declined: 2025-01-02\n"
        "    until: 2026-01-01\n"
    )
    assert isinstance(doors.plan("him@example.com", Door.OPEN), Already)
    doors.move("him@example.com", Door.CLOSED)

    assert doors.text == "closed:\n  - handles: [him@example.com]\n    since: 2026-11-20\n"


def test_an_end_is_added_to_a_closing_that_goes_on(doors: Doors) -> None:
    """Everything else of the line stays, as its beginning and what is noted."""
    doors.write(
        "closed:\n  - handles: [him@example.com]\n    since: 2025-01-01\n    brief: Say nothing.\n"
    )
    plan = doors.plan("him@example.com", Door.CLOSED, until=date(2027, 1, 1))
    assert isinstance(plan, Move)
    doors.mover.make(plan)

    assert doors.text == (
        "closed:\n"
        "  - handles: [him@example.com]\n"
        "    since: 2025-01-01\n"
        "    brief: Say nothing.\n"
        "    until: 2027-01-01\n"
    )


def test_a_person_behind_a_relay_is_opened_by_the_name_that_is_shown(doors: Doors) -> None:
    """It is no handle that anybody would type, but the list of doors shows it."""
    doors.write("closed:\n  - {via: relay.example, name: John Street}\n  - him@example.com\n")
    doors.move("John Street via relay.example", Door.OPEN)

    assert doors.text == "closed:\n  - him@example.com\n"


@pytest.mark.parametrize(
    "line",
    [
        "{name: John Street, handles: [him@example.com]}",
        "{via: xing.com, name: John Street}",
        "handles: [{via: xing.com, name: John Street}]",
    ],
)
def test_somebody_behind_a_relay_is_not_whoever_has_that_name(doors: Doors, line: str) -> None:
    """Neither closing nor opening one of them touches the line of the other."""
    doors.write(f"closed:\n  - {line}\n")
    handle = relay(via="LinkedIn.com", name="John Street")
    for door in (Door.CLOSED, Door.OPEN):
        plan = doors.mover.plan(bearer(handle, directory=doors.directory), door)
        assert isinstance(plan, Move)
        doors.mover.make(plan)
        assert f"  - {line}\n" in doors.text
        assert ("via: linkedin.com" in doors.text) is (door is Door.CLOSED)


def test_one_handle_opens_the_door_of_the_whole_person(doors: Doors) -> None:
    """A line is one person."""
    doors.write("closed:\n  - {name: Him, handles: [him@example.com, +1 202 555 0143]}\n")
    doors.move("+12025550143", Door.OPEN)

    assert list(shut_or_wide(doors.directory, None, today=TODAY)) == []


def test_one_of_a_closed_domain_can_be_let_in(doors: Doors) -> None:
    """By a line of their own; the domain stays closed."""
    doors.write("closed:\n  - bad.example\n")
    doors.move("good@bad.example", Door.WELCOME)

    assert doors.text == "closed:\n  - bad.example\nwelcome:\n  - good@bad.example\n"
    found = doors.directory.of_address("good@bad.example", today=TODAY)
    assert found.door is Door.WELCOME


@pytest.mark.parametrize(
    "said", ["me@example.com", "example.com", "*@example.com", "m*@example.com"]
)
def test_nothing_that_covers_an_own_address_is_closed(doors: Doors, said: str) -> None:
    """Domains and globs too; letting colleagues in is fine."""
    refused = doors.plan(said, Door.CLOSED)

    assert isinstance(refused, Refused)
    assert refused.why is Refusal.OWN
    assert isinstance(doors.plan(said, Door.WELCOME), Move)
