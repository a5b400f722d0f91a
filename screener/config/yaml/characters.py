"""Octets to characters: what a text file must be before YAML is asked."""

import codecs
import re

from screener.config.complaint import Complaint
from screener.config.limits import FILE_OCTETS
from screener.domain.late import late
from screener.domain.place import Place

_OTHER_ENCODINGS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)

# What YAML 1.2.2 section 5.1 does not call printable, and what libyaml takes for the end of a line
# though no editor does.
_REFUSED = late("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")

_LINE_SEPARATORS = "\x85\u2028\u2029"


def decode(octets: bytes, *, shown_as: str) -> str | Complaint:
    """The text of a file without its byte order mark, or the one thing that is wrong with it."""
    if len(octets) > FILE_OCTETS:
        return _at_top(shown_as, "this file is larger than 8 MiB", "split it into several")
    for mark, encoding in _OTHER_ENCODINGS:
        if octets.startswith(mark):
            return _at_top(shown_as, f"this file is written in {encoding}", "save it as UTF-8")
    octets = octets.removeprefix(codecs.BOM_UTF8)
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError as error:
        before = octets[: error.start].decode("utf-8")
        what = f"the byte 0x{octets[error.start]:02x} is not UTF-8"
        return _complain(before, shown_as, what, "save the file as UTF-8")


def refused_character(text: str, *, shown_as: str) -> Complaint | None:
    """A complaint about the first character that has no business in a text, if there is one."""
    found = _REFUSED.search(text)
    if found is None:
        return None
    char = found[0]
    what = "line separator" if char in _LINE_SEPARATORS else "invisible character"
    if ord(char) < 0x20 or (0x7F <= ord(char) < 0xA0 and char != "\x85"):
        what = "control character"
    advice = "remove it; pasting from a word processor or a web page leaves such things"
    return _complain(
        text[: found.start()], shown_as, f"here is the {what} U+{ord(char):04X}", advice
    )


def _complain(before: str, shown_as: str, text: str, advice: str) -> Complaint:
    lines = re.split(r"\r\n|\r|\n", before)
    place = Place(shown_as, len(lines), len(lines[-1]) + 1)
    return Complaint(place=place, text=text, advice=advice)


def _at_top(shown_as: str, text: str, advice: str) -> Complaint:
    return Complaint(place=Place(shown_as, 1, 1), text=text, advice=advice)
