"""The digest as a text, good by itself: 72 columns, laid out like that for every mail program.

Who reads mail as text mostly reads it in a terminal. So what can be done stands there as the
command to type, which is short, can be read, and does not go stale; the `mailto:` links of the page
are 300 characters each, and would bury the rest.
"""

import re
from collections.abc import Iterable, Iterator

from screener.application.digest.form import wording
from screener.application.digest.form.bars import heights
from screener.application.digest.form.entries import Entry
from screener.application.digest.form.fit import Part, fitted
from screener.application.digest.form.lines import continued, wrapped
from screener.application.digest.form.outline import Group, Section, Weight, acts_of, outline
from screener.application.digest.form.theirs import called
from screener.application.digest.form.typed import typed
from screener.domain.digest.digest import Act, Digest

COLUMNS = 72

LIMIT = 60_000
"""Bytes of the text, however much there is to tell."""

BARS = "▁▂▃▄▅▆▇█"

TO_TYPE = (
    "Indented lines that begin with `screener` are commands, to be typed where it runs. The page"
    " that comes with this text has the same as links."
)
GOES_ON = "Where a command ends with a backslash, the next line is a part of it."

_LINKED = re.compile(r"://|(?<=www)\.(?=\w)", re.IGNORECASE)


def text_of(digest: Digest) -> str:
    """The text; no line is longer than COLUMNS, but where one word of a command is."""
    sections = outline(digest)
    first, rest, last = (
        [_section(section, digest) for section in sections if section.weight is weight]
        for weight in Weight
    )
    page = Part(
        head=_text(_top(digest, sections)),
        children=[*first, Part("", rest, "", _more)],
        foot="".join(fitted(part, LIMIT) for part in last) + _text(_bottom(digest)),
        more=_more,
    )
    return fitted(page, LIMIT)


def _top(digest: Digest, sections: Iterable[Section]) -> Iterator[str]:
    yield "Screener digest"
    yield from wrapped(f"{wording.for_whom(digest)}{called(digest.whose)}", COLUMNS)
    yield from wrapped(wording.span(digest), COLUMNS)
    yield from ("", f"{wording.headline(digest)}.")
    for told in wording.at_once(digest):
        yield from ("", *wrapped(told, COLUMNS))
    acts = [act for section in sections for act in acts_of(section)]
    lines = list(_to_type(acts, digest))
    if lines:
        goes_on = any(line.endswith("\\") for line in lines)
        yield from ("", *wrapped(f"{TO_TYPE} {GOES_ON}" if goes_on else TO_TYPE, COLUMNS))


def _section(section: Section, digest: Digest) -> Part:
    return Part(
        head=_text(("", "", section.title, "-" * len(section.title))),
        children=[_group(group, digest) for group in section.groups],
        foot="",
        more=lambda number: _more(number, section.of),
        hidden=section.hidden,
    )


def _group(group: Group, digest: Digest) -> Part:
    return Part(
        head=_text(_heading(group, digest)),
        children=[_text(_entry(entry, digest)) for entry in group.entries],
        foot="",
        more=_more,
        hidden=group.hidden,
        is_counted=bool(group.told),
    )


def _heading(group: Group, digest: Digest) -> Iterator[str]:
    heading = ": ".join(filter(None, (group.title, group.told)))
    if heading:
        yield from ("", *wrapped(heading, COLUMNS))
    yield from _to_type(group.acts, digest)


def _entry(entry: Entry, digest: Digest) -> Iterator[str]:
    beside = f" ({entry.beside})" if entry.beside else ""
    told = [f"{_inert(entry.title)}{beside}", _inert(entry.text), entry.at, entry.told]
    if entry.trend:
        told.append(f"{_picture(entry.trend)}  {entry.trend_told}")
    yield ""
    for number, line in enumerate(filter(None, told)):
        yield from wrapped(line, COLUMNS, first="- " if number == 0 else "  ", then="  ")
    yield from _to_type(entry.acts, digest)


def _to_type(acts: Iterable[Act], digest: Digest) -> Iterator[str]:
    for act in acts:
        if words := typed(act.command, digest):
            yield from continued(words, COLUMNS, first=" " * 6, then=" " * 10)


def _picture(trend: Iterable[int]) -> str:
    return "".join(BARS[height] for height in heights(tuple(trend)))


def _inert(text: str) -> str:
    """A stranger's text in which programs that show plain text find no link.

    Brackets can be seen, in a terminal too. Addresses stay as they are: they are what is typed.
    """
    return _LINKED.sub(lambda found: f"[{found[0][0]}]{found[0][1:]}", text)


def _more(number: int, of: str = "") -> str:
    return _text(("", f"  {wording.more(number, of)}"))


def _bottom(digest: Digest) -> Iterator[str]:
    yield from ("", "")
    yield from wrapped(wording.SETTINGS, COLUMNS)
    yield ""
    yield from wrapped(wording.LEDGER, COLUMNS)
    yield str(digest.head)


def _text(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)
