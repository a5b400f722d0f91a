"""HTML to the text that a reader sees, in one pass and without a tree.

Parsers that build trees go quadratic on nested elements or drop what lies too deep, and hostile
mail has both. Here every search starts where the last one ended, and a search that failed once is
not made again. Quoted blocks come out as lines that begin with `>`, as in plain mail.
"""

import html
import re
from typing import NamedTuple

from screener.domain.late import late
from screener.normalize import limits

_BREAKS = frozenset((
    "address", "article", "aside", "blockquote", "br", "center", "dd", "div", "dl", "dt",
    "fieldset", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr",
    "li", "main", "nav", "ol", "p", "pre", "section", "table", "tr", "ul",
))  # fmt: skip
_CELLS = frozenset(("td", "th"))
_UNREAD = frozenset(("script", "style", "title", "template"))
_VOID = frozenset((
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
    "wbr",
))  # fmt: skip
_END_OF = {name: late(rf"</{name}(?=[\s/>])", re.IGNORECASE) for name in _UNREAD}
_TAG_NAME = late(r"/?[A-Za-z][^\s/>]*")
_STOP = late(r"[>\"']")
_HREF = late(r"""\bhref\s{0,9}=\s{0,9}(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_ENTITY = late(r"&(?:#(?:[0-9]{1,7}|[xX][0-9A-Fa-f]{1,6})|[A-Za-z][A-Za-z0-9]{1,31});?")
_HIDDEN = late(r"display\s{0,9}:\s{0,9}none", re.IGNORECASE)


class Page(NamedTuple):
    """`text` has one line a block, quoted ones with `>`. `links` are the href values as written.

    `cut` tells that the page is longer than limits.HTML.
    """

    text: str
    links: tuple[str, ...]
    cut: bool


def read(source: str) -> Page:
    """The text and the links of a page or fragment. Linear; never raises."""
    scanner = _Scanner(source[: limits.HTML])
    scanner.scan()
    return Page(scanner.text(), tuple(scanner.links), len(source) > limits.HTML)


class _Scanner:
    def __init__(self, source: str) -> None:
        self.source = source
        self.links: list[str] = []
        self.lines: list[str] = []
        self.line: list[str] = []
        self.quoted = 0
        self.preformatted = 0
        self.hidden = ""
        self.hidden_depth = 0
        self.absent: set[str] = set()

    def scan(self) -> None:
        source, position = self.source, 0
        while (found := source.find("<", position)) >= 0:
            if found > position:
                self.say(source[position:found])
            position = self.markup(found)
        self.say(source[position:])
        self.end_line()

    def text(self) -> str:
        return "\n".join(self.lines).strip("\n")

    def markup(self, start: int) -> int:
        """What begins with `<` at `start`; the answer is where reading goes on."""
        source = self.source
        if source.startswith("<!--", start):
            return self.after("-->", start + 2)
        if source.startswith(("<!", "<?"), start):
            return self.after(">", start + 2)
        named = _TAG_NAME.match(source, start + 1)
        if named is None:
            self.say("<")
            return start + 1
        end = self.tag_end(named.end())
        name = named[0].lower()
        if name in _UNREAD:
            closing = _END_OF[name].search(source, end)
            return self.after(">", closing.end()) if closing else len(source)
        self.tag(name, source[named.end() : end])
        return end

    def after(self, mark: str, start: int) -> int:
        found = self.source.find(mark, start)
        return found + len(mark) if found >= 0 else len(self.source)

    def tag_end(self, position: int) -> int:
        """After the `>` of a tag, past quoted ones; a quote that never ends is no quote."""
        source = self.source
        while stop := _STOP.search(source, position):
            mark = stop[0]
            position = stop.end()
            if mark == ">":
                return position
            if mark not in self.absent:
                closing = source.find(mark, position)
                if closing < 0:
                    self.absent.add(mark)
                else:
                    position = closing + 1
        return len(source)

    def tag(self, name: str, attributes: str) -> None:
        if self.hidden:
            self.hide(name)
            return
        opening = name[0] != "/"
        bare = name if opening else name[1:]
        if opening and bare not in _VOID and _HIDDEN.search(attributes):
            self.hidden, self.hidden_depth = bare, 1
            return
        if bare in _BREAKS:
            self.end_line()
        elif bare in _CELLS:
            self.line.append(" ")
        if bare == "blockquote":
            self.quoted = self.quoted + 1 if opening else max(0, self.quoted - 1)
        elif bare == "pre":
            self.preformatted = self.preformatted + 1 if opening else max(0, self.preformatted - 1)
        elif name in ("p", "/p") and self.lines and self.lines[-1]:
            self.lines.append(self.mark().rstrip())
        elif name == "a" and len(self.links) < limits.LINKS and (href := _HREF.search(attributes)):
            self.links.append(_plain(href[1] or href[2] or href[3] or "").strip())

    def hide(self, name: str) -> None:
        """Nothing is said until the hidden element ends; only its own name is counted."""
        if name == self.hidden:
            self.hidden_depth += 1
        elif name[0] == "/" and name[1:] == self.hidden:
            self.hidden_depth -= 1
            if not self.hidden_depth:
                self.hidden = ""

    def say(self, text: str) -> None:
        if self.hidden or not text:
            return
        text = _plain(text)
        if not self.preformatted:
            self.line.append(text)
            return
        first, *more = text.split("\n")
        self.line.append(first)
        for line in more:
            self.end_line()
            self.line.append(line)

    def end_line(self) -> None:
        if not self.line:
            return
        line = " ".join("".join(self.line).split())
        self.line.clear()
        if line:
            self.lines.append(self.mark() + line)
        elif self.preformatted and self.lines and self.lines[-1]:
            self.lines.append("")

    def mark(self) -> str:
        return "> " * min(self.quoted, limits.QUOTE_DEPTH)


def _plain(text: str) -> str:
    return _ENTITY.sub(lambda entity: html.unescape(entity[0]), text) if "&" in text else text
