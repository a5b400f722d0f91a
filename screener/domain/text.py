"""Matching text: what `subject`, `body`, `header` and their kin are written with.

Everything is compared without regard to case and Unicode form unless `case: true`. Patterns are
RE2 and so take linear time whatever a sender writes.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

import re2

from screener.domain.pattern_faults import fault_of
from screener.domain.truth import Truth, every, opposite, some


class BadPattern(ValueError):
    """RE2 refuses the pattern; the message says why and what to write instead."""


class Text(NamedTuple):
    """A text in both forms in which it is compared."""

    plain: str
    folded: str


_NO_SINGLE_TESTS = (None,) * 6


@dataclass(frozen=True, kw_only=True)  # there may be tens of thousands
class TextMatch:
    """Holds if any of the single tests holds, all of `all` do and none of `none` does.

    A single test that was not given is None; one that names an empty list never holds.
    """

    contains: tuple[str, ...] | None = None
    is_: tuple[str, ...] | None = None
    starts_with: tuple[str, ...] | None = None
    ends_with: tuple[str, ...] | None = None
    word: tuple[str, ...] | None = None
    regex: tuple[str, ...] | None = None
    all_: tuple["TextMatch", ...] = ()
    none: tuple["TextMatch", ...] = ()
    case: bool = False

    def holds(self, *texts: Text | None) -> Truth:
        """Whether texts that are looked at as one fit; None of them was not read.

        So `none` speaks of all of them, and each of `all` may stand in another one.
        """
        return every(
            chain(
                (self._any_single(texts),),
                (part.holds(*texts) for part in self.all_),
                (opposite(part.holds(*texts)) for part in self.none),
            )
        )

    @property
    def has_single_tests(self) -> bool:
        """Whether any was given besides `all` and `none`, if only an empty list."""
        return self._singles != _NO_SINGLE_TESTS

    @property
    def _singles(self) -> tuple[tuple[str, ...] | None, ...]:
        return (self.contains, self.is_, self.starts_with, self.ends_with, self.word, self.regex)

    def _any_single(self, texts: Sequence[Text | None]) -> Truth:
        if not self.has_single_tests:
            return True
        if not any(self._singles):
            return False  # whatever was not read
        return some(None if text is None else self._fits(text) for text in texts)

    def _fits(self, both_forms: Text) -> bool:
        text = both_forms.plain if self.case else both_forms.folded
        form = _collapsed_once if self.case else _folded_once
        return (
            any(form(piece) in text for piece in self.contains or ())
            or any(form(piece) == text for piece in self.is_ or ())
            or any(text.startswith(form(piece)) for piece in self.starts_with or ())
            or any(text.endswith(form(piece)) for piece in self.ends_with or ())
            or any(has_word(text, form(piece)) for piece in self.word or ())
            or any(
                compiled(pattern, self.case).search(both_forms.plain)
                for pattern in self.regex or ()
            )
        )


def text_of(raw: str) -> Text:
    """Both forms of a text."""
    plain = collapse(raw)
    return Text(plain, fold(plain))


def fold(text: str) -> str:
    """The form in which texts are compared: NFKC, casefold, white space collapsed."""
    if text.isascii():
        return " ".join(text.lower().split())
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def collapse(text: str) -> str:
    """NFKC and white space collapsed; case is kept."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return " ".join(text.split())


# Only what the user wrote is kept in a cache, never what a sender wrote.
_folded_once = lru_cache(maxsize=16384)(fold)
_collapsed_once = lru_cache(maxsize=4096)(collapse)


def has_word(text: str, word: str) -> bool:
    """Whether `word` stands in `text` with no letter or digit of any script beside it."""
    start = text.find(word)
    while word and start >= 0:
        end = start + len(word)
        before = start > 0 and _in_word(text[start - 1]) and _in_word(word[0])
        after = end < len(text) and _in_word(text[end]) and _in_word(word[-1])
        if not before and not after:
            return True
        start = text.find(word, start + 1)
    return False


def _in_word(char: str) -> bool:
    # A vowel sign of Devanagari or a combining accent belongs to the letter before it.
    return char.isalnum() or unicodedata.category(char).startswith("M")


@lru_cache(maxsize=16384)
def compiled(pattern: str, case: bool) -> "re2._Regexp":  # noqa: FBT001  a key of the cache
    """The compiled pattern. Raises BadPattern."""
    return _compiled(pattern, case=case)


def steps_of(pattern: str) -> int:
    """How many steps the compiled pattern has; it is not kept. Raises BadPattern."""
    return int(_compiled(pattern, case=True).programsize)


def _compiled(pattern: str, *, case: bool) -> "re2._Regexp":
    options = re2.Options()
    options.case_sensitive = case
    options.log_errors = False
    options.max_mem = 8 << 20
    try:
        return re2.compile(pattern, options)
    except re2.error as refusal:
        reason = refusal.args[0]
        reason = reason.decode() if isinstance(reason, bytes) else str(reason)
        raise BadPattern(fault_of(pattern, said=reason)) from refusal
