"""Sets of UIDs: short, complete, in order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screener.adapters.imap.sequence import OCTETS, chunks, expanded

UIDS = st.sets(st.integers(1, 2**32 - 1), max_size=200) | st.sets(st.integers(1, 300))


@given(uids=UIDS, count=st.integers(1, 100))
def test_every_uid_is_in_exactly_one_lot(uids: set[int], count: int) -> None:
    """And each lot is ascending, no larger than asked, and written as the set that it is."""
    lots = list(chunks(uids, count=count))
    assert [uid for lot, _ in lots for uid in lot] == sorted(uids)
    for lot, written in lots:
        assert 0 < len(lot) <= count
        assert expanded(written.decode(), at_most=count) == lot


def test_neighbours_are_written_as_a_range() -> None:
    """So a whole folder is a few octets."""
    assert [written for _, written in chunks([5, 3, 2, 1, 7], count=9)] == [b"1:3,5,7"]
    assert [written for _, written in chunks(range(1, 100_001), count=100_000)] == [b"1:100000"]


def test_a_set_is_never_longer_than_servers_take() -> None:
    """However scattered the UIDs are."""
    lots = list(chunks(range(4_000_000_000, 4_000_010_000, 2), count=5000))
    assert len(lots) > 1
    assert all(len(written) <= OCTETS for _, written in lots)
    assert sum(len(lot) for lot, _ in lots) == 5000


def test_a_range_may_be_written_backwards() -> None:
    """RFC 3501 allows it."""
    assert expanded("7:5,1", at_most=4) == [5, 6, 7, 1]


@pytest.mark.parametrize("text", ["1:4294967295", "1,2,3,4", "", "1:x", "*"])
def test_a_set_of_more_than_was_named_is_refused(text: str) -> None:
    """Before the memory is spent on it."""
    with pytest.raises(ValueError, match=r"more messages|invalid literal"):
        expanded(text, at_most=3)
