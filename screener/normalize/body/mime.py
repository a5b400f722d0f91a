"""The body of a message as a sequence of leaves (RFC 2046), whatever its boundaries promise.

A multipart without its boundary is plain text; one without an end goes on to the end of what it is
in. An attached message is one leaf: what is inside was not written to us. Each level is searched
once, so the cost is at most limits.DEPTH times the size.
"""

import binascii
from collections.abc import Iterator
from typing import NamedTuple

from screener.normalize import limits
from screener.normalize.header.block import Header, decoded, scan
from screener.normalize.header.parameters import media_type, parameter
from screener.normalize.header.words import from_base64


class Part(NamedTuple):
    """One leaf of the tree, or a multipart on the way to its leaves.

    `type` is lower case and always has a subtype. `start` and `end` delimit the body in the raw
    message. `parent` is the type of the multipart around it, `alternative` the number of the
    nearest multipart/alternative around it, 0 for none. `name` is the file name as the sender
    wrote it. `intact` is False where the structure is not what it claims to be.
    """

    type: str
    parameters: dict[str, str]
    header: Header
    start: int
    end: int
    depth: int
    parent: str
    alternative: int
    disposition: str
    name: str
    intact: bool = True

    def payload(self, raw: bytes, *, at_most: int | None = None) -> bytes:
        """The decoded octets (RFC 2045 section 6), of at most so many encoded ones."""
        end = self.end if at_most is None else min(self.end, self.start + at_most)
        octets = raw[self.start : end]
        encoding = self.header.first("content-transfer-encoding")
        match encoding and media_type(encoding)[0]:
            case "base64":
                return from_base64(octets)
            case "quoted-printable":
                return binascii.a2b_qp(octets)
            case _:
                return octets


def leaves(raw: bytes, header: Header) -> Iterator[Part]:
    """The leaves in their order, at most limits.PARTS; the last is not intact if there are more."""
    waiting = [_part(header, header.body, len(raw), depth=0, around=None, alternative=0)]
    parts = alternatives = 0
    while waiting:
        part = waiting.pop()
        boundary = part.parameters.get("boundary", "").rstrip()
        if not part.type.startswith("multipart/") or not boundary:
            yield _leaf(part)
            continue
        sections = []
        if part.depth < limits.DEPTH:
            sections = _sections(raw, part, boundary, at_most=limits.PARTS - parts)
        if not sections:
            yield _leaf(part)
            continue
        parts += len(sections)
        alternatives += part.type == "multipart/alternative"
        inside = alternatives if part.type == "multipart/alternative" else part.alternative
        children = [_child(raw, part, start, end, inside) for start, end in sections]
        waiting += reversed(children)


def _leaf(part: Part) -> Part:
    """A multipart that could not be taken apart is read as text."""
    if part.type.startswith("multipart/"):
        return part._replace(type="text/plain", parameters={}, intact=False)
    return part


def _child(raw: bytes, around: Part, start: int, end: int, alternative: int) -> Part:
    header = scan(raw, start, end)
    body = min(header.body, end)
    return _part(header, body, end, depth=around.depth + 1, around=around, alternative=alternative)


def _part(
    header: Header, start: int, end: int, *, depth: int, around: Part | None, alternative: int
) -> Part:
    kind, parameters = media_type(header.first("content-type") or "")
    if "/" not in kind:
        digest = around is not None and around.type == "multipart/digest"
        kind = "message/rfc822" if digest and not kind else "text/plain"
    disposition, more = media_type(header.first("content-disposition") or "")
    name = parameter(more, "filename") or parameter(parameters, "name")
    if name is None and "content-description" in header.fields and disposition == "attachment":
        name = decoded(header.fields["content-description"][0])
    parent = around.type if around else ""
    return Part(
        kind, parameters, header, start, end, depth, parent, alternative, disposition, name or ""
    )


def _sections(raw: bytes, part: Part, boundary: str, *, at_most: int) -> list[tuple[int, int]]:
    """Where the parts of a multipart lie, header and body, without the line end before the mark."""
    marker = b"--" + boundary.encode("latin-1", "replace")
    sections: list[tuple[int, int]] = []
    begin = -1
    for line, after, last in _marks(raw, part.start, part.end, marker):
        if begin >= 0:
            sections.append((begin, max(begin, _before_line(raw, line))))
            if len(sections) >= at_most:
                return sections
        begin = after
        if last:
            return sections
    if begin >= 0:
        sections.append((begin, part.end))
    return sections


def _marks(raw: bytes, start: int, end: int, marker: bytes) -> Iterator[tuple[int, int, bool]]:
    """Boundary lines: where they begin, where the next line begins, whether it is the last one."""
    position = start
    while (found := raw.find(marker, position, end)) >= 0:
        position = found + len(marker)
        if found > start and raw[found - 1] != 0x0A:
            continue
        line_end = raw.find(b"\n", position, end)
        line_end = end if line_end < 0 else line_end
        rest = raw[position : min(line_end, position + 200)].strip()
        if not rest or rest.startswith(b"--"):
            yield found, min(line_end + 1, end), bool(rest)
            position = line_end


def _before_line(raw: bytes, line: int) -> int:
    if raw[line - 2 : line] == b"\r\n":
        return line - 2
    return line - 1
