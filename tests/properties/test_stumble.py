"""Whatever messages break a server: all of them are found, soon, and no other is lost."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import groupby

from hypothesis import given
from hypothesis import strategies as st

from screener.domain.record.stumble import TIMES, Part, Stumble, Stumbles

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)

STEPS = 3
"""Lots in which one is looked for before it is alone: of 500, of 20, of one."""


@given(
    count=st.integers(1, 600),
    bad=st.sets(st.integers(1, 600), max_size=4),
    part=st.sampled_from(Part),
)
def test_all_that_break_it_are_found_and_no_other(count: int, bad: set[int], part: Part) -> None:
    """One connection after the other reads on, until one gets to the end."""
    uids = range(1, count + 1)
    there = bad.intersection(uids)
    known = Stumbles(uidvalidity=7)
    broke = 0
    while (ended := _read(uids, there, part, known, now=NOON + timedelta(hours=broke))) != known:
        known = ended
        broke += 1
    assert known.lost.keys() == there
    assert broke <= len(there) * (STEPS + TIMES)


def _read(
    uids: Sequence[int], bad: set[int], part: Part, known: Stumbles, *, now: datetime
) -> Stumbles:
    """One connection: lot by lot to the end, or to what it does not survive."""
    for lot in _lots([uid for uid in uids if not known.hides(part, uid)], part, known):
        if not bad.isdisjoint(lot):
            return known.after(Stumble(part, lot, proven=True), now=now)
        known = known.passed(part, lot)
    return known


def _lots(uids: Sequence[int], part: Part, known: Stumbles) -> Iterator[tuple[int, ...]]:
    for careful, some in groupby(uids, lambda uid: known.suspects(part, uid)):
        together = list(some)
        step = known.suspicion.step if careful and known.suspicion else 500
        for start in range(0, len(together), step):
            yield tuple(together[start : start + step])
