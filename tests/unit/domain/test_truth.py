"""Three-valued truth, checked against what it means: the unknown may turn out either way."""

from collections.abc import Callable, Iterable
from itertools import product

import pytest

from screener.domain.truth import Truth, every, opposite, some

PARTS = [parts for size in range(4) for parts in product((True, False, None), repeat=size)]


def outcomes(parts: tuple[Truth, ...], of: Callable[[Iterable[bool]], bool]) -> set[bool]:
    """What may come out once everything is known."""
    known = product(*((True, False) if part is None else (part,) for part in parts))
    return {of(one) for one in known}


@pytest.mark.parametrize("parts", PARTS, ids=str)
def test_only_what_cannot_turn_out_otherwise_is_known(parts: tuple[Truth, ...]) -> None:
    """True and False are certain, and None is said exactly where both are possible."""
    for judged, of in ((every, all), (some, any)):
        possible = outcomes(parts, of)
        said = judged(parts)
        assert said is None if len(possible) == 2 else possible == {said}


def test_the_opposite_of_unknown_is_unknown() -> None:
    """`not` makes no knowledge."""
    assert [opposite(part) for part in (True, False, None)] == [False, True, None]
