"""The states of an effect: what may follow what."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from screener.domain.record.effect import LEGAL, Status

FINAL = {status for status, following in LEGAL.items() if not following}


@given(choices=st.lists(st.integers(min_value=0), max_size=30))
def test_every_way_through_the_states_keeps_the_promises(choices: list[int]) -> None:
    """Nothing is done that was not started, and what has ended stays as it is."""
    status, way = Status.PENDING, [Status.PENDING]
    for choice in choices:
        following = sorted(LEGAL[status])
        if not following:
            break
        status = following[choice % len(following)]
        way.append(status)
    assert Status.WOULD not in way
    assert not any(one in FINAL for one in way[:-1])
    for before, after in pairwise(way):
        if after in (Status.DONE, Status.FAILED, Status.UNCERTAIN):
            assert before is Status.STARTED


def test_every_state_is_known_and_every_end_is_an_end() -> None:
    """What would have been is never carried out later; what is unsure is never tried again."""
    assert set(LEGAL) == set(Status)
    assert {Status.WOULD, Status.UNCERTAIN, Status.DONE, Status.REFUSED, Status.FAILED} == FINAL
