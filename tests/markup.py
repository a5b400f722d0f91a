"""Reading a page of ours back, as strictly as no mail client does."""

import re
from html.parser import HTMLParser

VOID = frozenset({"br", "meta"})

BLOCKS = frozenset({"br", "div", "h1", "h2", "h3", "p", "td"})

LINKED = re.compile(
    r"://|\w@\w|\w[.\u3002\uff0e\uff61]\w|\d(?:[ ().-]{0,3}\d){6}",
)
"""What some mail client makes a link of: URLs, addresses, domains, telephone numbers."""


class Markup(HTMLParser):
    """What is in a page: every tag with its attributes, texts, comments.

    Fails where the page is not well formed.
    """

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.comments: list[str] = []
        self._open: list[str] = []
        self.feed(page)
        self.close()
        assert self._open == []

    @property
    def text(self) -> str:
        """All that can be read in the body, as one text."""
        return "".join(self.texts)

    @property
    def links(self) -> list[dict[str, str | None]]:
        """The attributes of everything that can be touched."""
        return [attributes for tag, attributes in self.tags if "href" in attributes]

    @property
    def headings(self) -> list[str]:
        """`h1`, `h2` and so on, in their order."""
        return [tag for tag, _ in self.tags if re.fullmatch("h[1-6]", tag)]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep it, and that it is open."""
        assert len(dict(attrs)) == len(attrs), "an attribute stands there twice"
        self.tags.append((tag, dict(attrs)))
        if tag in BLOCKS:
            self.texts.append("\n")
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """It ends what was opened last."""
        assert self._open.pop() == tag
        if tag in BLOCKS:
            self.texts.append("\n")

    def handle_data(self, data: str) -> None:
        """Text of the body, and nothing of styles and titles."""
        if "body" in self._open:
            self.texts.append(data)

    def handle_comment(self, data: str) -> None:
        """Word reads some of them."""
        self.comments.append(data)
