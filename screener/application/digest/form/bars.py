"""The small picture of knocks: a bar for each day."""

from collections.abc import Sequence

TALLEST = 7


def heights(counts: Sequence[int]) -> list[int]:
    """A height for each count: 0 for none, else 1 to TALLEST.

    Up to TALLEST knocks a day are drawn one for one, so that a single one does not look like many.
    """
    most = max(TALLEST, *counts, 0)
    return [-(-count * TALLEST // most) for count in counts]
