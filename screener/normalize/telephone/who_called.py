"""Name and number of a caller out of the one place where a system writes both."""

import re
import unicodedata

from screener.domain.late import late
from screener.normalize import limits
from screener.normalize.telephone.nobody import status_of
from screener.normalize.telephone.phone_number import is_number
from screener.normalize.text import one_line

_AT = r"(?:at|unter|auf|au|al|en|em|op|på)(?: (?:el|der))?(?: (?:n[uú]m[eé]ro|num(?:mer|ber)))?"
_DIGITS = r"\d[\d\s().\u00a0\u2010-\u2015/-]{4,}\d"
_TRAILING = tuple(
    re.compile(
        rf"(?P<name>.*?)(?:\s+(?:{_AT}))?[\s:,-]*(?<!\w)(?P<number>{number})\)?",
        re.ASCII,
    )
    for number in (rf"\+\s?\(?{_DIGITS}", rf"(?:\b1[\s.-]?)?\({_DIGITS}", rf"\(?\+?\(?{_DIGITS}")
)
"""What begins with a plus or a parenthesis is surest: the name before it may end in digits."""

_LEADING = late(rf"(?P<number>[+(]{{0,2}}{_DIGITS})[\s:,-]+(?P<name>[^\W\d_].*)", re.ASCII)
_EXTENSION = late(
    rf"(?P<name>.*?\D)\s*(?:\(?(?:\*|\bx|\bext\.?)|\s{_AT}(?=\s+\d{{3}}))"
    r"\s*(?P<number>\d{1,6})\)?",
    re.IGNORECASE,
)
_REMARK = late(r"\s+\([^\W\d_]+\)\Z")
_ENCLOSED = late(
    r"(?P<name>.*?)\s*"
    r"(?:<(?P<angle>[^<>]*)>|\((?P<round>[^()]*)\)|\[(?P<square>[^\[\]]*)\])"
)
_WIDE = late(r"\s{3,}")
"""Two spaces part a place from its state; more say nothing, and cost the patterns below much."""

_QUOTES = "\"'\u201c\u201d\u00ab\u00bb "


def name_and_number(who: str) -> tuple[str, str]:
    """What stands in one place, taken apart: `"NAME" <NUMBER>`, `NUMBER (NAME)`, `NAME NUMBER`.

    One of the two may be "". The number is the last, for callers choose their names.
    """
    who = clean(who)
    if found := _ENCLOSED.fullmatch(who):
        inside = found["angle"] or found["round"] or found["square"] or ""
        if found["round"] is None or is_number(inside) or status_of(inside):
            return clean(found["name"]), clean(inside)
        if inside and is_number(found["name"]):
            return clean(inside), clean(found["name"])
    if is_number(unicodedata.normalize("NFKC", who)) or status_of(who) is not None:
        return "", who
    for place in (*_TRAILING, _LEADING, _EXTENSION):
        if found := place.fullmatch(_REMARK.sub("", who)):
            return clean(found["name"]), clean(found["number"])
    return who, ""


def clean(text: str) -> str:
    """One line without quotes round it and without characters that cannot be seen."""
    text = _WIDE.sub("  ", one_line(text[: 4 * limits.NAME])).strip(_QUOTES)
    return "".join(c for c in text if c.isprintable())[: limits.NAME].strip()
