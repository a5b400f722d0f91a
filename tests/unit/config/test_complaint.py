"""A complaint shows the line it speaks of."""

import pytest

from screener.config.complaint import Complaint, closest, in_order, refuse_errors
from screener.domain.place import Place
from screener.errors import InvalidConfiguration


def a_complaint(
    line: int = 6, column: int = 11, text: str = "`dor` is unknown", **more: str
) -> Complaint:
    """A complaint about a key."""
    place = Place("rules/10-doors.yaml", line, column)
    return Complaint.model_validate({"place": place, "text": text, **more})


def test_the_caret_stands_below_the_column() -> None:
    """Place and text come first, advice last."""
    complaint = a_complaint(quoted="    when: {dor: closed}", advice="write `door`")
    assert complaint.render() == (
        "rules/10-doors.yaml:6:11: `dor` is unknown\n"
        "  |     when: {dor: closed}\n"
        "  |           ^\n"
        "  write `door`"
    )


def test_the_caret_follows_tabs() -> None:
    """They are as wide as they are above."""
    assert a_complaint(column=3, quoted="\t\tx").render().endswith("\n  | \t\t^")


def test_a_long_line_is_cut_round_the_column() -> None:
    """The caret still stands below the right character."""
    complaint = a_complaint(column=5001, quoted="a" * 5000 + "b" + "c" * 5000)
    _, shown, caret = complaint.render().split("\n")
    assert len(shown) < 120
    assert shown[caret.index("^")] == "b"


def test_what_a_terminal_would_obey_is_not_printed() -> None:
    """A file may come from somebody else."""
    assert "\x1b" not in a_complaint(quoted="a: \x1b[2J\u202e").render()


def test_complaints_come_in_the_order_of_the_files() -> None:
    """Each is told once, though two rules may find it."""
    second, first = a_complaint(line=10), a_complaint(line=9)
    assert in_order([second, first, second]) == [first, second]


def test_an_error_refuses_and_a_warning_does_not() -> None:
    """With an error the warnings are told too."""
    warning = a_complaint(text="this never matches", level="warning")
    assert refuse_errors([warning]) == [warning]
    with pytest.raises(InvalidConfiguration) as error:
        refuse_errors([warning, a_complaint(line=1)])
    assert str(error.value) == (
        "rules/10-doors.yaml:1:11: `dor` is unknown\n"
        "rules/10-doors.yaml:6:11: warning: this never matches"
    )


def test_a_near_miss_is_recognised_and_a_far_one_is_not() -> None:
    """Case does not matter, and the word comes back as it is allowed."""
    assert closest("Dor", ["door", "from"]) == "door"
    assert closest("inbox", ["INBOX", "Sent"]) == "INBOX"
    assert closest("zebra", ["door", "from"]) is None
