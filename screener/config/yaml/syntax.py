"""What libyaml says, in the words of somebody who writes rules.

libyaml stops at the first thing it cannot read, often lines after the slip; so the known slips are
recognised by what it was reading when it stopped.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

from screener.config.complaint import Complaint
from screener.config.yaml.correction import line_quoted, readable
from screener.config.yaml.lines import Lines
from screener.config.yaml.traps import unseen_comments
from screener.config.yaml.yaml_events import NotYaml
from screener.domain.late import late

_NO_SPACE = late(r"(\s*(?:-\s+)*[A-Za-z_]\w*:)(\S.*)")

_GLUED = late(r"\s*(-)[^\s-]")


class _Finding(NamedTuple):
    """What is wrong, and where; `sure` is whether the corrected line is what was meant."""

    at: int
    text: str
    advice: str = ""
    sure: bool = False


def explain(error: NotYaml, lines: Lines) -> tuple[Complaint, Lines | None]:
    """The place of the slip, what it is, and the corrected line where that can be known.

    If that line is surely what was meant, there is also the text with it, to be read on.
    """
    found = _finding(error, lines)
    index = min(found.at, max(len(lines.text) - 1, 0))
    mended = _mended(index, lines) if found.sure else None
    return lines.fault(index, found.text, found.advice), mended


def _finding(error: NotYaml, lines: Lines) -> _Finding:
    if lines.text.startswith("\t", error.index):
        return _tab(error, lines)
    for problem, context, told in _SLIPS:
        if problem in error.problem and context in error.context:
            return told(error, lines)
    return _block(error, lines)


def _tab(error: NotYaml, lines: Lines) -> _Finding:
    start = lines.start(lines.number(error.index))
    index = lines.text.find("\t", start)
    return _Finding(index, "YAML does not indent with tabs", "write spaces instead of the tab")


def _needs_quotes_here(error: NotYaml, lines: Lines) -> _Finding:
    return _quotes_for(error.index, lines)


def _needs_quotes(error: NotYaml, lines: Lines) -> _Finding:
    return _quotes_for(error.began, lines)


def _quotes_for(index: int, lines: Lines) -> _Finding:
    sign = lines.text[index]
    text = f"a value that begins with {'a backtick' if sign == '`' else f'`{sign}`'} needs quotes"
    return _Finding(index, text, _write(index, lines), sure=True)


def _second_colon(error: NotYaml, lines: Lines) -> _Finding:
    index = error.index
    number = lines.number(index)
    line = lines.raw(number)
    before = line[: index - lines.start(number)]
    if re.search(r":\s", before):
        text = "a value with `: ` in it needs quotes"
        return _Finding(index, text, _write(index, lines), sure=True)
    # The key looks like the rest of the text above it: that line has no colon of its own.
    above = next((n for n in range(number - 1, 0, -1) if lines.raw(n).strip()), number)
    if (item := _GLUED.match(lines.raw(above))) is not None:
        return _glued(lines.start(above) + item.start(1), lines.raw(above))
    spaced = _spaced(lines.raw(above))
    if spaced:
        where = lines.start(above) + lines.raw(above).index(":")
        return _Finding(where, "a `:` after a key needs a space", f"write `{spaced}`")
    key = before.strip().removeprefix("- ").strip()
    advice = f"indent it like the keys it belongs with, or look at line {above}"
    where = lines.start(number) + len(line) - len(line.lstrip())
    return _Finding(where, f"`{key}` cannot be a key here, after the text of line {above}", advice)


def _item_beside_key(error: NotYaml, lines: Lines) -> _Finding:
    index = error.index
    text = "a list cannot begin on the line of its key"
    number = lines.number(index)
    item = lines.raw(number)[index - lines.start(number) :].strip()
    corrected = f"write `{item}` on the next line, or in quotes if it is text"
    return _Finding(index, text, corrected)


def _quoted(error: NotYaml, lines: Lines) -> _Finding:
    began = error.began
    quote = lines.text[began]
    line = lines.raw(lines.number(began))
    closed = line.rstrip() + quote
    advice = f"write `{closed.strip()}`" if readable(closed) else ""
    return _Finding(began, f"this `{quote}` is never closed", advice)


def _escape(error: NotYaml, lines: Lines) -> _Finding:
    escape = lines.text[error.index : error.index + 2]
    text = f"`{escape}` means nothing between double quotes; single quotes keep it as it is"
    return _Finding(error.index, text, _write(error.began, lines))


def _flow(error: NotYaml, lines: Lines) -> _Finding:
    began = error.began
    bracket = lines.text[began]
    number = lines.number(began)
    eaten = [at for at in unseen_comments(lines.raw(number)) if at + lines.start(number) > began]
    if eaten:
        index = lines.start(number) + lines.raw(number).index("#", eaten[0])
        return _Finding(
            index, "what follows this `#` would be taken for a comment", _write(index - 1, lines)
        )
    sign = lines.text[error.index : error.index + 1]
    if sign in ("]", "}") and lines.number(error.index) == number:
        where = f"the `{bracket}` of column {lines.place(began).column} is still open"
        return _Finding(error.index, f"this `{sign}` cannot close anything here: {where}")
    if lines.number(error.index) == number and error.index < len(lines.text.rstrip()):
        text = f"this does not fit into the `{bracket}` of column {lines.place(began).column}"
        return _Finding(error.index, text, _write(error.index, lines))
    return _Finding(began, f"this `{bracket}` is never closed")


def _no_colon(error: NotYaml, lines: Lines) -> _Finding:
    began = error.began
    line = lines.raw(lines.number(began))
    if spaced := _spaced(line):
        where = lines.start(lines.number(began)) + line.index(":")
        return _Finding(where, "a `:` after a key needs a space", f"write `{spaced}`")
    eaten = sorted(unseen_comments(line))
    if eaten:
        index = lines.start(lines.number(began)) + line.index("#", eaten[0])
        return _Finding(index, "what follows this `#` would be taken for a comment")
    if _GLUED.match(line):
        return _glued(began, line)
    return _Finding(began, "a key is expected here, and this has no `:`")


def _glued(index: int, line: str) -> _Finding:
    advice = f"write `- {line.strip()[1:]}`"
    return _Finding(index, "the `-` of a list item needs a space after it", advice)


def _block(error: NotYaml, lines: Lines) -> _Finding:
    place = lines.place(error.index)
    line = lines.raw(place.line)
    sign = line[place.column - 1 : place.column]
    if sign == ":":
        return _Finding(error.index, "a key is missing before this `:`")
    if sign in ("]", "}") and "document start" in error.problem:
        return _Finding(error.index, f"this `{sign}` closes nothing")
    if line[: place.column - 1].strip(" -"):
        text = "this stands after the end of a value; a text with such signs in it needs quotes"
        return _Finding(error.index, text, _write(error.index, lines))
    if not line.strip():
        return _Finding(error.index, f"this is not YAML: {error.problem or 'it ends too early'}")
    if line.lstrip().startswith("- ") and "key" in error.problem:
        text = "a list item cannot stand among keys"
        return _Finding(error.index, text, "look at its indentation")
    text = "this is not indented like the lines that it belongs to"
    return _Finding(error.index, text, "give everything that belongs together the same column")


def _spaced(line: str) -> str | None:
    found = _NO_SPACE.match(line)
    return f"{found[1]} {found[2]}".strip() if found else None


_SLIPS: tuple[tuple[str, str, Callable[[NotYaml, Lines], _Finding]], ...] = (
    ("tab character", "", _tab),
    ("cannot start any token", "", _needs_quotes_here),
    ("", "scanning an alias", _needs_quotes),
    ("", "scanning an anchor", _needs_quotes),
    ("", "scanning a tag", _needs_quotes),
    ("", "scanning a directive", _needs_quotes),
    ("mapping values are not allowed", "", _second_colon),
    ("block sequence entries are not allowed", "", _item_beside_key),
    ("unknown escape", "", _escape),
    ("hexdecimal", "a quoted scalar", _escape),
    ("", "a quoted scalar", _quoted),
    ("", "parsing a flow sequence", _flow),
    ("", "parsing a flow mapping", _flow),
    ("could not find expected ':'", "", _no_colon),
)
"""What libyaml's problem and context must hold for a slip, the first that fits counts."""


def _write(index: int, lines: Lines) -> str:
    corrected = _corrected(index, lines)
    return f"write `{corrected}`" if corrected else ""


def _corrected(index: int, lines: Lines) -> str | None:
    place = lines.place(index)
    return line_quoted(lines.raw(place.line), place.column)


def _mended(index: int, lines: Lines) -> Lines | None:
    corrected, number = _corrected(index, lines), lines.number(index)
    line = lines.raw(number)
    margin = line[: len(line) - len(line.lstrip())]
    return lines.with_line(number, margin + corrected) if corrected else None
