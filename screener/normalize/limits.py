"""How much of one message is looked at: every cap of this package, with what it guards.

What lies beyond a cap is not an error. It is left out, and the event says so in its `defects`.
"""

HEADER = 128 * 1024
"""Octets of one header block."""

FIELD = 64 * 1024
"""Characters of one field value that are parsed for addresses: some 1,500 recipients."""

STRUCTURED = 8 * 1024
"""Characters of one Content-Type or Authentication-Results field."""

ADDRESSES = 2_000
"""Addresses of one kind (From, To, …)."""

ADDRESS = 320
"""Characters of one addr-spec: 64 and 255 with the `@` (RFC 3696 erratum 1690)."""

NAME = 500
"""Characters of a display name or of a file name."""

SUBJECT = 4_000
"""Characters of the decoded subject."""

VALUE = 16 * 1024
"""Characters of one decoded value in `headers`."""

MESSAGE_ID = 998
"""Octets of a Message-ID in UTF-8: one line (RFC 5322 section 2.1.1). Indexes have limits, too."""

REFERENCES = 8 * 1024
"""Characters of the References field."""

THREAD = 20
"""Message-IDs that are kept of a thread, besides its first."""

VALUES = 100
"""Values of one name in `headers`."""

DEPTH = 20
"""Multiparts inside one another; what lies deeper is one opaque part."""

PARTS = 500
"""Parts of one message."""

TEXT = 256 * 1024
"""Characters of `text` and of `full_text`, all parts together."""

HTML = 1024 * 1024
"""Characters of one HTML part."""

QUOTE_DEPTH = 8
"""Levels of nested quotation that are told apart."""

LINKS = 1_000
"""Links that are collected from one HTML part."""

SNIFFED = 4 * 1024
"""Octets at the beginning of an attachment that tell its type."""

DIRECTORY = 64 * 1024
"""Octets at the end of a zip archive that hold the names of its members."""
