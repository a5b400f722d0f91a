"""The pieces of the page: entries and links, as HTML that is laid out with tables."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from html import escape

from screener.application.digest.form import wording
from screener.application.digest.form.bars import heights
from screener.application.digest.form.entries import Entry
from screener.application.digest.form.inert import inert, theirs
from screener.application.digest.form.look import (
    BESIDE,
    BUTTON,
    FIRST,
    LIGHT,
    ROW,
    ROW_1,
    ROW_END,
    SMALL,
)
from screener.domain.digest.command import Command
from screener.domain.digest.digest import Act

Link = Callable[[Command], str]

LONGEST = 2_000
"""Bytes of a link; Outlook for Windows opens none that is longer."""

SHORT = 8
"""Letters of a link that stands beside its row and not below."""

_BACKTICKS = re.compile("`([^`]+)`")

_GAP = '<tr><td colspan="2" height="8" style="font-size:8px;line-height:8px">&nbsp;</td></tr>\n'


def card(entry: Entry, link: Link | None) -> str:
    """An entry that needs the user, as rows of a table that set it apart."""
    told = "<br>".join(_lines(entry)) + _trend(entry)
    acts = _below(entry.acts, entry.about, link)
    return f'<tr><td class="n" colspan="2" style="{FIRST}">{told}{acts}</td></tr>\n{_GAP}'


def row(entry: Entry, link: Link | None) -> str:
    """An entry to look through, as a row of a table."""
    told = "<br>".join(_lines(entry)) + _trend(entry)
    return _row(told, entry.acts, entry.about, link, style=ROW)


def heading(html: str, acts: Sequence[Act], about: str, link: Link | None) -> str:
    """The first row of a table, without a line above it."""
    return _row(html, acts, about, link, style=ROW_1)


def quoted(text: str) -> str:
    """The text with quotation marks where it has those of programmers."""
    return _BACKTICKS.sub("“\\1”", text)


def small(html: str) -> str:
    """Small print, within a line."""
    return f'<span class="m" style="{SMALL}">{html}</span>'


def _row(html: str, acts: Sequence[Act], about: str, link: Link | None, *, style: str) -> str:
    """One short link stands at the end of its row, and others below."""
    is_short = len(acts) == 1 and len(acts[0].label) <= SHORT
    if is_short and (beside := "".join(_links(acts, about, link, style=BESIDE))):
        end = f'align="right" valign="top" style="{style};{ROW_END}">{beside}</td>'
        return f'<tr><td class="l" style="{style}">{html}</td><td class="l" {end}</tr>\n'
    below = _below(acts, about, link)
    return f'<tr><td class="l" colspan="2" style="{style}">{html}{below}</td></tr>\n'


def _below(acts: Sequence[Act], about: str, link: Link | None) -> str:
    links = "".join(_links(acts, about, link, style=BUTTON))
    return f"<div>{links}</div>" if links else ""


def _lines(entry: Entry) -> Iterator[str]:
    if entry.title:
        beside = f" {small(theirs(entry.beside))}" if entry.beside else ""
        yield f"<b>{theirs(entry.title)}</b>{beside}"
    if entry.text:
        at = theirs(entry.at).replace("→ ", "→&nbsp;") if entry.at else ""
        yield theirs(quoted(entry.text)) + (f" &nbsp;{small(at)}" if at else "")
    if entry.told:
        yield small(theirs(entry.told))


def _links(acts: Iterable[Act], about: str, link: Link | None, *, style: str) -> Iterator[str]:
    for act in acts:
        url = link(act.command) if link else ""
        if 0 < len(url) <= LONGEST:
            yield (
                f'<a class="a" href="{escape(url)}" style="{style}"'
                f' aria-label="{escape(wording.spoken(act, about))}">{inert(act.label)}</a> '
            )


def _trend(entry: Entry) -> str:
    if not entry.trend:
        return ""
    bars = "".join(_bar(height) for height in heights(entry.trend))
    return (
        '<table role="presentation" cellpadding="0" cellspacing="2" border="0"'
        f' style="margin:0 -2px;font-size:1px"><tr valign="bottom"><td height="21"></td>{bars}'
        f"</tr></table>{small(inert(entry.trend_told))}"
    )


def _bar(height: int) -> str:
    # Word knows no height but that of a line.
    name, colour = ("b", LIGHT.bar) if height else ("z", LIGHT.no_bar)
    style = f"background:{colour};line-height:{height * 3 or 2}px"
    return f'<td width="9"><div class="{name}" style="{style}">&nbsp;</div></td>'
