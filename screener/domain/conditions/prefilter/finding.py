"""Which of many pieces and patterns stand in a text, found in one pass over the text."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from itertools import chain

import re2

_GRAM = 4
"""Characters by which a piece is looked up; more tell pieces better apart, fewer fit into more."""

_MEMORY = 64 << 20
"""Octets that the machine of all patterns may take; beyond, every rule with a pattern is tried."""


class Finder:
    """Finds which of many pieces stand in a text, in one pass over the text.

    Each piece is looked up by that of its grams which fewest others have.
    """

    def __init__(self, pieces: Collection[str]) -> None:
        often = Counter(chain.from_iterable(map(_grams, pieces)))
        self._by_gram: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for piece in pieces:
            rarest = min(sorted(_grams(piece)), key=often.__getitem__, default="")
            self._by_gram[len(rarest)][rarest].append(piece)

    def found(self, text: str) -> Iterator[str]:
        """Every piece that stands in the text, in no order."""
        for size, by_gram in self._by_gram.items():
            grams = {text[start : start + size] for start in range(len(text) - size + 1)}
            for gram in grams & by_gram.keys():
                yield from (piece for piece in by_gram[gram] if piece in text)


def _grams(piece: str) -> set[str]:
    size = min(_GRAM, len(piece))
    return {piece[start : start + size] for start in range(len(piece) - size + 1)}


class Machine:
    """Finds which of many patterns are found in a text, in one pass over the text."""

    def __init__(self, patterns: Collection[str]) -> None:
        self._patterns = tuple(patterns)
        self._set = _set_of(("", *patterns)) if patterns else None

    def found(self, text: str) -> Iterable[str]:
        """Every pattern that is found; all of them if they are too many for one machine."""
        if self._set is None:
            return self._patterns
        numbers = self._set.Match(text)
        # The first pattern is found in everything: without it the machine gave up.
        if 0 not in numbers:
            return self._patterns
        return (self._patterns[number - 1] for number in numbers if number)


def _set_of(patterns: Iterable[str]) -> "re2.Set | None":
    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MEMORY
    machine = re2.Set.SearchSet(options)
    try:
        for pattern in patterns:
            machine.Add(pattern)
        machine.Compile()
    except re2.error:
        return None
    return machine
