"""The text of one file as lines: where an index lies, and what of a line may be shown.

Lines end where an editor ends them (`\\n`, `\\r\\n`, `\\r`); other line separators of Unicode are
refused before anything is parsed, so that libyaml's marks and these places agree.
"""

from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from itertools import chain
from typing import Literal

from screener.config.complaint import Complaint
from screener.domain.late import late
from screener.domain.place import Place

HIDDEN = "********"

Masking = Callable[[Iterable[str]], Mapping[int, int]]
"""Tells, for the numbers of lines that hold a secret, the column from which they are hidden."""

_LINE_END = late(r"\r\n|\r|\n")


def nothing_hidden(_lines: Iterable[str]) -> Mapping[int, int]:
    """The masking of files that hold no secrets."""
    return {}


class Lines:
    """One text; `shown_as` is its name in every complaint."""

    def __init__(self, text: str, *, shown_as: str, masking: Masking = nothing_hidden) -> None:
        self.text = text
        self.shown_as = shown_as
        self._masking = masking
        self._shown = (0, "")

    def place(self, index: int) -> Place:
        """Where the character at `index` stands."""
        number = bisect_right(self._starts, index)
        return Place(self.shown_as, number, index - self._starts[number - 1] + 1)

    def places(self, indexes: Iterable[int]) -> list[Place]:
        """Where the characters at these indexes stand."""
        found, starts, name = [], self._starts, self.shown_as
        for index in indexes:  # there may be very many, and so nothing is called that need not be
            number = bisect_right(starts, index)
            found.append(Place(name, number, index - starts[number - 1] + 1))
        return found

    def number(self, index: int) -> int:
        """The number of the line that holds `index`, from 1."""
        return bisect_right(self._starts, index)

    def start(self, number: int) -> int:
        """The index of the first character of a line."""
        return self._starts[number - 1]

    def raw(self, number: int) -> str:
        """A line as it is written, without its end; empty beyond the last."""
        if not 0 < number <= len(self._starts):
            return ""
        end = self._starts[number] if number < len(self._starts) else len(self.text)
        return self.text[self._starts[number - 1] : end].rstrip("\r\n")

    def with_line(self, number: int, instead: str) -> "Lines | None":
        """The same text with another line there; None if the line must not be shown."""
        if number in self._hidden:
            return None
        start = self.start(number)
        end = start + len(self.raw(number))
        text = self.text[:start] + instead + self.text[end:]
        return Lines(text, shown_as=self.shown_as, masking=self._masking)

    def shown(self, number: int) -> str:
        """A line as it may be shown: from where a secret begins there are only asterisks."""
        if number != self._shown[0]:  # of one long line there may be a thousand complaints
            column, raw = self._hidden.get(number), self.raw(number)
            self._shown = (number, raw if column is None else raw[: column - 1] + HIDDEN)
        return self._shown[1]

    def hides(self, place: Place) -> bool:
        """Whether what stands at `place` must not be shown."""
        return place.column >= self._hidden.get(place.line, place.column + 1)

    def complaint(
        self,
        place: Place,
        text: str,
        *,
        advice: str = "",
        level: Literal["error", "warning"] = "error",
    ) -> Complaint:
        """A complaint that quotes its line as far as it may be shown."""
        quoted = self.shown(place.line)
        return Complaint(place=place, text=text, advice=advice, level=level, quoted=quoted)

    def fault(self, index: int, text: str, advice: str = "") -> Complaint:
        """A complaint about how something is written; where a secret stands it says only that."""
        place = self.place(index)
        if place.line in self._hidden:
            # The advice is the corrected line.
            advice = ""
        if self.hides(place):
            text = "this seems to be a secret, and cannot be read as it is written"
            advice = "keep the secret elsewhere, such as `password: {env: NAME}` or `{file: PATH}`"
        return self.complaint(place, text, advice=advice)

    @cached_property
    def _starts(self) -> "array[int]":
        ends = (end.end() for end in _LINE_END.finditer(self.text))
        return array("I", chain((0,), ends))

    @cached_property
    def _hidden(self) -> Mapping[int, int]:
        return self._masking(map(self.raw, range(1, len(self._starts) + 1)))
