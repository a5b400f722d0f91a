"""The JSON that commands print."""

from screener.cli.printing import shapes
from screener.domain.digest.digest import Balance, Kind
from tests.digests import a_digest, a_point, an_act

PLACES = {
    "alarms": {Kind.ALARM},
    "proposals": {Kind.PROPOSAL, Kind.NEWS, Kind.DONE},
    "errors": {Kind.ERROR, Kind.NOT_DONE},
}


def test_errors_are_what_did_not_work_and_nothing_else() -> None:
    """What a command of the user's has done is no error; what undoes it is offered."""
    points = [a_point(kind=kind, name=kind.value, acts=[an_act()]) for kind in Kind]
    shape = shapes.digest(a_digest(points=points), to="me@example.com")
    found = {place: {Kind(one["kind"]) for one in shape[place]} for place in PLACES}

    assert found == PLACES
    assert all(one["commands"] == ["undo d1"] for place in PLACES for one in shape[place])


def test_a_pause_can_be_ended() -> None:
    """Whoever reads the digest by a program hears of it, too."""
    [paused] = shapes.digest(a_digest(paused="you resume it"), to="me@example.com")["proposals"]

    assert (paused["kind"], paused["text"]) == ("paused", "Paused until you resume it.")
    assert paused["commands"] == ["resume"]


def test_the_balance_has_four_numbers() -> None:
    """Commands are none of them: `log` has those under a name of their own."""
    shape = shapes.digest(a_digest(balance=Balance(3, 2, 1, 1), commands=5), to="me@example.com")

    assert shape["balance"] == {"came": 3, "filed": 2, "left": 1, "answered": 1}
