"""Curly quotes, which word processors put where straight ones were typed.

YAML takes them for letters, so a text would never match what it looks like.
"""

import re

from screener.config.complaint import Complaint
from screener.config.yaml.correction import readable
from screener.config.yaml.lines import Lines
from screener.domain.late import late

_DOUBLE = "\u201c\u201d\u201e\u201f\u00ab\u00bb"
_SINGLE = "\u2018\u2019\u201a"
_PAIR = late(
    rf"""[{_DOUBLE}]([^{_DOUBLE}"\\]*)[{_DOUBLE}] | [{_SINGLE}]([^{_SINGLE}"\\]*)[{_SINGLE}]""",
    re.VERBOSE,
)
_WHOLE = late(rf"[{_DOUBLE}]([^{_DOUBLE}]*)[{_DOUBLE}]|[{_SINGLE}]([^{_SINGLE}]*)[{_SINGLE}]")
_HALF = late(rf"[{_DOUBLE}]([^{_DOUBLE}]+)|([^{_DOUBLE}]+)[{_DOUBLE}]")
_QUOTES = _DOUBLE + _SINGLE
_ANY = late(f"[{_QUOTES}]")


def has_curly(text: str) -> bool:
    """Whether there is a curly quote anywhere in the text."""
    return not text.isascii() and _ANY.search(text) is not None


def curly_quotes(lines: Lines, start: int, value: str) -> tuple[Complaint, str] | None:
    """Curly quotes round a plain value, or at one end of it, and the value without them."""
    if value[0] not in _QUOTES and value[-1] not in _QUOTES:
        return None
    found = _WHOLE.fullmatch(value) or _HALF.fullmatch(value)
    if found is None:
        return None
    corrected = _straightened(lines.raw(lines.number(start)))
    advice = f"write `{corrected}`" if corrected else 'write straight quotes: `"`'
    text = "curly quotes do not quote anything in YAML; they would be part of the text"
    return lines.fault(start, text, advice), found[1] if found[1] is not None else found[2]


def _straightened(line: str) -> str | None:
    straight = _PAIR.sub(lambda pair: f'"{pair[1] if pair[1] is not None else pair[2]}"', line)
    return straight.strip() if straight != line and readable(straight) else None
