"""What only the whole message tells: its words, its attachments, what else is in it.

Of an alternative both forms count: the plain words, and of the HTML what they do not say. A reader
sees one of the two, and nobody hides from a rule by writing the other.
"""

from collections.abc import Iterable
from typing import NamedTuple

from screener.domain.record.event import Attachment, Class, Content
from screener.normalize import limits, text
from screener.normalize.body import html
from screener.normalize.body.attachment import BODIES, attachment, is_attachment
from screener.normalize.body.mime import Part, leaves
from screener.normalize.body.phrases import UNSUBSCRIBE
from screener.normalize.body.quotes import new_text
from screener.normalize.header.block import Header

_LINK = ("http://", "https://")
_REPORTS = frozenset(("message/delivery-status", "message/global-delivery-status"))
_ENCODED_TEXT = 4 * limits.TEXT
"""Octets of one text part that can become limits.TEXT characters, whatever the encoding."""


class _Words(NamedTuple):
    """The words of one part; `alternative` as in mime.Part."""

    text: str
    alternative: int
    html: bool
    links: tuple[str, ...]


def read_content(
    raw: bytes, header: Header, *, classes: frozenset[Class], truncated: bool
) -> tuple[Content, tuple[str, ...]]:
    """The content of a message whose header has been read, and the defects met on the way.

    `truncated` tells that the octets end before the message does. Never raises.
    """
    parts = list(leaves(raw, header))
    defects = set()
    if len(parts) >= limits.PARTS:
        defects.add("too-many-parts")
    if not all(part.intact for part in parts):
        defects.add("broken-multipart")
    words: list[_Words] = []
    attachments: list[Attachment] = []
    for part in parts:
        if is_attachment(part) and (words or part.type not in BODIES or _is_marked(part)):
            attachments.append(attachment(part, part.payload(raw)))
        elif part.type in BODIES:
            words.append(_read_words(part, raw, defects))
    full = "\n".join(_said(words)).strip()
    new = full if Class.FORWARD in classes else "\n".join(map(new_text, _said(words))).strip()
    if len(full) > limits.TEXT:
        defects.add("text-cut")
    kinds = {part.type for part in parts}
    links = [link for one in words for link in one.links]
    has_link = any(mark in full for mark in _LINK) or any(
        link.lower().startswith(_LINK) for link in links
    )
    content = Content(
        text=new[: limits.TEXT],
        full_text=full[: limits.TEXT],
        attachments=tuple(attachments),
        has_audio=any(
            kind.startswith("audio/") for kind in (*kinds, *(one.type for one in attachments))
        ),
        has_invite="text/calendar" in kinds or any(one.extension == "ics" for one in attachments),
        has_link=has_link,
        has_unsubscribe_link=has_link and _offers_unsubscription(full, links),
        is_forward=_has_message(parts),
        is_delivery_report=not kinds.isdisjoint(_REPORTS),
        truncated=truncated or bool(defects & {"text-cut", "too-many-parts"}),
    )
    return content, tuple(sorted(defects))


def _is_marked(part: Part) -> bool:
    """The first text is the message itself even if it has a name, unless it says otherwise."""
    return part.disposition == "attachment"


def _read_words(part: Part, raw: bytes, defects: set[str]) -> _Words:
    octets = part.payload(raw, at_most=_ENCODED_TEXT)
    if part.end - part.start > _ENCODED_TEXT:
        defects.add("text-cut")
    charset = part.parameters.get("charset")
    source, fits = text.decode(octets, charset)
    if charset and not fits:
        defects.add("bad-charset")
    source = text.lines(source)
    if part.type != "text/html":
        return _Words(source.strip("\n"), part.alternative, html=False, links=())
    page = html.read(source)
    if page.cut:
        defects.add("text-cut")
    return _Words(page.text, part.alternative, html=True, links=page.links)


def _said(words: list[_Words]) -> Iterable[str]:
    """Each part's text, without the lines of HTML that the plain alternative has as well."""
    plain: dict[int, set[str]] = {}
    for one in words:
        if one.alternative and not one.html:
            plain.setdefault(one.alternative, set()).update(one.text.split())
    for one in words:
        known = plain.get(one.alternative) if one.html else None
        yield _unsaid(one.text, known) if known else one.text


def _unsaid(said: str, known: set[str]) -> str:
    return "\n".join(line for line in said.split("\n") if not known.issuperset(line.split()))


def _offers_unsubscription(full: str, links: list[str]) -> bool:
    told = "\n".join((full, *links)).lower()
    return any(word in told for word in UNSUBSCRIBE)


def _has_message(parts: list[Part]) -> bool:
    """Whether a message is attached, other than the returned one of a report."""
    return any(
        part.type == "message/rfc822" and part.depth and part.parent != "multipart/report"
        for part in parts
    )
