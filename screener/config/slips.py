"""Names that are one slip of the finger apart."""

from collections.abc import Iterable, Iterator

_SHORTEST = 4
"""Among names shorter than that, one letter makes too many pairs."""


class Slips:
    """Finds the name that was probably meant: a letter more, less or another, or two turned round.

    The case of letters is a slip, too; another number is none, since people have folders for years.
    The cost does not grow with the number of names.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._by_variant: dict[str, list[str]] = {}
        for name in names:
            for variant in _variants(name):
                self._by_variant.setdefault(variant, []).append(name)

    def near(self, word: str) -> str | None:
        """The name that is one slip away from the word, None if there is none."""
        found = {name for variant in _variants(word) for name in self._by_variant.get(variant, ())}
        alike = (name for name in found if name != word and _digits(name) == _digits(word))
        return min(alike, default=None)


def _variants(word: str) -> Iterator[str]:
    """The word and what is left of it when one letter is taken out."""
    folded = word.casefold()
    yield folded
    if len(folded) >= _SHORTEST:
        yield from {folded[:at] + folded[at + 1 :] for at in range(len(folded))}


def _digits(word: str) -> str:
    return "".join(char for char in word if char.isdigit())
