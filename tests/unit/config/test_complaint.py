"""A complaint shows the line it speaks of."""

import pytest

from screener.config.complaint import MOST, Complaint, Findings, closest, in_order, refuse_errors
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


def test_of_one_file_only_so_many_findings_are_told() -> None:
    """The last one says that there are more, and where they begin."""
    told = in_order(a_complaint(line=number) for number in range(1, MOST + 500))
    assert len(told) == MOST + 1
    assert told[-1].place.line == MOST + 1
    assert told[-1].text == "more is wrong in this file than the 1,000 findings above"


def test_no_number_of_warnings_hides_an_error() -> None:
    """They are counted apart, where they come in and where they are told."""
    found = Findings(a_complaint(line=number, level="warning") for number in range(1, 3 * MOST))
    found.append(a_complaint(line=5 * MOST))
    assert len(list(found)) == MOST + 2
    with pytest.raises(InvalidConfiguration):
        refuse_errors(found)


def test_another_file_has_room_of_its_own() -> None:
    """A broken file does not hide what is wrong with the others."""
    found = Findings(a_complaint(line=number) for number in range(1, 2 * MOST))
    elsewhere = Complaint(place=Place("rules/20-other.yaml", 1, 1), text="`x` is unknown")
    assert in_order([*found, elsewhere])[-1] == elsewhere
    assert found.has_enough_of("rules/10-doors.yaml")
    assert not found.has_enough_of("rules/20-other.yaml")
