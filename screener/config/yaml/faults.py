"""What is wrong with how a text says something, told while it is being read.

Reading goes on with what was probably meant, until there is more to tell than anybody reads.
"""

from itertools import islice
from typing import Any

from screener.config import limits
from screener.config.complaint import MOST, Complaint
from screener.config.yaml import traps
from screener.config.yaml.branch import Branch, start_of
from screener.config.yaml.curly import curly_quotes
from screener.config.yaml.lines import Lines


class Stop(Exception):
    """Reading cannot go on: a limit was passed."""


class Faults:
    """The complaints about one text; `suspects` are the places at which a comment may begin."""

    def __init__(self, lines: Lines, suspects: frozenset[int]) -> None:
        self.complaints: list[Complaint] = []
        self._lines = lines
        self._suspects = suspects

    def trapped(self, event: Any) -> str:
        """The plain text as it was probably meant, with a complaint if that is not what it says."""
        value: str = event.value
        start, end = event.start_mark, event.end_mark
        if end.index in self._suspects:
            self.tell(traps.eaten_by_comment(self._lines, end.index))
            if not value:
                return "#" + self._lines.raw(end.line + 1).partition("#")[2]
        if value and (found := curly_quotes(self._lines, start.index, value)):
            self.tell(found[0])
            return found[1]
        if end.line != start.line:
            swallowed = traps.swallowed_item(self._lines, start.index, end.index)
            if swallowed is not None:
                self.tell(swallowed)
        return value

    def is_key(self, word: Any, start: int, branch: Branch) -> bool:
        """Whether that can be a key of the mapping; complains if not."""
        if not isinstance(word, str) or not word:
            text = "a key is missing before this `:`" if word == "" else "a key must be a word"
            self.complain(start, text)
        elif word == "<<" and self._lines.text[start] == "<":
            advice = "write out the keys that it would bring in"
            self.complain(start, "merge keys (`<<`) are not read", advice)
        elif word in branch.data:
            first = branch.key_start(word)
            line = self._lines.number(first if first is not None else start)
            text = f"`{word}` is here a second time; it is on line {line} too"
            self.complain(start, text, "write it once; several things below it make a list")
        else:
            return True
        return False

    def see_to_items(self, branch: Branch) -> None:
        """Stop if there are too many of them."""
        below = branch.below[1::2] if isinstance(branch.data, dict) else branch.below
        if len(below) <= limits.MAPPINGS:
            return
        what = "mapping" if isinstance(branch.data, dict) else "list"
        if len(below) > limits.ITEMS:
            text = f"this {what} has more than {limits.ITEMS:,} items"
            self.stop(start_of(below[limits.ITEMS]), text)
        if list(map(type, below)).count(Branch) > limits.MAPPINGS:
            mappings = (one.start for one in below if isinstance(one, Branch))
            text = f"this {what} has more than {limits.MAPPINGS:,} items with parts of their own"
            self.stop(next(islice(mappings, limits.MAPPINGS, None)), text)

    def complain(self, index: int, text: str, advice: str = "") -> None:
        """Tell what is wrong at that index."""
        self.tell(self._lines.fault(index, text, advice))

    def tell(self, complaint: Complaint) -> None:
        """Take in one. Raises Stop where there is more than is told."""
        self.complaints.append(complaint)
        if len(self.complaints) > MOST:
            raise Stop

    def stop(self, index: int, text: str, advice: str = "") -> None:
        """Complain, and read no further. Raises Stop."""
        self.complain(index, text, advice)
        raise Stop
