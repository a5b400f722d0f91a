"""Who stands on the other side of a message, by a few fields of its header: canonical addresses."""

from collections.abc import Iterable

from screener.domain.people.handle import address_key
from screener.normalize.header.addresses import addresses
from screener.normalize.header.block import Header, scan, unfolded

SENDER_FIELDS = ("From",)

RECIPIENT_FIELDS = ("To", "Cc", "Bcc", "Auto-Submitted", "Message-ID")

OWN_MESSAGE_ID = "<screener."
"""So begins the Message-ID of every letter that the program itself sends."""


def senders(header: bytes) -> frozenset[str]:
    """Everybody in From."""
    return _handles(scan(header), ("from",))


def recipients(header: bytes) -> frozenset[str]:
    """Everybody to whom a person wrote this; nobody for a letter that was sent automatically.

    Auto-Submitted (RFC 3834 section 5) says so, or a Message-ID of our own.
    """
    fields = scan(header)
    automatic = unfolded(fields.first("auto-submitted") or "no").partition(";")[0].strip().lower()
    own = unfolded(fields.first("message-id") or "").strip().lower().startswith(OWN_MESSAGE_ID)
    return frozenset() if own or automatic != "no" else _handles(fields, ("to", "cc", "bcc"))


def _handles(header: Header, names: Iterable[str]) -> frozenset[str]:
    values = [value for name in names for value in header.fields.get(name, ())]
    return frozenset(address_key(one.address) for one in addresses(values))
