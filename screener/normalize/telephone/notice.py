"""One message as the readers of call reports look at it: its fields, its lines, its recordings.

The body is taken apart only when somebody asks for it, so that a notice costs nothing as long as
only the header is looked at.
"""

import re
from collections.abc import Callable, Iterable
from functools import cached_property

from screener.domain.late import late
from screener.domain.people.handle import canonical_domain
from screener.domain.record.event import Audio, MailReceived
from screener.normalize import limits, text
from screener.normalize.body import html
from screener.normalize.body.flowed import unflowed
from screener.normalize.body.mime import Part, leaves
from screener.normalize.body.recordings import recordings
from screener.normalize.header.block import Header, decoded
from screener.normalize.telephone.telephony import Announced, announced

_ENCODED_TEXT = 4 * limits.TEXT
_LINE = 2000
_DIALS = late(r"(?:tel|callto):", re.IGNORECASE)
_CELLS = 80
_VALUE = late(
    r"\s(?:[\s\"(+]*\d[^a-z]*(?:\s[a-z.]{1,10})*(?:\s\([a-z ]{1,40}\))?"
    r"|[^.!?:<(]{1,40}[<(]\+?\d[\d\s.-]{4,20}[>)])\Z",
    re.IGNORECASE,
)
_LABELLED = late(r"[\s*>|\u2022-]{0,9}([^\W\d_][^:\uff1a]{0,39}?)\s{0,9}[:\uff1a]\s*(.*)")
_URL = late(r"https?://[^\s<>\"')\]]{1,2000}", re.IGNORECASE)


class Notice:
    """A message that may report a call; all that is asked of it is computed once at most."""

    def __init__(
        self, raw: bytes, header: Header, mail: MailReceived, *, region: str | None = None
    ) -> None:
        self.mail = mail
        self.region = region
        self.header = header
        self._raw = raw

    # --- the header

    def has(self, *names: str) -> bool:
        """Whether one of these fields (lower case) is there and not empty."""
        return any(self.field(name) for name in names)

    def field(self, name: str) -> str:
        """The topmost value of that lower-case name, decoded; "" if it is not there."""
        return decoded(self.header.first(name) or "")[: limits.VALUE]

    @cached_property
    def subject(self) -> str:
        """The decoded subject with its white space collapsed."""
        return " ".join(self.mail.subject.split())

    @cached_property
    def announced(self) -> Announced | None:
        """What the subject says of a call: see telephony.announced."""
        return announced(self.subject)

    @cached_property
    def sender(self) -> str:
        """The From address in lower case; "" if there is not exactly one."""
        return self.mail.from_[0].address.lower() if len(self.mail.from_) == 1 else ""

    @cached_property
    def domain(self) -> str:
        """The domain of the From address in its canonical form."""
        return canonical_domain(self.sender.rpartition("@")[2])

    @property
    def urgent(self) -> bool:
        """Whether the sender marks it as urgent (X-Priority 1, or RFC 2156's fields)."""
        return (
            self.field("x-priority").startswith("1")
            or self.field("importance").lower() == "high"
            or self.field("priority").lower() == "urgent"
        )

    @property
    def private(self) -> bool:
        """Whether the sender marks it as private (RFC 2156 section 5.3.4)."""
        return self.field("sensitivity").lower() in ("private", "company-confidential")

    # --- the body

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """The leaves of the message."""
        return tuple(leaves(self._raw, self.header))

    @cached_property
    def plain(self) -> str:
        """The plain words, all inline parts together, with soft line breaks taken out."""
        return "\n".join(self._plain(part) for part in self._inline("text/plain")).strip()

    @cached_property
    def pages(self) -> tuple[html.Page, ...]:
        """The HTML parts as a reader sees them."""
        return tuple(html.read(self._text(part)) for part in self._inline("text/html"))

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """The words in each form in which they are there, the plain form first."""
        forms = (self.plain, "\n".join(page.text for page in self.pages).strip())
        return tuple(form for form in forms if form)

    @property
    def text(self) -> str:
        """The words, of the plain form if there is one."""
        return self.texts[0] if self.texts else ""

    @cached_property
    def links(self) -> tuple[str, ...]:
        """All http and https links, of the plain form first."""
        hrefs = [link for page in self.pages for link in page.links]
        found = [*_URL.findall(self.plain), *(link for link in hrefs if _URL.match(link))]
        return tuple(link[:2000] for link in found[: limits.LINKS])

    def search(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """The first hit of the pattern in the first form of the words that has one."""
        hits = (pattern.search(form) for form in self.texts)
        return next((hit for hit in hits if hit is not None), None)

    def labelled(self, *labels: str, after: str = "") -> str:
        """The value of the first line `Label: value` with one of these labels (lower case).

        Quotes round the value are taken off; a value may stand on the line below its label.
        `after` confines the search to what follows its last occurrence.
        """
        for form in self.texts:
            lines = form.rpartition(after)[2].split("\n") if after else form.split("\n")
            for number, line in enumerate(lines):
                found = _LABELLED.match(line[:_LINE])
                if found and found[1].lower() in labels:
                    value = found[2].strip() or _next_line(lines, number + 1)
                    if value:
                        return value
        return ""

    def beside(self, *labels: str, after: str = "") -> str:
        """What stands behind one of these labels in a line of HTML, where no colon parts them.

        Tables have no colons. Since prose may begin with the same words, the value needs a digit.
        `after` confines the search to what follows its last occurrence.
        """
        for page in self.pages:
            text = page.text.rpartition(after)[2] if after else page.text
            for line in text.split("\n"):
                words = line[:_CELLS].strip()
                for label in labels:
                    value = words[len(label) :]
                    if words.lower().startswith(label) and _VALUE.match(value):
                        return value.strip()
        return ""

    def section(self, after: re.Pattern[str], until: re.Pattern[str]) -> str:
        """What stands after the first hit of `after` and before the next one of `until`."""
        for form in self.texts:
            if begin := after.search(form):
                end = until.search(form, begin.end())
                return form[begin.end() : end.start() if end else len(form)].strip()
        return ""

    def link(self, fits: Callable[[str], bool]) -> str | None:
        """The first link that fits."""
        return next((link for link in self.links if fits(link)), None)

    @property
    def dialled(self) -> str:
        """The number that the page offers to dial; "" if it is not the only one."""
        found = {link for page in self.pages for link in page.links if _DIALS.match(link)}
        return found.pop() if len(found) == 1 else ""

    @cached_property
    def recordings(self) -> tuple[Audio, ...]:
        """The recordings, without the spoken names of VPIM (RFC 3801 section 4.4.1)."""
        content = self.mail.content
        truncated = content is not None and content.truncated
        found = recordings(self._raw, self.parts, truncated=truncated)
        return tuple(one.audio for one in found)

    def _inline(self, kind: str) -> Iterable[Part]:
        return (p for p in self.parts if p.type == kind and p.disposition != "attachment")

    def _plain(self, part: Part) -> str:
        words = self._text(part)
        if part.parameters.get("format", "").lower() != "flowed":
            return words
        return unflowed(words, delete_space=part.parameters.get("delsp", "").lower() == "yes")

    def _text(self, part: Part) -> str:
        octets = part.payload(self._raw, at_most=_ENCODED_TEXT)
        return text.lines(text.decode(octets, part.parameters.get("charset"))[0])


def _next_line(lines: list[str], number: int) -> str:
    """The line below, if it is no labelled one itself."""
    line = lines[number].strip() if number < len(lines) else ""
    return "" if _LABELLED.match(line[:_LINE]) else line
