"""Handles: the ways in which a person reaches the mailbox, and patterns over them.

A handle is written by a person and compared in a canonical form, its `key`. The surprise: an
address is compared without its `+tag`, and at Gmail without its dots, since those are one mailbox.
"""

import re
import unicodedata
from collections.abc import Iterator
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from screener.domain.text import fold


class Kind(IntEnum):
    """Kinds of handle, the most specific first: a relay's address is that of many people."""

    RELAY = 0
    ADDRESS = 1
    GLOB = 2
    DOMAIN = 3
    SUBDOMAIN = 4
    NUMBER = 5
    PREFIX = 6
    ANONYMOUS = 7


RULES_FOR_MANY = frozenset({Kind.GLOB, Kind.DOMAIN, Kind.SUBDOMAIN, Kind.PREFIX})
"""Handles that cover many people: each is counted and declined by itself."""

ANONYMOUS = "anonymous"

GMAIL = "gmail.com"

RELAYS = frozenset({
    "airbnb.com", "calendly.com", "eventbrite.com", "facebookmail.com", "github.com",
    "instagram.com", "kleinanzeigen.de", "linkedin.com", "mailchimpapp.com", "meetup.com",
    "messaging.craigslist.org", "nextdoor.com", "slack.com", "tinder.com", "twitter.com",
    "whatsapp.com", "x.com", "xing.com", "zoom.us",
})  # fmt: skip
"""Domains of services that write for many people, each under the name of the person."""


_CANONICAL = re.compile(
    r"[a-z0-9_.-]+@(?!(?:gmail|googlemail)\.com\Z)(?:[a-z0-9][a-z0-9-]*\.)+[a-z]+\Z"
)
"""How most addresses are written: as they are compared, so that nothing is to be done."""

_CANONICAL_DOMAIN = re.compile(
    r"@?((?!googlemail\.com\Z)(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]+)\Z"
)
"""How most domains are written."""

_ADDRESS = re.compile(r"[^\s@<>,;:\"()\[\]\\]+@[^\s@<>,;:\"()\[\]\\]+\Z")
_HOST = re.compile(r"[^\W_](?:[\w.-]*[^\W_])?\Z")
_DOMAIN = re.compile(r"(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W_](?:[\w-]*[^\W_])?\Z")
_DOTS = re.compile("[.\u3002\uff0e\uff61]")  # UTS 46 section 2.3
_FROM_A_DIGEST = re.compile(r"(?<=[.@:/\d])\u200c")
_QUOTED_PAIR = re.compile(r"\\(.)", re.DOTALL)
_NUMBERLIKE = re.compile(r"[+(]?[\d][\d\s()./-]*\Z")


class Handle(NamedTuple):  # there may be hundreds of thousands
    """One handle: `written` as in the user's file, `key` as it is compared.

    A relay is a domain that writes for many: `key` is `via` and `name` is the person's.
    """

    kind: Kind
    key: str
    written: str
    name: str = ""

    @property
    def shown(self) -> str:
        """How a contact without a name is called: one mailbox and one number have one name."""
        return self.key if self.kind in (Kind.ADDRESS, Kind.NUMBER) else self.written

    @property
    def covers_many(self) -> bool:
        """Whether different people are behind it."""
        return self.kind in RULES_FOR_MANY


class NoHandle(ValueError):
    """The text is no handle; the message says what would be."""


def parse_handle(text: str, *, region: str | None) -> Handle:
    """The handle that is written there.

    `region` (ISO 3166, such as `US`) completes a national number. Raises NoHandle.
    """
    if (plain := plain_handle(text)) is not None:
        return plain
    # The digest keeps mail clients from making links of handles; no handle can hold such a thing.
    written = _FROM_A_DIGEST.sub("", text).strip()
    if written.casefold() == ANONYMOUS:
        return Handle(kind=Kind.ANONYMOUS, key=ANONYMOUS, written=written)
    if _NUMBERLIKE.match(written.rstrip("*")) and "@" not in written:
        return _number(written, region)
    if "@" in written[1:]:
        return _address_or_glob(written)
    return _domain(written)


def plain_handle(text: str) -> Handle | None:
    """The handle if it is an address or a domain in canonical form, as nearly all are."""
    if _CANONICAL.match(text):
        return Handle(Kind.ADDRESS, text, text)
    domain = _CANONICAL_DOMAIN.match(text)
    return Handle(Kind.DOMAIN, domain[1], text) if domain else None


def relay(*, via: str, name: str) -> Handle:
    """A person behind a relay. Raises NoHandle."""
    if not _DOMAIN.match(via) or not name.strip():
        raise NoHandle(
            f"`{via}` is no domain: write it as `linkedin.com`"
            if name.strip()
            else "the name is empty"
        )
    return Handle(
        kind=Kind.RELAY, key=canonical_domain(via), written=behind(via, name), name=fold(name)
    )


