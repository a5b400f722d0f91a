"""Which parts are attachments, what they are and how they may be called."""

import unicodedata

from screener.domain.late import late
from screener.domain.record.event import Attachment
from screener.normalize import limits
from screener.normalize.body.mime import Part
from screener.normalize.body.sniff import sniff

BODIES = frozenset(("text/plain", "text/html", "text/enriched", "text/markdown", "text/x-markdown"))
"""What is read as the words of the message where it stands inline."""

_MACHINERY = frozenset((
    "application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature",
    "application/pgp-encrypted", "application/pgp-keys", "message/delivery-status",
    "message/global-delivery-status", "message/disposition-notification",
    "message/feedback-report", "text/rfc822-headers", "text/x-amp-html",
))  # fmt: skip
_EXTENSION = late(r"\.([A-Za-z0-9]{1,10})\Z")
_FORBIDDEN = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))


def is_attachment(part: Part) -> bool:
    """Whether people would call it an attachment.

    Inline images are none, nor are signatures, the machine's half of a report, and an invitation
    that has no file name; those never count, whatever their disposition says.
    """
    if part.type in _MACHINERY:
        return False
    image = part.type.startswith("image/")
    if image and "content-id" in part.header.fields and part.parent == "multipart/related":
        return False
    if part.disposition == "attachment":
        return True
    if image:
        return part.disposition != "inline" and "content-id" not in part.header.fields
    return bool(part.name) or not part.type.startswith("text/")


def attachment(part: Part, octets: bytes) -> Attachment:
    """The attachment that this part is; `octets` is its decoded payload."""
    name = safe_name(part.name)
    ending = _EXTENSION.search(name)
    kind = sniff(octets, declared=part.type, extension=ending[1].lower() if ending else "")
    return Attachment(
        name=name,
        type=kind.type,
        declared=part.type,
        extension=kind.extension,
        size=len(octets),
    )


def safe_name(name: str) -> str:
    """A file name without path, control and bidirectional characters; "" if nothing is left."""
    name = name[: 4 * limits.NAME].replace("\\", "/").rpartition("/")[2]
    kept = "".join(c for c in name if c.isalnum() or unicodedata.category(c) not in _FORBIDDEN)
    kept = " ".join(kept.split()).strip(" ")
    if not kept.strip("."):
        return ""
    return kept if len(kept) <= limits.NAME else kept[: limits.NAME - 11] + kept[-11:]
