"""Which message it is at which a server hangs up, told by how often and on what it did."""

from datetime import UTC, datetime, timedelta

from screener.domain.record.stumble import (
    PATIENCE,
    SHARE,
    TIMES,
    Lost,
    Part,
    Stumble,
    Stumbles,
    Told,
)

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
SOON = timedelta(seconds=5)


def after(
    *lots: list[int],
    part: Part = Part.HEADER,
    proven: bool = True,
    told: Told | None = None,
    every: timedelta = SOON,
) -> Stumbles:
    """What is known once the connection broke on these, one after the other."""
    known = Stumbles(uidvalidity=7)
    for number, uids in enumerate(lots):
        stumble = Stumble(part, tuple(uids), proven, told)
        known = known.after(stumble, now=NOON + number * every)
    return known


def test_what_broke_is_read_in_smaller_lots() -> None:
    """Two steps from a whole batch to one message; all that lies outside is read as ever."""
    known = after([*range(1, 501)])
    assert known.suspicion is not None
    assert known.suspicion.step == 500 // SHARE
    assert known.suspects(Part.HEADER, 1)
    assert known.suspects(Part.HEADER, 500)
    assert not known.suspects(Part.HEADER, 501)
    assert not known.suspects(Part.WHOLE, 1)
    known = after([*range(1, 501)], [*range(21, 41)])
    assert known.suspicion is not None
    assert (known.suspicion.first, known.suspicion.last, known.suspicion.step) == (21, 40, 1)


def test_the_one_that_breaks_it_again_and_again_is_lost() -> None:
    """Not before the last time, and nobody else is suspected any more."""
    for times in range(1, TIMES):
        assert after([5, 6], *[[5]] * times).lost == {}
    assert after([5, 6], *[[5]] * (TIMES - 1)).last_try(Part.HEADER, 5)
    known = after([5, 6], *[[5]] * TIMES)
    assert known.lost.keys() == {5}
    assert known.suspicion is None


def test_progress_in_between_begins_anew() -> None:
    """Three times in a row, or it was bad luck."""
    assert after([5], [5], [6], [5], [5]).lost == {}
    known = after([5], [5]).passed(Part.HEADER, (5,))
    assert known == Stumbles(uidvalidity=7)
    assert after([5], [5]).passed(Part.HEADER, (4,)).last_try(Part.HEADER, 5)
    assert after([5], [5]).passed(Part.WHOLE, (5,)).last_try(Part.HEADER, 5)


def test_a_server_that_shows_nothing_else_loses_no_message() -> None:
    """It is in trouble itself; only if that lasts is the message given up all the same."""
    known = after(*[[5]] * 50, proven=False)
    assert known.lost == {}
    assert known.last_try(Part.HEADER, 5)
    assert after(*[[5]] * (TIMES + 1), proven=False, every=PATIENCE).lost.keys() == {5}


def test_what_the_server_tells_of_it_is_kept() -> None:
    """So that the user finds it; else it is dated to when it was first met."""
    yesterday = NOON - timedelta(days=1)
    told = after(*[[5]] * TIMES, told=Told(yesterday, 4711)).lost[5]
    assert told == Lost(part=Part.HEADER, received=yesterday, size=4711)
    assert after(*[[5]] * TIMES).lost[5].received == NOON


def test_a_message_without_a_header_is_not_read_at_all() -> None:
    """One that breaks only as a whole still has its header."""
    known = after(*[[5]] * TIMES)
    assert known.hides(Part.HEADER, 5)
    assert known.hides(Part.WHOLE, 5)
    known = after(*[[5]] * TIMES, part=Part.WHOLE)
    assert not known.hides(Part.HEADER, 5)
    assert known.hides(Part.WHOLE, 5)
    assert not known.hides(Part.WHOLE, 6)


def test_it_is_the_same_after_a_restart() -> None:
    """As it is kept, so it is read."""
    known = after(*[[5]] * TIMES).after(Stumble(Part.WHOLE, (8, 9), proven=True), now=NOON)
    assert Stumbles.model_validate_json(known.model_dump_json()) == known
