"""The digest as a page that holds in mail clients and on telephones, and needs nothing else.

Its size is bounded, since Gmail cuts off what is beyond 102 kB: then the rest is only counted.
"""

from html import escape

from screener.application.digest.form import wording
from screener.application.digest.form.fit import Part, fitted
from screener.application.digest.form.inert import inert, theirs
from screener.application.digest.form.look import (
    BELOW,
    FONT,
    FOR_WORD,
    H1,
    H2,
    H3,
    HASH,
    IN_THE_DARK,
    LIGHT,
    SMALL,
    TABLE,
)
from screener.application.digest.form.outline import Group, Section, Weight, acts_of, outline
from screener.application.digest.form.pieces import Link, card, heading, quoted, row, small
from screener.application.digest.form.theirs import called
from screener.domain.digest.digest import Digest

LIMIT = 99_000
"""Bytes of the page."""

_TOP = """\
<!DOCTYPE html>
<html lang="en" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<meta name="format-detection" content="telephone=no,date=no,address=no,email=no,url=no">
<title>{title}</title>
<style>
{dark}
</style>
{word}
</head>
<body class="o" style="margin:0;padding:0;background:{around}">
<div class="o" lang="en" dir="ltr" style="background:{around};-webkit-text-size-adjust:100%">
<!--[if mso]><table role="presentation" width="600" align="center"><tr><td><![endif]-->
<table {table} align="center" style="max-width:600px;margin:0 auto"><tr>
<td class="c" style="padding:28px 20px 32px;background:{paper};color:{ink};font-family:{font};\
font-size:16px;line-height:24px;word-break:break-word;overflow-wrap:anywhere">
"""

_BOTTOM = """\
</td></tr></table>
<!--[if mso]></td></tr></table><![endif]-->
</div>
</body>
</html>
"""


def html_of(digest: Digest, link: Link | None) -> str:
    """The page, in less than 100 kB; `link` gives the `mailto:` URL of a command.

    Without `link` it is a page to look at, on which nothing can be done.
    """
    sections = outline(digest)
    first, rest, last = (
        [_section(section, link) for section in sections if section.weight is weight]
        for weight in Weight
    )
    foot = _foot(digest, has_links=link is not None and any(map(acts_of, sections)))
    page = Part(
        head=_top(digest),
        children=[*first, Part("", rest, "", _more)],
        foot="".join(fitted(part, LIMIT) for part in last) + foot,
        more=_more,
    )
    return fitted(page, LIMIT)


def _top(digest: Digest) -> str:
    top = _TOP.format(
        title=escape(wording.subject_of(digest)),
        dark=IN_THE_DARK,
        word=FOR_WORD,
        around=LIGHT.around,
        paper=LIGHT.paper,
        ink=LIGHT.ink,
        font=FONT,
        table=TABLE,
    )
    day = f"{wording.for_whom(digest)}{inert(called(digest.whose))}"
    return (
        f'{top}<h1 style="{H1}">{escape(wording.headline(digest))}</h1>\n'
        f"{_small_print(f'{day}<br>{escape(wording.span(digest))}')}"
        + "".join(
            f'<p style="{BELOW}">{inert(quoted(told))}</p>\n' for told in wording.at_once(digest)
        )
    )


def _section(section: Section, link: Link | None) -> Part:
    return Part(
        head=f'<h2 style="{H2}">{escape(section.title)}</h2>\n',
        children=[_group(group, section.weight, link) for group in section.groups],
        foot="",
        more=lambda number: _small_print(wording.more(number, section.of)),
        hidden=section.hidden,
    )


def _group(group: Group, weight: Weight, link: Link | None) -> Part:
    one = card if weight is Weight.FIRST else row
    return Part(
        head=f"<table {TABLE}>\n{_group_heading(group, link)}",
        children=[one(entry, link) for entry in group.entries],
        foot="</table>\n",
        more=_more_rows,
        hidden=group.hidden,
        is_counted=bool(group.told),
    )


def _group_heading(group: Group, link: Link | None) -> str:
    if not group.title:
        return heading(small(inert(group.told)), (), "", link) if group.told else ""
    told = f' &nbsp;<span class="m" style="{SMALL};font-weight:400">{inert(group.told)}</span>'
    title = f'<h3 style="{H3}">{theirs(group.title)}{told}</h3>'
    return heading(title, group.acts, group.title, link)


def _more(number: int) -> str:
    return _small_print(wording.more(number))


def _more_rows(number: int) -> str:
    more = small(wording.more(number))
    return f'<tr><td colspan="2" style="padding:4px 0 12px">{more}</td></tr>\n'


def _foot(digest: Digest, *, has_links: bool) -> str:
    told = [wording.LINKS.format(wording.day_of(digest.valid))] if has_links else []
    words = [escape(quoted(one)) for one in (*told, wording.SETTINGS)]
    head = f'{escape(quoted(wording.LEDGER))}<br><span style="{HASH}">{digest.head}</span>'
    below = "".join(_small_print(html) for html in (*words, head))
    return f'<div style="padding-top:20px">{below}</div>\n{_BOTTOM}'


def _small_print(html: str) -> str:
    return f'<p class="m" style="{BELOW};{SMALL}">{html}</p>\n'
