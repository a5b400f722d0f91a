"""The small picture of knocks."""

import pytest

from screener.application.digest.form.bars import TALLEST, heights


@pytest.mark.parametrize(
    ("counts", "drawn"),
    [
        ((), []),
        ((0, 0), [0, 0]),
        ((0, 1, 3), [0, 1, 3]),
        ((1, 7), [1, 7]),
        ((0, 1, 70, 140), [0, 1, 4, 7]),
    ],
)
def test_bars_are_as_high_as_there_were_knocks(counts: tuple[int, ...], drawn: list[int]) -> None:
    """A single knock never looks like none, nor like the most there can be."""
    assert heights(counts) == drawn
    assert max(drawn, default=0) <= TALLEST
