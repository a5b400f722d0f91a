"""One header block, scanned once: field names to raw values.

Lines may end in LF, CRLF or CR CR LF; a lone CR is no line end. A line that is neither a field
nor a continuation is passed over, as Dovecot does, and the block goes on to the first empty line;
so mbox `From ` lines, missing colons and NUL do no harm. Values stay as they were written, octet
by octet (as Latin-1), folds included: most are never looked at.
"""

import re
from itertools import islice
from typing import NamedTuple

from screener.normalize import limits
from screener.normalize.header.words import decode_words
from screener.normalize.text import from_octets, one_line

_EMPTY_LINE = re.compile(rb"\n\r{0,2}\n")
_FROM = re.compile(rb"^from[ \t]*:(.*(?:\n[ \t].*)*)", re.MULTILINE | re.IGNORECASE)
_FIELD = re.compile(r"^([!-9;-~]+)[ \t]*:(.*(?:\n[ \t].*)*)", re.MULTILINE)


class Header(NamedTuple):
    """The fields of one block.

    `order` has them all from the top, names as written; `fields` has the values by lower-case name.
    `body` is the offset of what follows the empty line. `cut` tells that the block is longer than
    limits.HEADER; what is below that is left out, but for a sender if there is none above.
    """

    order: list[tuple[str, str]]
    fields: dict[str, list[str]]
    body: int
    cut: bool

    def first(self, name: str) -> str | None:
        """The topmost raw value of that lower-case name, or None."""
        values = self.fields.get(name)
        return values[0] if values else None


def scan(raw: bytes, start: int = 0, end: int | None = None) -> Header:
    """Read the header block that begins at `start`; never raises, linear in the block."""
    stop = len(raw) if end is None else end
    if raw[start : start + 1] in (b"\n", b"\r"):
        return Header([], {}, _after_line(raw, start, stop), False)
    window = min(stop, start + limits.HEADER)
    found = _EMPTY_LINE.search(raw, start, window)
    block = raw[start : found.start() + 1 if found else window]
    order = _FIELD.findall(_newlines(block).decode("latin-1"))
    fields: dict[str, list[str]] = {}
    for name, value in order:
        key = name.lower()
        if key in fields:
            fields[key].append(value)
        else:
            fields[key] = [value]
    cut = not found and window < stop
    if cut and "from" not in fields and (senders := _further_down(raw, start, window, stop)):
        fields["from"] = senders
    return Header(order, fields, found.end() if found else window, cut)


def _further_down(raw: bytes, start: int, window: int, stop: int) -> list[str]:
    """The From fields below the cut: nobody hides behind padding."""
    empty = _EMPTY_LINE.search(raw, max(start, window - 3), stop)
    end = empty.start() + 1 if empty else stop
    line = raw.rfind(b"\n", start, window) + 1 or start
    found = islice(_FROM.finditer(raw, line, end), 2)
    return [_newlines(one[1]).decode("latin-1") for one in found]


def unfolded(value: str) -> str:
    """A raw value on one line, its 8-bit octets decoded, nothing else changed."""
    if "\n" in value:
        value = value.replace("\n", "")
    return from_octets(value)


def decoded(value: str) -> str:
    """A raw value as people read it: unfolded, encoded words decoded, no control characters."""
    return one_line(decode_words(unfolded(value)))


def _newlines(block: bytes) -> bytes:
    bare = block.translate(None, b"\r")
    if len(block) - len(bare) == block.count(b"\r\n"):  # each CR is before an LF, as nearly always
        return bare
    return block.replace(b"\r\r\n", b"\n").replace(b"\r\n", b"\n")


def _after_line(raw: bytes, start: int, stop: int) -> int:
    line_end = raw.find(b"\n", start, min(stop, start + 3))
    return line_end + 1 if line_end >= 0 else start + 1
