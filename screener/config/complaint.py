"""What is wrong in one of the user's files: where, in the user's words, and what would be right.

A complaint carries the line it speaks of, already fit to be shown: what is secret in it was
replaced before it came here.
"""

import difflib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from typing import Literal, Self

from screener.domain.place import Place
from screener.domain.value import Value
from screener.errors import InvalidConfiguration

Level = Literal["error", "warning"]

MOST = 1_000
"""So many findings of one file are told; a file with more is of another kind altogether."""

_LONGEST_WORD = 100
"""Characters beyond which nobody mistyped a word."""

_WINDOW = 110
"""Characters of a long line that are shown around the column."""


class Complaint(Value):
    """One finding. `text` is a sentence without a full stop, `advice` says what to write.

    `quoted` is the line at `place` as it may be shown, empty where there is no line to show.
    """

    place: Place
    text: str
    advice: str = ""
    level: Level = "error"
    quoted: str = ""

    def render(self) -> str:
        """The finding as people read it, on up to four lines without a final newline:

        rules/10-doors.yaml:6:11: `dor` is unknown; did you mean `door`?
          |     when: {dor: closed}
          |            ^
          advice
        """
        mark = "warning: " if self.level == "warning" else ""
        shown = [f"{self.place}: {mark}{self.text}"]
        if self.quoted.strip():
            shown += _with_caret(self.quoted, self.place.column)
        if self.advice:
            shown.append(f"  {self.advice}")
        return "\n".join(shown)


def closest(word: str, allowed: Iterable[str]) -> str | None:
    """The allowed word that `word` was probably meant to be, or None."""
    if len(word) > _LONGEST_WORD:
        return None
    by_folded = {candidate.casefold(): candidate for candidate in allowed}
    near = difflib.get_close_matches(word.casefold(), by_folded, n=1, cutoff=0.6)
    return by_folded[near[0]] if near else None


class Findings:
    """Complaints as they come in; of one file hardly more are kept than are told.

    Errors and warnings are counted apart: no number of warnings hides an error.
    """

    def __init__(self, found: Iterable[Complaint] = ()) -> None:
        self._kept: list[Complaint] = []
        self._count: Counter[tuple[str, Level]] = Counter()
        self._settled: dict[str, Collection[int]] = {}
        self += found

    def __iadd__(self, found: Iterable[Complaint]) -> Self:
        for complaint in found:
            self.append(complaint)
        return self

    def __iter__(self) -> Iterator[Complaint]:
        return iter(self._kept)

    @property
    def has_errors(self) -> bool:
        """Whether anything is wrong, and not only doubtful."""
        return any(level == "error" for _, level in self._count)

    def has_enough_of(self, file: str) -> bool:
        """Whether there are more errors in that file than are told."""
        return self._count[file, "error"] > MOST

    def settle(self, file: str, lines: Collection[int]) -> None:
        """Of these lines of a file all is said: what else comes in about them is not kept."""
        self._settled[file] = lines

    def append(self, complaint: Complaint) -> None:
        """Take in one."""
        if complaint.place.line in self._settled.get(complaint.place.file, ()):
            return
        kind = (complaint.place.file, complaint.level)
        self._count[kind] += 1
        if self._count[kind] <= MOST + 1:  # the last one tells that there are more
            self._kept.append(complaint)


def in_order(complaints: Iterable[Complaint]) -> list[Complaint]:
    """Sorted by file, line and column; the same finding is told once, and of one file MOST."""
    unique = {(complaint.place, complaint.text): complaint for complaint in complaints}
    told: list[Complaint] = []
    count: Counter[tuple[str, Level]] = Counter()
    for complaint in sorted(unique.values(), key=lambda complaint: complaint.place):
        kind = (complaint.place.file, complaint.level)
        count[kind] += 1
        if count[kind] <= MOST:
            told.append(complaint)
        elif count[kind] == MOST + 1:
            told.append(_and_more(complaint))
    return told


def refuse_errors(complaints: Iterable[Complaint]) -> list[Complaint]:
    """The warnings among them, in order.

    Raises InvalidConfiguration with every finding rendered, warnings too, if one is an error.
    """
    found = in_order(complaints)
    if any(complaint.level == "error" for complaint in found):
        raise InvalidConfiguration("\n".join(complaint.render() for complaint in found))
    return found


def quoted_words(words: Iterable[str]) -> str:
    """`a`, `b` and `c` for a sentence."""
    each = [f"`{word}`" for word in words]
    return ", ".join(each[:-1]) + " and " + each[-1] if len(each) > 1 else "".join(each)


def _and_more(complaint: Complaint) -> Complaint:
    text = f"more is wrong in this file than the {MOST:,} findings above"
    if complaint.level == "warning":
        text = f"more is doubtful in this file than the {MOST:,} findings above"
    return Complaint(
        place=complaint.place,
        text=text,
        advice="begin with the first of them: one slip often leads to many",
        level=complaint.level,
    )


def _with_caret(line: str, column: int) -> tuple[str, str]:
    column = min(column, len(line) + 1)
    start = max(0, column - _WINDOW // 2) if len(line) > _WINDOW else 0
    window = line[start : start + _WINDOW]
    # A tab before the caret must be as wide as the tab above it.
    lead = "".join("\t" if char == "\t" else " " for char in window[: column - 1 - start])
    visible = "".join(char if char.isprintable() or char == "\t" else "\ufffd" for char in window)
    return f"  | {visible}", f"  | {lead}^"
