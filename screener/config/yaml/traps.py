"""What YAML would quietly change in what somebody wrote.

Each function looks at one plain scalar or special construct and says what was probably meant; the
reading goes on as if it had been written so.
"""

import re

from screener.config.complaint import Complaint
from screener.config.yaml.correction import line_quoted
from screener.config.yaml.curly import has_curly
from screener.config.yaml.lines import Lines
from screener.domain.late import late

_TOUCHING = late(r"#(?=[^\s#])")
_SPACE = frozenset(" \t")
_SWALLOWED_ITEM = late(r"[\r\n][ \t]*-[ \t]")


def unseen_comments(text: str) -> frozenset[int]:
    """The indexes where white space and a `#` begin that has no space after it."""
    # Looking for the sign itself is many times quicker than looking for the space before it.
    signs = (found.start() for found in _TOUCHING.finditer(text))
    return frozenset(_space_before(text, sign) for sign in signs if text[sign - 1 : sign] in _SPACE)


def _space_before(text: str, index: int) -> int:
    while text[index - 1 : index] in _SPACE:
        index -= 1
    return index


def has_odd_signs(text: str) -> bool:
    """Whether anything in it may be an anchor, a tag or a curly quote."""
    return "&" in text or "!" in text or has_curly(text)


def eaten_by_comment(lines: Lines, end: int) -> Complaint:
    """A value ends where a `#` follows: `subject: Lunch #2`."""
    hash_ = lines.text.index("#", end)
    word = re.match(r"\S*", lines.text[hash_ : hash_ + 40])
    shown = word[0] if word else "#"
    place = lines.place(hash_)
    advice = "if it is a comment, put a space after the `#`"
    if corrected := line_quoted(lines.raw(place.line), place.column):
        advice = f"write `{corrected}`; {advice}"
    return lines.fault(hash_, f"`{shown}` would be taken for a comment and be left out", advice)


def swallowed_item(lines: Lines, start: int, end: int) -> Complaint | None:
    """A list item that is indented too far becomes part of the text above it."""
    found = _SWALLOWED_ITEM.search(lines.text, start, end)
    if found is None:
        return None
    item = lines.place(found.end() - 2)
    return lines.fault(
        found.end() - 2,
        f"this item would become part of the text of line {lines.number(start)}",
        f"indent its `-` like the others of the list, not to column {item.column}",
    )


def bare_template(lines: Lines, start: int) -> Complaint:
    """`subject: {{ subject }}`: braces that YAML takes for mappings."""
    return _needs_quotes(lines, start, "a value that begins with `{{` needs quotes")


def unknown_alias(lines: Lines, start: int, name: str) -> Complaint:
    """`from: *friends` where nothing is called `&friends`."""
    text = f"nothing is called `&{name}`, and a value that begins with `*` needs quotes"
    return _needs_quotes(lines, start, text)


def unused_anchor(lines: Lines, start: int, name: str) -> Complaint:
    """`firm: &Sons`: the word after `&` would vanish."""
    text = f"`&{name}` would be taken for the name of this value and be left out"
    return _needs_quotes(lines, start, text)


def tag(lines: Lines, start: int) -> Complaint:
    """`name: !important` or `!!python/name:os.system`."""
    text = "a word that begins with `!` would be taken for a YAML tag; screener reads none"
    return _needs_quotes(lines, start, text)


def _needs_quotes(lines: Lines, start: int, text: str) -> Complaint:
    place = lines.place(start)
    corrected = line_quoted(lines.raw(place.line), place.column)
    return lines.fault(start, text, f"write `{corrected}`" if corrected else "")
