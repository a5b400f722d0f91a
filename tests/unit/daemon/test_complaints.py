"""What is said of trouble that stays."""

import pytest
from structlog.testing import capture_logs

from screener.daemon.complaints import Complaints
from screener.errors import DatabaseAway, DiskTrouble

AWAY = DatabaseAway("It is away.", advice="Look.")
FULL = DiskTrouble("The disk is full.")


def complain(complaints: Complaints, error: Exception | None, account: str = "me") -> None:
    """One more try."""
    with complaints.about("not_done", account=account):
        if error is not None:
            raise error


def test_the_same_trouble_is_said_once() -> None:
    """For each account; and anew when it is another, or comes back."""
    complaints = Complaints()
    with capture_logs() as said:
        for _ in range(3):
            complain(complaints, FULL)
            complain(complaints, FULL, "other")
        complain(complaints, DiskTrouble("It may only be read."))
        complain(complaints, None)
        complain(complaints, FULL)
    assert [(one["account"], one["why"]) for one in said] == [
        ("me", "The disk is full."),
        ("other", "The disk is full."),
        ("me", "It may only be read."),
        ("me", "The disk is full."),
    ]


def test_a_database_that_is_away_is_said_by_the_first_who_notices() -> None:
    """And anew when it was there for that one meanwhile."""
    one, another = Complaints(), Complaints()
    with capture_logs() as said:
        for _ in range(2):
            for _ in range(2):
                complain(one, AWAY, "me")
                complain(another, AWAY, "other")
                complain(another, None, "other")
            complain(one, None, "me")
    assert [(each["event"], each["why"], each["advice"]) for each in said] == [
        ("database_away", "It is away.", "Look.")
    ] * 2


def test_a_fault_of_the_program_keeps_its_traceback() -> None:
    """Once, too."""
    complaints, fault = Complaints(), KeyError("a fault")
    with capture_logs() as said:
        complain(complaints, fault)
        complain(complaints, KeyError("a fault"))
    assert [one["exc_info"] for one in said] == [fault]


def test_who_wants_to_end_is_not_kept() -> None:
    """Only what goes wrong is."""
    with pytest.raises(KeyboardInterrupt), Complaints().about("not_done"):
        raise KeyboardInterrupt