def behind(via: str, name: str) -> str:
    """A person behind a relay on one line: the name alone may be somebody else's, too."""
    return f"{name} via {canonical_domain(via)}"


def _number(written: str, region: str | None) -> Handle:
    if written.endswith("*"):
        digits = re.sub(r"[^\d]", "", written)
        if not written.startswith("+") or not digits:
            raise NoHandle(
                f"`{written}` is no number prefix: write it with its country code, such as `+1900*`"
            )
        return Handle(kind=Kind.PREFIX, key=f"+{digits}", written=written)
    key = e164(written, region=region)
    if key is None:
        abroad = f"+{written[2:].strip()}"
        meant = written.startswith("00") and e164(abroad, region=None) is not None
        or_region = "" if region or meant else ", or set `region` in the configuration"
        raise NoHandle(
            f"`{written}` is no telephone number that can be dialled from everywhere: write it as"
            f" `{abroad if meant else '+1 202 555 0143'}`{or_region}"
        )
    return Handle(kind=Kind.NUMBER, key=key, written=written)


def _address_or_glob(written: str) -> Handle:
    if not _ADDRESS.match(written):
        inside = re.search(r"<\s*([^\s<>@]+@[^\s<>@]+)\s*>", written)
        address = inside[1] if inside else "him@example.com"
        raise NoHandle(f"`{written}` is no address: write it as `{address}`")
    local, _, domain = written.rpartition("@")
    if "*" not in written and "?" not in written:
        if not _HOST.match(domain):
            raise NoHandle(f"`{written}` is no address: `{domain}` is no domain")
        return Handle(kind=Kind.ADDRESS, key=address_key(written), written=written)
    if not re.search(r"[^*?.@]", written):
        raise NoHandle(f"`{written}` would match everybody")
    if local == "*" and _DOMAIN.match(domain):
        return Handle(kind=Kind.DOMAIN, key=canonical_domain(domain), written=written)
    return Handle(kind=Kind.GLOB, key=with_tag(written), written=written)


def _domain(written: str) -> Handle:
    bare = written.removeprefix("@")
    kind = Kind.SUBDOMAIN if bare.startswith("*.") else Kind.DOMAIN
    bare = bare.removeprefix("*.")
    # Below a top-level domain is a usual thing to say (`*.example`), the domain itself is not.
    if not _DOMAIN.match(f"x.{bare}" if kind is Kind.SUBDOMAIN else bare):
        raise NoHandle(
            f"`{written}` is no handle: write an address (`him@example.com`), a domain"
            " (`hisfirm.example`), a telephone number (`+1 202 555 0143`) or `anonymous`"
        )
    return Handle(kind=kind, key=canonical_domain(bare), written=written)


@lru_cache(maxsize=4096)
def address_key(address: str) -> str:
    """The canonical form under which one mailbox is known, however it is written."""
    if _CANONICAL.match(address):
        return address
    local, at, domain = with_tag(address).rpartition("@")
    return f"{local.partition('+')[0] or local}{at}{domain}"


def with_tag(address: str) -> str:
    """The canonical form, but that the `+tag` is still there."""
    local, at, domain = address.strip().rpartition("@")
    if not at:
        return address.strip().casefold()
    if len(local) > 1 and local[0] == local[-1] == '"':
        # What a quoted string says is the same without quotes (RFC 5322 section 3.2.4).
        local = _QUOTED_PAIR.sub(r"\1", local[1:-1])
    local = unicodedata.normalize("NFC", local).casefold()
    domain = canonical_domain(domain)
    return f"{local.replace('.', '') if domain == GMAIL else local}@{domain}"


def domain_of(key: str) -> str:
    """The domain of a canonical address; empty for what has no `@`."""
    _, at, domain = key.rpartition("@")
    return domain if at else ""


def canonical_domain(domain: str) -> str:
    """A domain in its IDNA form (RFC 5891), lower case, without a final dot; Gmail's is one."""
    lower = domain.lower()
    if not lower.isascii():
        lower = ".".join(ascii_label(label) for label in _DOTS.split(lower))
    lower = lower.rstrip(".")
    return GMAIL if lower == "googlemail.com" else lower


@lru_cache(maxsize=16384)
def ascii_label(label: str) -> str:
    """One label of a domain in its IDNA form; of one that is none, the label without case."""
    # Label by label, so that one that is no IDNA (`a_b`, `*`) does not spare the others.
    if label.isascii():
        return label
    import idna  # late: most mailboxes never meet such a domain

    try:
        return idna.encode(label, uts46=True).decode("ascii")
    except idna.IDNAError:
        return label.casefold()


@lru_cache(maxsize=16384)
def e164(text: str, *, region: str | None) -> str | None:
    """The number in E.164, or None where it is none that is possible."""
    import phonenumbers  # late: 20 ms, and most mailboxes never meet a number

    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def parents(domain: str) -> Iterator[str]:
    """The domain itself and every domain above it, the longest first."""
    while domain:
        yield domain
        domain = domain.partition(".")[2]
